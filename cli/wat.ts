/** Text modules, read through wabt. */
import { CliError } from './io.js';

const magic = [0x00, 0x61, 0x73, 0x6d];

/** True for bytes that begin like a binary module. */
export function isBinary(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * The binary form of a .wat file. The module is only parsed here; validity is the compiler's business.
 * @throws CliError with the file, line and column of the first mistake.
 */
export async function assembleText(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  const { default: wabt } = await import('wabt');
  const { parseWat } = await wabt();
  try {
    const module = parseWat(path, bytes, {
      exceptions: true, mutable_globals: true, sat_float_to_int: true, sign_extension: true, simd: true, threads: true,
      function_references: true, multi_value: true, tail_call: true, bulk_memory: true, reference_types: true, annotations: true,
      code_metadata: true, gc: true, memory64: true, extended_const: true, relaxed_simd: true,
    });
    try {
      return module.toBinary({ write_debug_names: true }).buffer;
    } finally {
      module.destroy();
    }
  } catch (error) {
    throw new CliError(firstMistake(path, (error as Error).message));
  }
}

/** wabt's message is several lines with the source quoted: keep where and what. */
function firstMistake(path: string, message: string): string {
  const line = message.split('\n').find((text) => /:\d+:\d+: error: /.test(text));
  if (line === undefined) return `${path}: ${message.split('\n')[0] ?? 'cannot be parsed'}`;
  return line.trim().replace(/: error: /, ': ');
}
