/**
 * Tail calls: a function that makes one returns to its caller's loop with what to call next, so that the stack does not grow.
 * Such a function is in two parts: its body, found as property `tail` of the other, and the loop around it.
 */
import type { Raw } from './func.js';
import { trapUndefined } from './trap.js';

type Tailing = Raw & { readonly tail?: Raw };

let next: Raw | undefined = undefined;
let nextArguments: readonly any[] = [];

/** The last thing that a body does: asks the loop around it to call `target`. Traps if there is none at a table's index. */
export function tailCall(target: Tailing | undefined, ...args: any[]): any {
  if (target === undefined) trapUndefined();
  next = target.tail ?? target;
  nextArguments = args;
}

/** The loop: `first` is what the body returned; the result is that of the last function of the chain. */
export function bounce(first: any): any {
  let result = first;
  while (next !== undefined) {
    const target: Raw = next;
    next = undefined;
    result = target(...nextArguments);
  }
  return result;
}

/** The call that was asked for, which is no longer. */
export function takeNext(): { readonly target: Raw; readonly args: readonly any[] } | undefined {
  const target = next;
  next = undefined;
  return target && { target, args: nextArguments };
}

/** Makes `fn` known as the loop around `body`. */
export function withTail(fn: Raw, body: Raw): void {
  Object.defineProperty(fn, 'tail', { value: body });
}
