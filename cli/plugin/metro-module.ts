import { readFile } from 'node:fs/promises';
import { resolveOptions } from '../../compiler/options.js';
import { compileCached } from '../compile-cached.js';

/** The text of the CommonJS module that takes the place of a .wasm file. */
export async function metroModule(path: string): Promise<string> {
  return (await compileCached(path, await readFile(path), resolveOptions({ format: 'cjs', target: 'hermes' }))).code;
}
