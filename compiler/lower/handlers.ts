/** Lowers handlers of exceptions to catch clauses. Every one first lets traps pass. */
import { append } from '../ir/append.js';
import * as js from '../ir/js.js';
import type { Js, JsHandler, JsLocal, JsStmt } from '../ir/js.js';
import type { CaseHandler, Dispatch, Payload, Try } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { lowerList } from './function.js';

export const payloadWord = (exn: Js, word: number, range: js.Range): Js => js.index(js.member(exn, 'payload'), js.num(word), range);

/** The words of an i64 or v128 that an exception carries, or that stack switching gives. */
export function payloadWords(cx: Lowering, e: Payload, count: number, pre: Js[]): Js[] {
  const exn = cx.atom(cx.value(e.exn), pre);
  return Array.from({ length: count }, (_, k) => payloadWord(exn, e.word + k, 'i'));
}

/** The exception of a catch clause; a trap is thrown again. */
function caught(cx: Lowering, exn: number, thrown: JsLocal, at: number): JsStmt {
  const exception: Js = js.call(cx.env.runtime('exception', 'caught'), [thrown], 'x');
  return { k: 'expr', at, e: js.assign(cx.local(exn), exception) };
}

export function lowerTry(cx: Lowering, s: Try, out: JsStmt[]): void {
  const body = lowerList(cx, s.body);
  const thrown = cx.thrown();
  out.push({ k: 'try', at: s.at, body, thrown, handler: [caught(cx, s.exn, thrown, s.at), ...lowerList(cx, s.handler)] });
}

/** Where a case may throw to another one, the state is kept up to date also where cases follow each other. */
export function lowerDispatch(cx: Lowering, s: Dispatch): JsStmt {
  const { at, label } = s;
  const cases = s.cases.map((c) => lowerList(cx, c));
  const state = cx.local(s.state);
  const targets = new Map<CaseHandler, number[]>();
  s.handlers.forEach((target, i) => {
    if (target) append(targets, target, i);
  });
  if (targets.size === 0) return { k: 'dispatch', at, label, state, cases, handled: undefined, first: undefined };
  const tracked = cases.map((c, i): JsStmt[] => [{ k: 'expr', at, e: js.assign(cx.local(s.state), js.num(i)) }, ...c]);
  return { k: 'dispatch', at, label, state, cases: tracked, handled: handlerOf(cx, s, targets), first: undefined };
}

function handlerOf(cx: Lowering, { at, state }: Dispatch, targets: ReadonlyMap<CaseHandler, readonly number[]>): JsHandler {
  const thrown = cx.thrown();
  const arms = [...targets].map(([{ exn, label }, cases]) => ({
    cases,
    isDefault: false,
    body: [caught(cx, exn, cx.thrown(), at), { k: 'br', at, label } satisfies JsStmt],
  }));
  const past = { cases: [], isDefault: true, body: [{ k: 'throw', at, value: cx.thrown() } satisfies JsStmt] };
  return { thrown, handler: [{ k: 'switch', at, index: cx.local(state), arms: [...arms, past] }] };
}
