import { readFile } from 'node:fs/promises';
import { resolveOptions } from '../../compiler/options.js';
import { compileCached } from '../compile-cached.js';

/** The text of the CommonJS module that takes the place of a .wasm file. */
export async function metroModule(path: string): Promise<string> {
  const output = await compileCached(path, await readFile(path), resolveOptions({ format: 'cjs', target: 'hermes' }));
  return 'path' in output ? readFile(output.path, 'utf8') : output.code;
}
