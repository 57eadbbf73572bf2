/** What a Module stands for, however it was made. */

import type { CompileOptions } from './compile-options.js';

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
}

/** Where modules come from. */
export interface Compiler {
  /** @throws CompileError (of the namespace) */
  compile(bytes: Uint8Array, options: CompileOptions): CompiledModule;
  validate(bytes: Uint8Array, options: CompileOptions): boolean;
}
