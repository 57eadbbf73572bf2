/** Lowers the statements of a function. */
import * as js from '../ir/js.js';
import type { Js, JsFunction, JsStmt } from '../ir/js.js';
import type { Expr, FunctionIR, Stmt, Word } from '../ir/nodes.js';
import { eachExpression } from '../ir/walk.js';
import { callExpr, tailCall } from './calls.js';
import type { ModuleEnv } from '../ir/env.js';
import { Lowering, type Pair } from './expression.js';
import { assignPair, takeFresh } from './long.js';
import { store } from './memory.js';

export function lowerFunction(ir: FunctionIR, env: ModuleEnv): JsFunction {
  const cx = new Lowering(env, ir);
  const body = lowerList(cx, ir.body);
  return { index: ir.index, slots: cx.slots, params: cx.parameters(), body, hasTailCalls: cx.hasTailCalls, at: ir.at };
}

function lowerList(cx: Lowering, list: readonly Stmt[]): JsStmt[] {
  const out: JsStmt[] = [];
  for (const s of list) {
    cx.nextStatement();
    lowerStmt(cx, s, out);
  }
  return out;
}

/** Appends expressions as statements, sequences taken apart. */
function emitAll(list: readonly Js[], at: number, out: JsStmt[]): void {
  for (const e of list) {
    if (e.k === 'seq') emitAll(e.list, at, out);
    else if (e.k === 'assign' && e.value.k === 'seq' && e.target.k === 'loc') {
      emitAll(e.value.list.slice(0, -1), at, out);
      out.push({ k: 'expr', at, e: js.assign(e.target, e.value.list[e.value.list.length - 1]!) });
    } else if (e.k !== 'loc' && e.k !== 'num') out.push({ k: 'expr', at, e });
  }
}

/** The value of a sequence, after its other expressions have become statements. */
function head(e: Js, at: number, out: JsStmt[]): Js {
  if (e.k !== 'seq') return e;
  emitAll(e.list.slice(0, -1), at, out);
  return e.list[e.list.length - 1]!;
}

function lowerStmt(cx: Lowering, s: Stmt, out: JsStmt[]): void {
  const { at } = s;
  switch (s.k) {
    case 'set': {
      const list: Js[] = [];
      if (cx.typeOf(s.local) === 'l') assignPair(cx, s.local, cx.long(s.value, list), list);
      else list.push(js.assign(cx.local(s.local), cx.exact(s.value)));
      emitAll(list, at, out);
      return;
    }
    case 'global.set': {
      const list: Js[] = [];
      const place = cx.env.global(s.global);
      if (place.hi) {
        const p = cx.long(s.value, list);
        list.push(js.assign(place.lo, js.int32(p.lo)), js.assign(place.hi, js.int32(p.hi)));
      } else list.push(js.assign(place.lo, head(cx.exact(s.value), at, out)));
      emitAll(list, at, out);
      return;
    }
    case 'store': {
      const list: Js[] = [];
      store(cx, s, list);
      emitAll(list, at, out);
      return;
    }
    case 'eval': {
      const list: Js[] = [];
      if (s.value.type === 'l') cx.long(s.value, list);
      else list.push(cx.value(s.value));
      emitAll(list, at, out);
      return;
    }
    case 'multi': {
      const list: Js[] = [];
      const first = s.dests[0]!;
      list.push(js.assign(cx.local(first), callExpr(cx, s.call)));
      restOfResults(
        cx,
        s.dests.map((d) => cx.typeOf(d)),
        (i, high, word) => {
          list.push(js.assign(high ? cx.localHigh(s.dests[i]!) : cx.local(s.dests[i]!), word));
        },
      );
      emitAll(list, at, out);
      return;
    }
    case 'block':
      out.push({ k: 'block', at, label: s.label, body: lowerList(cx, s.body) });
      return;
    case 'loop':
      lowerLoop(cx, s, out);
      return;
    case 'if': {
      const test = head(cx.test(s.cond), at, out);
      out.push({ k: 'if', at, test, then: lowerList(cx, s.then), else: lowerList(cx, s.else) });
      return;
    }
    case 'br':
      out.push({ k: 'br', at, label: s.label });
      return;
    case 'switch': {
      const index = head(cx.exact(s.index), at, out);
      out.push({
        k: 'switch',
        at,
        index,
        arms: s.arms.map((a) => ({ cases: a.cases, isDefault: a.isDefault, body: lowerList(cx, a.body) })),
      });
      return;
    }
    case 'tail':
      out.push({ k: 'return', at, value: tailCall(cx, s.call) });
      return;
    case 'return':
      lowerReturn(cx, s.values, at, out);
      return;
    case 'unreachable':
      out.push({ k: 'expr', at, e: js.call(cx.env.runtime('trap', 'trapUnreachable'), [], 'x', false, at) });
      return;
    case 'dispatch': {
      const state = cx.local(s.state);
      out.push({ k: 'dispatch', at, label: s.label, state, cases: s.cases.map((c) => lowerList(cx, c)) });
    }
  }
}

/**
 * V8 reads a module-level variable in every round of a loop (2.3 times slower on a sum of integers), a local not. Where
 * nothing in the loop can replace a memory's views, it works with aliases taken before.
 */
function lowerLoop(cx: Lowering, s: Stmt & { k: 'loop' }, out: JsStmt[]): void {
  const loop = (): JsStmt => ({ k: 'loop', at: s.at, label: s.label, body: lowerList(cx, s.body) });
  if (cx.hasAliases || mayGrow(s.body)) {
    out.push(loop());
    return;
  }
  const { result, before } = cx.withAliases(loop);
  emitAll(before, s.at, out);
  out.push(result);
}

function mayGrow(list: readonly Stmt[]): boolean {
  let found = false;
  eachExpression(list, (e) => {
    found ||= e.k === 'call' || e.k === 'call_indirect' || e.k === 'call_ref' || (e.k === 'intrinsic' && e.row.shape === 'memory.grow');
  });
  return found;
}

/** Calls `visit` for each result word after the first: which result, whether it is the high word, and where it is found. */
function restOfResults(
  cx: Lowering,
  types: readonly Word[],
  visit: (i: number, high: boolean, place: js.JsName | js.JsIndex) => void,
): void {
  const registers = cx.env.runtime('registers', 'R');
  let next = 0;
  types.forEach((type, i) => {
    if (i > 0) visit(i, false, js.index(registers, js.num(next++), js.RANGE[type]) as js.JsIndex);
    if (type !== 'l') return;
    visit(i, true, i === 0 ? cx.env.runtime('registers', 'HI') : (js.index(registers, js.num(next++), 'i') as js.JsIndex));
  });
}
function lowerReturn(cx: Lowering, values: readonly Expr[], at: number, out: JsStmt[]): void {
  if (values.length === 0) {
    out.push({ k: 'return', at, value: undefined });
    return;
  }
  const list: Js[] = [];
  if (values.length === 1 && values[0]!.type !== 'l') {
    out.push({ k: 'return', at, value: head(cx.exact(values[0]!), at, out) });
    return;
  }
  const several = values.length > 1;
  const words = values.map((v): { lo: Js; hi: Js | undefined } => {
    if (v.type !== 'l') return { lo: cx.temp(cx.exact(v), list), hi: undefined };
    const p = cx.long(v, list);
    return several ? cx.keep(p, list) : p;
  });
  // A call has left the high word where the caller looks for it.
  const fresh = several
    ? undefined
    : takeFresh(cx, words[0] as Pair, list, (high) => high.k === 'name' && high.name === cx.env.runtime('registers', 'HI').name);
  if (fresh) {
    emitAll(list, at, out);
    out.push({ k: 'return', at, value: fresh.lo });
    return;
  }
  restOfResults(
    cx,
    values.map((v) => v.type as Word),
    (i, high, place) => {
      list.push(js.assign(place, js.int32Or(high ? words[i]!.hi! : words[i]!.lo, values[i]!.type)));
    },
  );
  emitAll(list, at, out);
  out.push({ k: 'return', at, value: js.int32Or(words[0]!.lo, values[0]!.type) });
}
