/** Labels that passes make, and loops that are repeated by their end only. */
import type { Expr, If, Label, Loop, Stmt } from './nodes.js';

/** Index of a label that leads to the case of the state that its dispatch has. */
export const SAME_STATE = -1;

/** A label of a pass; `uses`: how many branches are made with it. */
export const freshLabel = (uses = 0): Label => ({ id: -1, uses, dispatch: undefined, index: 0 });

/** The statement at the end of a loop that alone starts it again. */
export function repeatTest({ label, body }: Loop): If | undefined {
  const last = body[body.length - 1];
  if (last?.k !== 'if' || label.uses !== 1 || label.dispatch !== undefined) return undefined;
  return (isJump(last.then, label) && last.else.length === 0) || (isJump(last.else, label) && last.then.length === 0) ? last : undefined;
}

const isJump = (list: readonly Stmt[], label: Label): boolean => {
  const [only] = list;
  return list.length === 1 && only!.k === 'br' && only!.label === label;
};

/** The test at the end of a loop, turned round: what it starts again falls through. */
export function leavingUnless(test: If, cond: Expr, to: Label): Stmt {
  const { at } = test;
  to.uses++;
  const leave: Stmt[] = [{ k: 'br', at, label: to }];
  const isAgain = test.then.length > 0;
  return { ...test, cond, then: isAgain ? [] : leave, else: isAgain ? leave : [] };
}
