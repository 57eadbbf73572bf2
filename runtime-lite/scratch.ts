/**
 * One eight-byte scratch area for reinterpretations. Its layout as words is little-endian, like every machine that runs the
 * engines we target.
 */
export const words = new Int32Array(2);
export const f32s = new Float32Array(words.buffer);
export const f64s = new Float64Array(words.buffer);

/** The area as one BigInt: a BigInt64Array, or what behaves like one where the engine has none. Without BigInt its use fails. */
export const i64s: { 0: bigint } = typeof BigInt64Array === 'function' ? new BigInt64Array(words.buffer) as unknown as { 0: bigint } : {
  get 0(): bigint {
    return BigInt(words[1]!) * BigInt(4294967296) + BigInt(words[0]! >>> 0);
  },
  set 0(value: bigint) {
    const wrapped = BigInt.asIntN(64, value);
    const low = Number(BigInt.asIntN(32, wrapped));
    words[0] = low;
    words[1] = Number((wrapped - BigInt(low >>> 0)) / BigInt(4294967296));
  },
};
