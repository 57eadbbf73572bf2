import { isBinary, assembleText } from './wat.js';
import { readInput } from './io.js';

/** The module's bytes, whether the file is binary or text; anything that is neither goes to the decoder, which says so. */
export async function readModule(path: string): Promise<Uint8Array> {
  const bytes = readInput(path);
  return /\.(wat|wast)$/i.test(path) && !isBinary(bytes) ? assembleText(path, bytes) : bytes;
}
