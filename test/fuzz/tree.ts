/** The shape of generated modules: typed trees that can be encoded, and cut down without being decoded again. */

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'funcref' | 'externref';
export interface FunctionType { readonly params: readonly ValueType[]; readonly results: readonly ValueType[] }

/** Branch targets are labels; their depth is computed when encoding, so a subtree may be moved or removed. */
export type Expr =
  | { readonly k: 'op'; readonly code: readonly number[]; readonly args: readonly Expr[]; readonly type: readonly ValueType[] }
  | { readonly k: 'block'; readonly loop: boolean; readonly label: number; readonly params: readonly ValueType[]; readonly args: readonly Expr[]; readonly body: readonly Expr[]; readonly type: readonly ValueType[] }
  | { readonly k: 'if'; readonly label: number; readonly condition: Expr; readonly then: readonly Expr[]; readonly otherwise: readonly Expr[]; readonly type: readonly ValueType[] }
  /** `br`, or `br_if` with a condition, or `br_table` with several labels (the condition is the index). `type` is what the context wants. */
  | { readonly k: 'branch'; readonly labels: readonly number[]; readonly args: readonly Expr[]; readonly condition?: Expr; readonly type: readonly ValueType[] };

export interface Limits { readonly min: number; readonly max: number }

export interface FunctionTree {
  readonly type: number;
  /** Beyond the parameters. */
  readonly locals: readonly ValueType[];
  readonly body: readonly Expr[];
}

export interface ModuleTree {
  readonly types: readonly FunctionType[];
  /** Type index of each imported function; they are `h.0`, `h.1`, ... */
  readonly importedFunctions: readonly number[];
  /** Imported globals `g.0`, ...; they come first in the index space. */
  readonly importedGlobals: readonly { readonly type: ValueType; readonly mutable: boolean }[];
  readonly functions: readonly FunctionTree[];
  readonly tables: readonly { readonly type: 'funcref' | 'externref'; readonly limits: Limits; readonly imported: boolean }[];
  readonly memory: Limits & { readonly imported: boolean };
  readonly globals: readonly { readonly type: ValueType; readonly mutable: boolean; readonly init: Expr }[];
  readonly elements: readonly { readonly mode: 'active' | 'passive' | 'declarative'; readonly table: number; readonly offset: number; readonly functions: readonly (number | null)[] }[];
  readonly data: readonly { readonly mode: 'active' | 'passive'; readonly offset: number; readonly bytes: readonly number[] }[];
  readonly start: number | undefined;
}

export const isReference = (type: ValueType): type is 'funcref' | 'externref' => type === 'funcref' || type === 'externref';

/** Default value of a type, as an expression. */
export function zero(type: ValueType): Expr {
  const code: Record<ValueType, readonly number[]> = {
    i32: [0x41, 0], i64: [0x42, 0], f32: [0x43, 0, 0, 0, 0], f64: [0x44, 0, 0, 0, 0, 0, 0, 0, 0], funcref: [0xd0, 0x70], externref: [0xd0, 0x6f],
  };
  return { k: 'op', code: code[type], args: [], type: [type] };
}
