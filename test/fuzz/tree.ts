/** The shape of generated modules: typed trees that can be encoded, and cut down without being decoded again. */
import type { FeatureId } from '../../compiler/ops/features.js';

export type NumberType = 'i32' | 'i64' | 'f32' | 'f64';
/** `ref? H` is nullable, `ref H` is not; H is an abstract heap type or the index of a type. */
export type ValueType = NumberType | 'v128' | `ref ${string}` | `ref? ${string}`;
export type StorageType = ValueType | 'i8' | 'i16';

export interface FunctionType { readonly k: 'func'; readonly params: readonly ValueType[]; readonly results: readonly ValueType[] }
export interface Field { readonly storage: StorageType; readonly mutable: boolean }
export interface StructType { readonly k: 'struct'; readonly fields: readonly Field[] }
export interface ArrayType { readonly k: 'array'; readonly element: Field }
export type DefinedType = (FunctionType | StructType | ArrayType) & { readonly supertype?: number | undefined; readonly open?: boolean };

/** Branch targets are labels; their depth is computed when encoding, so a subtree may be moved or removed. */
export type Expr =
  | { readonly k: 'op'; readonly code: readonly number[]; readonly args: readonly Expr[]; readonly type: readonly ValueType[] }
  | { readonly k: 'block'; readonly loop: boolean; readonly label: number; readonly params: readonly ValueType[]; readonly args: readonly Expr[]; readonly body: readonly Expr[]; readonly type: readonly ValueType[] }
  | { readonly k: 'if'; readonly label: number; readonly condition: Expr; readonly then: readonly Expr[]; readonly otherwise: readonly Expr[]; readonly type: readonly ValueType[] }
  /** `br`, or `br_if` with a condition, or `br_table` with several labels (the condition is the index). `type` is what the context wants. */
  | { readonly k: 'branch'; readonly labels: readonly number[]; readonly args: readonly Expr[]; readonly condition?: Expr; readonly type: readonly ValueType[] }
  /** Any other instruction with a label among its immediates. */
  | { readonly k: 'labelled'; readonly before: readonly number[]; readonly label: number; readonly after: readonly number[]; readonly args: readonly Expr[]; readonly type: readonly ValueType[] }
  /** try_table. */
  | { readonly k: 'try'; readonly label: number; readonly catches: readonly Catch[]; readonly body: readonly Expr[]; readonly type: readonly ValueType[] }
  /** try of the legacy encoding; with `delegate` it has no handlers. */
  | { readonly k: 'legacy'; readonly label: number; readonly body: readonly Expr[]; readonly handlers: readonly Handler[]; readonly delegate?: number | undefined; readonly type: readonly ValueType[] };

/** A clause of try_table; without a tag it catches all. */
export interface Catch { readonly tag: number | undefined; readonly withReference: boolean; readonly label: number }
/** A catch of the legacy encoding, or its catch_all if there is no tag. */
export interface Handler { readonly tag: number | undefined; readonly body: readonly Expr[] }

export interface Limits { readonly min: number; readonly max: number; readonly is64: boolean }
export interface MemoryTree extends Limits { readonly imported: boolean; readonly shared: boolean }
/** `sealed`: not exported, and no instruction writes to it. */
export interface TableTree extends Limits { readonly type: ValueType; readonly imported: boolean; readonly sealed: boolean }
export interface ElementTree { readonly mode: 'active' | 'passive' | 'declarative'; readonly table: number; /** The value of `offset`. */ readonly at: number; readonly offset: Expr; readonly type: ValueType; readonly items: readonly Expr[] }
export interface DataTree { readonly mode: 'active' | 'passive'; readonly memory: number; readonly offset: Expr; readonly bytes: readonly number[] }

export interface FunctionTree {
  readonly type: number;
  /** Beyond the parameters. */
  readonly locals: readonly ValueType[];
  readonly body: readonly Expr[];
  /** Name of the export, if it is not `f` and the index. */
  readonly name?: string;
}

/** What the code of functions refers to. */
export interface Frame {
  readonly features: ReadonlySet<FeatureId>;
  /** NaN bits made by arithmetic become canonical at once; otherwise only where they would be seen. */
  readonly exactBits: boolean;
  readonly types: readonly DefinedType[];
  /** Sizes of the recursion groups, of all types in order. */
  readonly groups: readonly number[];
  /** Type index of each imported function; they are `h.0`, `h.1`, ... */
  readonly importedFunctions: readonly number[];
  /** Type index of each function, imported ones first. */
  readonly functionTypes: readonly number[];
  /** Imported globals `g.0`, ...; they come first in the index space. */
  readonly importedGlobals: readonly { readonly type: ValueType; readonly mutable: boolean }[];
  readonly tables: readonly TableTree[];
  readonly memories: readonly MemoryTree[];
  readonly globals: readonly { readonly type: ValueType; readonly mutable: boolean; readonly init: Expr }[];
  readonly tags: readonly { readonly type: number; readonly imported: boolean }[];
  readonly elements: readonly ElementTree[];
  readonly data: readonly DataTree[];
}

export interface ModuleTree extends Frame {
  readonly functions: readonly FunctionTree[];
  readonly start: number | undefined;
}

export const funcref: ValueType = 'ref? func';
export const externref: ValueType = 'ref? extern';
export const anyref: ValueType = 'ref? any';
export const exnref: ValueType = 'ref? exn';

export type ReferenceType = Extract<ValueType, `ref${string}`>;
export const isReference = (type: StorageType): type is ReferenceType => type.startsWith('ref');
export const isNullable = (type: ValueType): boolean => type.startsWith('ref? ');
/** The heap type of a reference: a name or an index in decimal. */
export const heapOf = (type: ValueType): string => type.slice(type.indexOf(' ') + 1);
export const reference = (nullable: boolean, heap: string | number): ValueType => (nullable ? `ref? ${heap}` : `ref ${heap}`);

export const op = (code: readonly number[], args: readonly Expr[], ...type: ValueType[]): Expr => ({ k: 'op', code, args, type });
