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

/** Visits an expression and what is in it, until `visit` says that it has seen enough; whether it did, or there is more than is looked at. */
function some(e: Js, visit: (e: Js) => boolean): boolean {
  const list = [e];
  for (let i = 0; i < list.length; i++) {
    if (i === MOST || visit(list[i]!)) return true;
    operandsOf(list[i]!, (o) => void list.push(o));
  }
  return false;
}

const isChoice = (e: Js): boolean => e.k === 'cond' || (e.k === 'bin' && (e.op === '??' || e.op === '&&' || e.op === '||'));
const hasChoice = (e: Js): boolean => some(e, isChoice);

/** Whether the address may be evaluated after the value. */
function commutes(address: Js, value: Js): boolean {
  const read = new Set<number>();
  const acts = some(address, (e) => {
    if (e.k === 'loc') read.add(e.slot);
    return e.k === 'assign' || e.k === 'call' || e.k === 'index' || e.k === 'member' || e.k === 'name';
  });
  return !acts && !some(value, (e) => e.k === 'assign' && e.target.k === 'loc' && read.has(e.target.slot));
}

export function get(cx: Lowering, view: Js, name: string, address: Js, flags: readonly Js[], range: js.Range, nonNegative = false): Js {
  const pre: Js[] = [];
  const at = cx.env.profile.compiles && hasChoice(address) ? cx.temp(address, pre) : address;
  return js.seq(pre, js.call(js.member(view, name), [at, ...flags], range, nonNegative, cx.at));
}

export function set(cx: Lowering, view: Js, name: string, address: Js, value: Js, flags: readonly Js[]): Js {
  const pre: Js[] = [];
  const isBehind = cx.env.profile.compiles && hasChoice(value);
  const at = (isBehind && !commutes(address, value)) || (cx.env.profile.compiles && hasChoice(address)) ? cx.temp(address, pre) : address;
  const kept = isBehind ? cx.temp(value, pre) : value;
  return js.seq(pre, js.call(js.member(view, name), [at, kept, ...flags], 'x', false, cx.at));
}
