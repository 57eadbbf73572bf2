/**
 * One eight-byte scratch area for reinterpretations. Its layout as words is little-endian, like every machine that runs the
 * engines we target.
 */
export const words = new Int32Array(2);
export const f32s = new Float32Array(words.buffer);
export const f64s = new Float64Array(words.buffer);
export const i64s = new BigInt64Array(words.buffer);
