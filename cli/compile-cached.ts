/** A compilation that is done once: outputs stay in the user's cache. */
import { readFile } from 'node:fs/promises';
import type { Options } from '../compiler/options.js';
import { cacheDirectory, cacheKey, findEntry, storeEntry } from './cache.js';
import { compileFile } from './compile.js';

/**
 * The output's path in the cache; its text where there is no cache.
 * @throws CliError when the module cannot be compiled
 */
export async function compileCached(input: string, bytes: Uint8Array, options: Options): Promise<{ readonly path: string } | { readonly code: string }> {
  const directory = cacheDirectory();
  const key = cacheKey(bytes, options);
  const found = directory === undefined ? undefined : findEntry(directory, key);
  if (found !== undefined) return { path: found };
  const { code } = await compileFile(input, bytes, options);
  if (directory !== undefined) {
    try {
      return { path: storeEntry(directory, key, code) };
    } catch (error) {
      console.error(`wasm2js-aot: the compile cache cannot be used: ${(error as Error).message}`);
    }
  }
  return { code };
}

/** The output's text. Errors as {@link compileCached}. */
export async function compiledText(input: string, bytes: Uint8Array, options: Options): Promise<string> {
  const output = await compileCached(input, bytes, options);
  return 'path' in output ? readFile(output.path, 'utf8') : output.code;
}
