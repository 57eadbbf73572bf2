import type { ConstExpr, GlobalType, Import, MemoryType, Module, TableType } from '../decode/index.js';
import type { FuncType } from '../ops/index.js';

/** The index spaces of a valid module: imports first, then definitions. */
export interface ModuleContext {
  readonly module: Module;
  readonly types: readonly FuncType[];
  /** `type` indexes `types`. */
  readonly funcs: readonly ContextFunc[];
  readonly tables: readonly TableType[];
  readonly memories: readonly MemoryType[];
  readonly globals: readonly ContextGlobal[];
  /** `type` indexes `types`; it has no results. */
  readonly tags: readonly ContextTag[];
  /** How many entries of each index space are imported. */
  readonly imported: { readonly funcs: number; readonly tables: number; readonly memories: number; readonly globals: number; readonly tags: number };
  /** Functions that `ref.func` in a body may name. */
  readonly declaredRefs: ReadonlySet<number>;
}

export interface ContextFunc {
  readonly type: number;
  readonly imported: Import | undefined;
}

export interface ContextTag {
  readonly type: number;
  readonly imported: Import | undefined;
}

export interface ContextGlobal {
  readonly type: GlobalType;
  readonly imported: Import | undefined;
  /** Present in defined globals. */
  readonly init: ConstExpr | undefined;
}
