/**
 * Whether Emscripten's minifier named what a module imports and exports. Short names alone do not say so: people write those, too. But its
 * last step calls imports, then exports, `a`, `b`, `c` and so on, so that together they are the first names of one sequence.
 */
import type { Inspection } from './compile.js';

const FIRST = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$';
const LATER = `${FIRST}0123456789`;

/** Words that JavaScript keeps for itself, among names so short. */
const RESERVED = new Set(['do', 'if', 'in', 'for', 'new', 'try', 'var', 'env', 'let', 'case', 'else', 'enum', 'void', 'this', 'with', 'null', 'true', 'eval', 'goto', 'byte', 'char', 'int', 'long']);

/** The n-th name: letters that begin a name change fastest. */
function nth(n: number): string {
  let text = FIRST[n % FIRST.length]!;
  let rest = Math.floor(n / FIRST.length);
  while (rest > 0) {
    rest--;
    text += LATER[rest % LATER.length]!;
    rest = Math.floor(rest / LATER.length);
  }
  return text;
}

/** Whether these are the first names of the sequence, in any order, each once. */
function areFirst(names: readonly string[]): boolean {
  const left = new Set(names);
  if (left.size !== names.length) return false;
  for (let n = 0; left.size > 0; n++) {
    const name = nth(n);
    if (!left.delete(name) && !RESERVED.has(name)) return false;
  }
  return true;
}

export type Surface = Pick<Inspection, 'imports' | 'exports'>;

/** What the modules of its imports are called: one name that is minified too, or those that they have always had. */
const MODULES: readonly ReadonlySet<string>[] = [new Set(['a']), new Set(['env', 'global', 'global.Math', 'asm2wasm', 'wasi_snapshot_preview1', 'wasi_unstable'])];

/** What stays unminified where names of modules do. */
const KEPT = new Set(['memory', 'table', '__memory_base', '__table_base', 'NaN', 'Infinity']);

/** Exports of Emscripten's own, where exports kept their names. */
const OWN_EXPORT = /^(?:__wasm_call_ctors|_?stackSave|stackAlloc|emscripten_stack_get_end|dynCall_\w+)$/;

/** Whether only Emscripten's JavaScript knows what this module's imports are. */
export function isMinifiedEmscripten({ imports, exports }: Surface): boolean {
  const functions = imports.filter(({ kind }) => kind === 'func');
  if (functions.length === 0 || !MODULES.some((modules) => imports.every(({ module }) => modules.has(module)))) return false;
  const minified = imports.map(({ name }) => name).filter((name) => !KEPT.has(name));
  const names = exports.map(({ name }) => name);
  if (areFirst(minified) && names.some((name) => OWN_EXPORT.test(name))) return true;
  // Every one of its modules has a memory, and exports a function that runs constructors.
  const hasMemory = [...imports, ...exports].some(({ kind }) => kind === 'memory');
  return hasMemory && exports.some(({ type }) => type === ':') && areFirst([...minified, ...names]);
}
