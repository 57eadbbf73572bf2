/**
 * The intermediate representation of one function body: statements over typed expression trees.
 *
 * Shapes, not opcodes: an operation is a row of the op table plus its arguments. Every node keeps the byte offset (`at`)
 * of the instruction it came from. Expressions evaluate left to right, operands before operators, as in JavaScript.
 */
import type { OpRow } from '../ops/row.js';
import type { RefType, SigChar } from '../ops/types.js';

/** Type of a local or an expression, as a signature character ('' = no value): i32, i64, f32, f64, v128, and one letter per hierarchy of references. */
export type Word = SigChar;

/** Whether values of the type are references. */
export const isReference = (type: Word): boolean => type === 'F' || type === 'X' || type === 'A' || type === 'E';

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

/**
 * A branch target. `uses` counts the branches to it that are still in the tree. When its statement was flattened into a
 * dispatch, branches go to the start of case `index` of it.
 */
export interface Label {
  readonly id: number;
  uses: number;
  dispatch: Dispatch | undefined;
  index: number;
}

export interface SetLocal {
  readonly k: 'set';
  readonly at: number;
  readonly local: number;
  readonly value: Expr;
}
export interface SetGlobal {
  readonly k: 'global.set';
  readonly at: number;
  readonly global: number;
  readonly value: Expr;
}
export interface Store extends Access {
  readonly k: 'store';
  readonly row: OpRow;
  readonly addr: Expr;
  readonly value: Expr;
}
/** Evaluate for effect. */
export interface Eval {
  readonly k: 'eval';
  readonly at: number;
  readonly value: Expr;
}
/** A call, or an operation that becomes one, with two or more results, each stored into a local. */
export interface MultiCall {
  readonly k: 'multi';
  readonly at: number;
  readonly call: AnyCall | Intrinsic;
  readonly dests: readonly number[];
}
export interface Block {
  readonly k: 'block';
  readonly at: number;
  readonly label: Label;
  body: Stmt[];
}
/** Falls out at the end of its body; a branch to the label starts the body again. */
export interface Loop {
  readonly k: 'loop';
  readonly at: number;
  readonly label: Label;
  /** Of what a pass made of one loop: a loop around its pieces, a piece, or one that is seldom run. */
  readonly role?: 'pieces' | 'piece' | 'rare';
  body: Stmt[];
}
export interface If {
  readonly k: 'if';
  readonly at: number;
  /** What a branch hint says of the condition, where there is one. */
  likely?: boolean | undefined;
  cond: Expr;
  then: Stmt[];
  else: Stmt[];
}
export interface Br {
  readonly k: 'br';
  readonly at: number;
  readonly label: Label;
}
/** br_table: `arms[i]` are the statements for selector `cases[i]`, the last arm is the default. */
export interface Switch {
  readonly k: 'switch';
  readonly at: number;
  readonly index: Expr;
  readonly arms: SwitchArm[];
}
export interface SwitchArm {
  readonly cases: readonly number[];
  readonly isDefault: boolean;
  body: Stmt[];
}
export interface Return {
  readonly k: 'return';
  readonly at: number;
  readonly values: readonly Expr[];
}
/** Leaves the function by a call that takes its place: the stack does not grow. */
export interface TailCall {
  readonly k: 'tail';
  readonly at: number;
  readonly call: AnyCall;
}
export interface Unreachable {
  readonly k: 'unreachable';
  readonly at: number;
}
export interface Throw {
  readonly k: 'throw';
  readonly at: number;
  readonly tag: number;
  readonly args: readonly Expr[];
}
/** Throws an exception again; traps if the reference is null. */
export interface ThrowRef {
  readonly k: 'throw_ref';
  readonly at: number;
  readonly exn: Expr;
}
/** An exception of the body goes to the local `exn`, and the handler runs. Both fall out at their ends. Traps pass. */
export interface Try {
  readonly k: 'try';
  readonly at: number;
  readonly exn: number;
  body: Stmt[];
  handler: Stmt[];
}
/** Where exceptions of a case go: to the local `exn`, then to the case of the label. */
export interface CaseHandler {
  readonly exn: number;
  readonly label: Label;
}
/**
 * A flattened region, made only where nesting would pass what engines parse: `cases[0]` runs first, each case falls into
 * the next, the last one leaves, and a branch to one of `labels` jumps to the start of its case through local `state`.
 */
export interface Dispatch {
  readonly k: 'dispatch';
  readonly at: number;
  readonly label: Label;
  readonly state: number;
  readonly cases: Stmt[][];
  readonly labels: Label[];
  /** One entry for each case. */
  readonly handlers: (CaseHandler | undefined)[];
}

export type Stmt =
  | SetLocal
  | SetGlobal
  | Store
  | Eval
  | MultiCall
  | Block
  | Loop
  | If
  | Br
  | Switch
  | Return
  | TailCall
  | Unreachable
  | Throw
  | ThrowRef
  | Try
  | Dispatch;

/** What the body may have: a pass that looks for it leaves other functions alone. */
export interface Traits {
  f32: boolean;
  loops: boolean;
  hints: boolean;
  /** Conversions of floats to integers that trap. */
  truncations: boolean;
}

export interface FunctionIR {
  readonly index: number;
  readonly params: readonly Word[];
  readonly results: readonly Word[];
  /** Types of all locals: parameters, declared locals, temporaries. */
  readonly locals: Word[];
  /** Locals below this index start as zero or null (parameters as given); the rest are assigned before use. */
  readonly declared: number;
  /** Declared locals that may be read before they are assigned; undefined means all of them. */
  zeroed: ReadonlySet<number> | undefined;
  body: Stmt[];
  readonly traits: Traits;
  readonly at: number;
}
