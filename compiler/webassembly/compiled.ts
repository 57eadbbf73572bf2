/** What a Module stands for, however it was made. */

import type { CompileOptions } from './compile-options.js';
import { keepInstance } from './kept.js';

export type ImportExportKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

export interface ModuleExportDescriptor {
  name: string;
  kind: ImportExportKind;
}
export interface ModuleImportDescriptor {
  module: string;
  name: string;
  kind: ImportExportKind;
}

export interface CompiledModule {
  readonly imports: readonly ModuleImportDescriptor[];
  readonly exports: readonly ModuleExportDescriptor[];
  /** Links and starts. `values` are the imports in the module's order; the result is frozen and has no prototype. */
  readonly instantiate: (values: readonly unknown[]) => Record<string, any>;
  /** The same with functions that may suspend: some of the imports, by name ("module.name"), and whatever is in tables. @throws CompileError */
  readonly suspendable: (imports: readonly string[]) => CompiledModule;
  readonly source: Precompiled;
}

/** Where modules come from. */
export interface Compiler {
  /** @throws CompileError (of the namespace) */
  compile(bytes: Uint8Array, options: CompileOptions): CompiledModule;
  /** What a module was before another thread sent it. @throws CompileError */
  receive(sent: SentModule): CompiledModule;
  validate(bytes: Uint8Array, options: CompileOptions): boolean;
}

/** What `compile` with the option `precompiled` makes of a module. */
export interface Precompiled {
  /** Of the module's bytes, in hexadecimal. */
  readonly sha256: string;
  /** The compile options that took effect. */
  readonly builtins: readonly string[];
  readonly importedStringConstants: string | null;
  /** Names ("module.name") of the imports that may suspend; null if nothing may. */
  readonly suspending: readonly string[] | null;
  readonly imports: readonly { readonly module: string; readonly name: string; readonly kind: string }[];
  readonly exports: readonly { readonly name: string; readonly kind: string }[];
  /** Links the code with the runtime that all instances of a namespace have in common. */
  readonly link: (shared: Readonly<Record<string, unknown>>) => (values: readonly unknown[]) => { readonly exports: Record<string, any> };
}

/** What remains of a module where structured cloning has been: text in place of code. */
export interface SentModule extends Omit<Precompiled, 'link'> {
  readonly link: string;
  readonly bytes: Uint8Array;
}

const kindOf = (kind: string): ImportExportKind => (kind === 'func' ? 'function' : kind as ImportExportKind);

type Instantiate = ReturnType<Precompiled['link']>;

/** What engines learn of functions stays with the closures around them: programs that compile their module for each command keep it. */
const linked = new WeakMap<Precompiled, Instantiate>();

function link(source: Precompiled, shared: Readonly<Record<string, unknown>>): Instantiate {
  const instantiate = linked.get(source) ?? source.link(shared);
  linked.set(source, instantiate);
  return instantiate;
}

/** What a module says of its imports and exports. */
export function describedOf({ imports, exports }: Pick<Precompiled, 'imports' | 'exports'>): Pick<CompiledModule, 'imports' | 'exports'> {
  return {
    imports: imports.map(({ module, name, kind }) => ({ module, name, kind: kindOf(kind) })),
    exports: exports.map(({ name, kind }) => ({ name, kind: kindOf(kind) })),
  };
}

/** `shared` is the same object each time. */
export function compiledOf(source: Precompiled, shared: Readonly<Record<string, unknown>>, suspendable: CompiledModule['suspendable']): CompiledModule {
  return {
    ...describedOf(source),
    instantiate(values) {
      const { exports } = link(source, shared)(values);
      keepInstance(source, exports);
      return exports;
    },
    suspendable,
    source,
  };
}
