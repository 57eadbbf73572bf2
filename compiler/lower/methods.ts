/**
 * Calls of the methods of DataViews. Where V8 does not know the view itself it finds out what the receiver is by going back from the call to where
 * the method was looked up. Where ways join between them, as they do behind a choice among the arguments, it gives up, and calls a function
 * in place of making the access.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import { operandsOf } from '../ir/js-walk.js';
import type { Lowering } from './expression.js';

/** How much of an expression is looked at. */
const MOST = 64;

/** Whether an argument is evaluated before the method is looked up: there is a choice in it, or more than is looked at. */
function apart(cx: Lowering, argument: Js): boolean {
  if (!cx.env.profile.compiles) return false;
  const list = [argument];
  for (let i = 0; i < list.length; i++) {
    if (i === MOST || isChoice(list[i]!)) return true;
    operandsOf(list[i]!, (operand) => void list.push(operand));
  }
  return false;
}

const isChoice = (e: Js): boolean => e.k === 'cond' || (e.k === 'bin' && (e.op === '??' || e.op === '&&' || e.op === '||'));

export function get(cx: Lowering, view: Js, name: string, address: Js, flags: readonly Js[], range: js.Range, nonNegative = false): Js {
  const pre: Js[] = [];
  const at = apart(cx, address) ? cx.temp(address, pre) : address;
  return js.seq(pre, js.call(js.member(view, name), [at, ...flags], range, nonNegative, cx.at));
}

/** An address as it is before the value of a store is evaluated. */
export type Before = (address: Js, pre: Js[]) => Js;

/** `before`: the address, where the value stands apart. Without it an address may follow its value. */
export function set(cx: Lowering, view: Js, name: string, address: Js, value: Js, flags: readonly Js[], before: Before = (at) => at): Js {
  const pre: Js[] = [];
  const isApart = apart(cx, value);
  const at = apart(cx, address) ? cx.temp(address, pre) : isApart ? before(address, pre) : address;
  const kept = isApart ? cx.temp(value, pre) : value;
  return js.seq(pre, js.call(js.member(view, name), [at, kept, ...flags], 'x', false, cx.at));
}
