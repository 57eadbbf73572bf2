/** WebAssemblyCompileOptions of the JS API. */
import { isObject, sequence } from './webidl.js';

export interface CompileOptions {
  /** Sets of builtin functions, without "wasm:"; unknown ones have no effect. */
  readonly builtins: readonly string[];
  /** Name of the module whose imports are strings. */
  readonly importedStringConstants: string | undefined;
  /** Names ("module.name") of the imports that may suspend; undefined if nothing may. */
  readonly suspending?: readonly string[] | undefined;
}

/** What callers may pass. */
export interface WebAssemblyCompileOptions {
  builtins?: Iterable<string>;
  importedStringConstants?: string | null;
}

/** Half of a pair that stands alone becomes a replacement character. */
function toUSVString(value: unknown): string {
  return `${value as string}`.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

/** @throws TypeError for what does not convert. */
export function compileOptions(value: unknown, where: string): CompileOptions {
  if (value !== undefined && value !== null && !isObject(value)) throw new TypeError(`${where}: the options must be an object`);
  const { builtins } = (value ?? {}) as { builtins?: unknown };
  const names = builtins === undefined ? [] : sequence(builtins, where).map(toUSVString);
  const { importedStringConstants: strings } = (value ?? {}) as { importedStringConstants?: unknown };
  return { builtins: names, importedStringConstants: strings === undefined || strings === null ? undefined : toUSVString(strings) };
}
