/** Imports that JavaScript itself provides (JavaScript API, Builtins and String Constants): which they are, and whether their types are right. */
import type { Import } from './decode/index.js';
import { invalid, quoted } from './diagnostics.js';
import type { Options } from './options.js';
import { externref, sigKey } from './ops/index.js';
import type { ModuleContext } from './validate/index.js';

/** A function of runtime-lite by file and name, or a string. */
export type BuiltinImport = { readonly file: string; readonly name: string } | string;

export type BuiltinImports = ReadonlyMap<Import, BuiltinImport>;

/** Results are strings that are not null; an array is (ref null (array (mut i16))). */
const string = '!(extern)', array = '?(@~h)';

/** By name of the set: file of runtime-lite, and signature keys by the names of the functions. */
const sets: ReadonlyMap<string, { readonly file: string; readonly signatures: ReadonlyMap<string, string> }> = new Map([
  ['js-string', {
    file: 'js-string',
    signatures: new Map([
      ['cast', `X:X;X:${string}`],
      ['test', 'X:i'],
      ['fromCharCodeArray', `Aii:X;${array}ii:${string}`],
      ['intoCharCodeArray', `XAi:i;X${array}i:i`],
      ['fromCharCode', `i:X;i:${string}`],
      ['fromCodePoint', `i:X;i:${string}`],
      ['charCodeAt', 'Xi:i'],
      ['codePointAt', 'Xi:i'],
      ['length', 'X:i'],
      ['concat', `XX:X;XX:${string}`],
      ['substring', `Xii:X;Xii:${string}`],
      ['equals', 'XX:i'],
      ['compare', 'XX:i'],
    ]),
  }],
]);

/** The sets that are provided: those asked for, and by default js-string, unless the caller wants to provide all imports. */
function enabledSets({ builtins, abi }: Options): readonly string[] {
  return builtins ?? (abi === 'none' ? [] : ['js-string']);
}

/** @throws CompileError for an import with the name of a builtin and another type. */
export function builtinImports(context: ModuleContext, options: Options): BuiltinImports {
  const found = new Map<Import, BuiltinImport>();
  const enabled = new Set(enabledSets(options).map((name) => `wasm:${name}`));
  for (const imp of context.module.imports) {
    const builtin = imp.module === options.importedStringConstants ? stringConstant(imp) : enabled.has(imp.module) ? builtinFunction(context, imp) : undefined;
    if (builtin !== undefined) found.set(imp, builtin);
  }
  return found;
}

function stringConstant({ module, name, desc, at }: Import): string {
  const { type, mutable } = desc.kind === 'global' ? desc.type : { type: undefined, mutable: true };
  const isExternal = typeof type === 'object' && type.heap === externref.heap;
  if (mutable || !isExternal) throw invalid(`import ${quoted(module)}.${quoted(name)}: a string constant must be an immutable global of type externref`, at);
  return name;
}

function builtinFunction(context: ModuleContext, { module, name, desc, at }: Import): BuiltinImport | undefined {
  const set = sets.get(module.slice('wasm:'.length));
  const signature = set?.signatures.get(name);
  if (set === undefined || signature === undefined || desc.kind !== 'func') return undefined;
  if (sigKey(context.types[desc.type]!) !== signature) {
    throw invalid(`import ${quoted(module)}.${quoted(name)}: the type is not that of the builtin function`, at);
  }
  return { file: set.file, name };
}
