import type { FuncType, RefType, ValType } from '../ops/index.js';
import type { BranchHintSection } from './custom/branch-hints.js';
import type { LineTable } from './custom/lines.js';
import type { NameSection } from './custom/names.js';
import type { Producer } from './custom/producers.js';

/** A decoded module as plain data. All offsets are absolute byte positions in `bytes`. */
export interface Module {
  readonly bytes: Uint8Array;
  /** Equivalent types are one object; each has `declared`. */
  readonly types: FuncType[];
  readonly imports: Import[];
  /** Whether some of them stand in groups. */
  compactImports: boolean;
  /** Defined functions only; `at` is where the type index stands. */
  readonly funcs: { readonly type: number; readonly at: number }[];
  readonly tables: DefinedTable[];
  readonly memories: MemoryType[];
  readonly tags: { readonly type: number; readonly at: number }[];
  readonly globals: { readonly type: GlobalType; readonly init: ConstExpr }[];
  readonly exports: Export[];
  start: { readonly func: number; readonly at: number } | undefined;
  readonly elems: ElemSegment[];
  readonly datas: DataSegment[];
  /** The data count section's figure, where there is one. */
  dataCount: number | undefined;
  /** Where the contents of the code section begin and end; 0 without one. */
  codeSection: { readonly start: number; readonly end: number };
  /** Bodies of the defined functions, in the same order as `funcs`. */
  readonly code: Body[];
  readonly customs: CustomSection[];
  /** The name section, read on first use; what is malformed in it is left out. */
  readonly names: NameSection;
  /** The branch hint section, read when it is asked for. */
  readonly branchHints: BranchHintSection;
  /** Contents of the sourceMappingURL section. */
  readonly sourceMappingURL: string | undefined;
  readonly producers: readonly Producer[];
  /** Line tables of DWARF, read when they are asked for; undefined where there are none. */
  readonly lines: LineTable | undefined;
  /** Names from the target_features section, without those marked as forbidden. */
  readonly targetFeatures: readonly string[];
}

/** An unsigned integer of 64 bits: a BigInt from 2^53 on. Comparisons may mix both. */
export type Size = number | bigint;

export interface Limits {
  readonly min: Size;
  readonly max: Size | undefined;
  /** Width of indices and addresses. */
  readonly address: 'i32' | 'i64';
  readonly at: number;
}
export interface TableType extends Limits { readonly element: RefType }
/** A table without `init` begins as nulls. */
export interface DefinedTable extends TableType { readonly init: ConstExpr | undefined }
/** `min` and `max` are in pages of `pageSize` bytes: 65,536 or, by the proposal of custom page sizes, 1. */
export interface MemoryType extends Limits { readonly shared: boolean; readonly pageSize: number }
/** Bytes that a memory of the type always has. */
export const leastBytes = ({ min, pageSize }: MemoryType): number => Number(min) * pageSize;
export interface GlobalType { readonly type: ValType; readonly mutable: boolean }

export type ExternKind = 'func' | 'table' | 'memory' | 'global' | 'tag';

export type ImportDesc =
  | { readonly kind: 'func'; readonly type: number }
  | { readonly kind: 'table'; readonly type: TableType }
  | { readonly kind: 'memory'; readonly type: MemoryType }
  | { readonly kind: 'global'; readonly type: GlobalType }
  | { readonly kind: 'tag'; readonly type: number };

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly at: number;
  readonly desc: ImportDesc;
}

export interface Export {
  readonly name: string;
  readonly kind: ExternKind;
  readonly index: number;
  readonly at: number;
}

/** A constant expression: bytes from `start` to `end`, its `end` opcode included. Read it with `constInstrs`. */
export interface ConstExpr {
  readonly start: number;
  readonly end: number;
  /** For an entry of a segment's list of function indices: the index. The entry stands for `ref.func` of it. */
  readonly func: number | undefined;
}

export type SegmentMode = 'active' | 'passive' | 'declarative';

export interface ElemSegment {
  readonly mode: SegmentMode;
  readonly table: number;
  /** Present in active segments. */
  readonly offset: ConstExpr | undefined;
  readonly type: RefType;
  readonly items: readonly ConstExpr[];
  readonly at: number;
}

export interface DataSegment {
  readonly mode: 'active' | 'passive';
  readonly memory: number;
  /** Present in active segments. */
  readonly offset: ConstExpr | undefined;
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

export interface Body {
  /** First byte of the body: its locals. */
  readonly at: number;
  /** First byte of the instruction sequence, after the locals. */
  readonly start: number;
  /** One past the closing `end` opcode. */
  readonly end: number;
  /** Declared locals, run-length encoded, without the parameters. */
  readonly locals: readonly LocalRun[];
}
export interface LocalRun { readonly count: number; readonly type: ValType }

export interface CustomSection {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}
