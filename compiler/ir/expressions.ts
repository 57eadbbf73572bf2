/** Expressions: trees whose operands stand below their operators. */
import type { SuspensionClause } from '../decode/operators.js';
import type { OpRow } from '../ops/row.js';
import type { RefType, SigChar } from '../ops/types.js';

/** Type of a local or an expression, as a signature character ('' = no value): i32, i64, f32, f64, v128, and one letter per hierarchy of references. */
export type Word = SigChar;

/** Whether values of the type are references. */
export const isReference = (type: Word): boolean => type === 'F' || type === 'X' || type === 'A' || type === 'E' || type === 'C';

/** Effects of a whole expression tree or statement; the low bits are those of the op table. */
export const enum Fx {
  ReadsLocal = 1 << 16,
  WritesLocal = 1 << 17,
  Control = 1 << 18,
  /** Throws an exception itself; calls may, too. */
  Throws = 1 << 19,
}

interface ExprBase {
  readonly at: number;
  /** Union of the effects of this node and everything below it. */
  readonly fx: number;
  /** Height of the tree; the builder keeps it under a fixed bound so that passes may recurse. */
  readonly depth: number;
}

export interface Const extends ExprBase {
  readonly k: 'const';
  readonly type: Word;
  readonly lo: number;
  readonly hi: number;
  /** Third and fourth word of a v128. */
  readonly lo2: number;
  readonly hi2: number;
}
export interface Get extends ExprBase {
  readonly k: 'get';
  readonly type: Word;
  readonly local: number;
}
export interface Tee extends ExprBase {
  readonly k: 'tee';
  readonly type: Word;
  readonly local: number;
  readonly value: Expr;
}
export interface GlobalGet extends ExprBase {
  readonly k: 'global.get';
  readonly type: Word;
  readonly global: number;
}
/** unary, binary, ternary, compare, test and convert operations, and those that move lanes. */
export interface Op extends ExprBase {
  readonly k: 'op';
  readonly type: Word;
  readonly row: OpRow;
  readonly args: readonly Expr[];
  /** Lane indices that are immediates. */
  readonly lanes: readonly number[];
}
/** Where a load or store is, besides its address operand. */
export interface Access {
  readonly at: number;
  readonly memory: number;
  readonly offset: number;
  /** Base-2 logarithm of the alignment that the address is said to have. */
  readonly align: number;
  /**
   * Address and offset, which may be negative, count elements of the width, of an i64 words, of a v128 words or doubles as `align` says: a pass has
   * made sure that they are aligned and in memory.
   */
  readonly isElement?: boolean;
}
export interface Load extends ExprBase, Access {
  readonly k: 'load';
  readonly type: Word;
  readonly row: OpRow;
  readonly addr: Expr;
}
/** Lazy conditional: exactly one arm is evaluated, after the condition. */
export interface Cond extends ExprBase {
  readonly k: 'cond';
  readonly type: Word;
  readonly cond: Expr;
  readonly a: Expr;
  readonly b: Expr;
}
/** Direct call; `type` is the first result's type or '' when there is none. */
export interface Call extends ExprBase {
  readonly k: 'call';
  readonly type: Word | '';
  readonly func: number;
  readonly args: readonly Expr[];
  readonly results: readonly Word[];
}
export interface CallIndirect extends ExprBase {
  readonly k: 'call_indirect';
  readonly type: Word | '';
  readonly table: number;
  readonly sig: string;
  readonly index: Expr;
  readonly args: readonly Expr[];
  readonly results: readonly Word[];
}
/** Call of a function reference, which traps when it is null. */
export interface CallRef extends ExprBase {
  readonly k: 'call_ref';
  readonly type: Word | '';
  readonly ref: Expr;
  readonly args: readonly Expr[];
  readonly results: readonly Word[];
}
/** Types of a cast: what is asked for, and what the operand is known to be. */
export interface CastTypes {
  readonly to: RefType;
  readonly from: RefType;
}
/** Operations on memories, tables, segments, references, structs and arrays. `index` and `index2` are those of the instruction. */
export interface Intrinsic extends ExprBase {
  readonly k: 'intrinsic';
  readonly type: Word | '';
  readonly row: OpRow;
  readonly index: number;
  readonly index2: number;
  readonly args: readonly Expr[];
  readonly cast: CastTypes | undefined;
  /** Of what suspends or resumes: what the runtime must know of the types and handlers. */
  readonly stack?: StackSwitch | undefined;
}

export interface StackSwitch {
  readonly handlers: readonly SuspensionClause[];
  /** Words of the results of the continuation, and whether the first is an i64. */
  readonly words: number;
  readonly isLong: boolean;
}

/** Whether an exception has the tag. */
export interface HasTag extends ExprBase {
  readonly k: 'has_tag';
  readonly type: 'i';
  readonly tag: number;
  readonly exn: Expr;
}
/** A value that an exception carries: the one that begins with this word, from 1 (see runtime-lite/exception). */
export interface Payload extends ExprBase {
  readonly k: 'payload';
  readonly type: Word;
  readonly word: number;
  readonly exn: Expr;
}

export type AnyCall = Call | CallIndirect | CallRef;
export type Expr = Const | Get | Tee | GlobalGet | Op | Load | Cond | AnyCall | Intrinsic | HasTag | Payload;
