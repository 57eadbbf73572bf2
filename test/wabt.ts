/** Text modules for tests. */
import wabtModule from 'wabt';

let wabt = await wabtModule();

/** Begins with a new instance: after hundreds of modules an old one may no longer know an instruction. */
export const renew = async (): Promise<void> => {
  wabt = await wabtModule();
};

export const features = {
  exceptions: true, mutable_globals: true, sat_float_to_int: true, sign_extension: true, simd: true, threads: true, function_references: true,
  multi_value: true, tail_call: true, bulk_memory: true, reference_types: true, extended_const: true, multi_memory: true, memory64: true,
};

/** The binary of a module in the text format. @throws wabt's Error if it cannot be parsed. */
export function assemble(text: string, options: { readonly names?: boolean } = {}): Uint8Array<ArrayBuffer> {
  const module = wabt.parseWat('test.wat', text, features);
  try { return module.toBinary({ write_debug_names: options.names ?? true }).buffer as Uint8Array<ArrayBuffer>; } finally { module.destroy(); }
}

/** The module as wabt writes it, without custom sections; undefined if wabt cannot read it. */
export const rewritten = (bytes: Uint8Array): Uint8Array | undefined => through(bytes, (module) => module.toBinary({}).buffer);

/** The module as wabt writes it in the text format, without custom sections; undefined if wabt cannot read it. */
export const rewrittenText = (bytes: Uint8Array): string | undefined => through(bytes, (module) => module.toText({}));

function through<T>(bytes: Uint8Array, read: (module: ReturnType<typeof wabt.readWasm>) => T): T | undefined {
  let module: ReturnType<typeof wabt.readWasm>;
  try { module = wabt.readWasm(withoutCustomSections(bytes), { ...features, readDebugNames: false }); } catch { return undefined; }
  try { return read(module); } finally { module.destroy(); }
}

export function withoutCustomSections(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  for (let start = 8; start < bytes.length;) {
    let size = 0;
    let at = start + 1;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      size += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    if (bytes[start] !== 0) kept.push(bytes.subarray(start, at + size));
    start = at + size;
  }
  return Uint8Array.from(Buffer.concat(kept));
}
