/** Statements, and the labels that branches go to. */
import type { OpRow } from '../ops/row.js';
import type { Access, AnyCall, Expr, Intrinsic } from './expressions.js';

/**
 * A branch target. `uses` counts the branches to it that are still in the tree. When its statement was flattened into a
 * dispatch, branches go to the start of case `index` of it.
 */
export interface Label {
  readonly id: number;
  uses: number;
  dispatch: Dispatch | undefined;
  index: number;
  /** Of one that leads to the case of the state that its dispatch has (ir/labels.ts): which these may be. */
  readonly among?: ReadonlySet<number>;
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
  /** Locals that are only indices of elements in the loop, and nothing after it, with what the one step of each adds in a round. */
  readonly indices?: ReadonlyMap<number, number>;
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
