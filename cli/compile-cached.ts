/** Compilations that are done once: outputs stay in the user's cache. */
import type { Options } from '../compiler/options.js';
import { placeOf, type Entry } from './cache.js';
import { compileFile } from './compile.js';
import { compileWaiting } from './compile-waiting.js';

/** Smaller modules are compiled as fast as they are found; programs that make their code while they run have very many of them. */
const WORTHWHILE = 65_536;

/**
 * The output's text and, if it is in the cache now, its path.
 * @throws CliError when the module cannot be compiled
 */
export async function compileCached(input: string, bytes: Uint8Array, options: Options): Promise<Pick<Entry, 'code'> & Partial<Entry>> {
  const place = placeOf(bytes, options);
  const found = place?.find();
  if (found !== undefined) return found;
  const { code } = await compileFile(input, bytes, options);
  const path = place?.store(code);
  return path === undefined ? { code } : { code, path };
}

/** The output's text, for a caller that waits. @throws CompileError, OptionError */
export function outputCached(bytes: Uint8Array, options: Partial<Options>): string {
  const place = bytes.length < WORTHWHILE ? undefined : placeOf(bytes, options);
  const found = place?.find();
  if (found !== undefined) return found.code;
  const code = compileWaiting(bytes, options);
  place?.store(code);
  return code;
}
