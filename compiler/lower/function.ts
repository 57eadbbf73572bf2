/** Lowers the statements of a function. */
import * as js from '../ir/js.js';
import type { Js, JsFunction, JsStmt } from '../ir/js.js';
import { type Expr, type FunctionIR, isReference, type Loop, type Stmt, type Word } from '../ir/nodes.js';
import { eachExpression } from '../ir/walk.js';
import { Effects, isAtomic } from '../ops/row.js';
import { callExpr, intrinsicExpr, tailCall } from './calls.js';
import { lowerDispatch, lowerTry } from './handlers.js';
import type { ModuleEnv, Suspends } from '../ir/env.js';
import { Lowering } from './expression.js';
import { takeFresh } from './lanes.js';
import { assignPair } from './long.js';
import { kinds, stripMined, treatment } from './strip-mine.js';
import { store } from './memory.js';
import { assignLanes, naturalKind } from './vector.js';

/** `suspends` tells which functions may, for the second form of one that may. */
export function lowerFunction(ir: FunctionIR, env: ModuleEnv, suspends?: Suspends): JsFunction {
  const cx = new Lowering(env, ir, suspends);
  const body = [...plainParameters(cx, ir), ...lowerList(cx, ir.body)];
  const { index, at, traits } = ir;
  return {
    index, slots: cx.slots, params: cx.parameters(), body, hasTailCalls: cx.hasTailCalls, isResumable: suspends !== undefined, inlines: true, isEntered: traits.entered, at, part: undefined,
  };
}

/** Tells engines what kind of numbers the parameters are that take part in loops or large sums. */
function plainParameters(cx: Lowering, { params, at }: FunctionIR): JsStmt[] {
  const out: JsStmt[] = [];
  params.forEach((type, local) => {
    if (!cx.isTold(local) || isReference(type) || type === 'v') return;
    const words = type === 'l' ? [0, 1] : [0];
    for (const word of words) out.push({ k: 'expr', at, e: js.assign(cx.localWord(local, word), js.coerced(cx.localWord(local, word))) });
  });
  return out;
}

export function lowerList(cx: Lowering, list: readonly Stmt[]): JsStmt[] {
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
      if (cx.typeOf(s.local) === 'v') assignLanes(cx, s.local, cx.lanes(s.value, list, cx.kindOf(s.local)), list);
      else if (cx.typeOf(s.local) === 'l') assignPair(cx, s.local, cx.long(s.value, list), list);
      else list.push(js.assign(cx.local(s.local), cx.plain(s.local, cx.exact(s.value))));
      emitAll(list, at, out);
      return;
    }
    case 'global.set': {
      const list: Js[] = [];
      const place = cx.globals.words(s.global);
      if (place.length === 4) {
        const words = cx.lanes(s.value, list, 'i');
        place.forEach((to, k) => list.push(js.assign(to, js.int32(words[k]!))));
      } else if (place.length === 2) {
        const p = cx.long(s.value, list);
        list.push(js.assign(place[0]!, js.int32(p.lo)), js.assign(place[1]!, js.int32(p.hi)));
      } else {
        const value = head(cx.exact(s.value), at, out);
        list.push(js.assign(place[0]!, place[0]!.k === 'loc' ? js.plain(value) : value));
      }
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
      if (s.value.type === 'v') cx.lanes(s.value, list, naturalKind(cx, s.value));
      else if (s.value.type === 'l') cx.long(s.value, list);
      else list.push(cx.value(s.value));
      emitAll(list, at, out);
      return;
    }
    case 'multi': {
      const list: Js[] = [];
      const first = s.dests[0]!;
      list.push(js.assign(cx.local(first), cx.plain(first, s.call.k === 'intrinsic' ? intrinsicExpr(cx, s.call) : callExpr(cx, s.call))));
      restOfResults(
        cx,
        s.dests.map((d) => cx.typeOf(d)),
        (i, word, place) => {
          list.push(js.assign(cx.localWord(s.dests[i]!, word), cx.plain(s.dests[i]!, place)));
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
      // The function throws; engines would take what follows for reachable, and variables for live that are read there.
      out.push({ k: 'throw', at, value: js.call(cx.env.runtime('trap', 'trapUnreachable'), [], 'x', false, at) });
      return;
    case 'throw':
      out.push({ k: 'throw', at, value: js.call(cx.env.runtime('exception', 'thrown'), [cx.env.tag(s.tag), ...cx.args(s.args)], 'x', false, at) });
      return;
    case 'throw_ref':
      out.push({ k: 'throw', at, value: js.call(cx.env.runtime('exception', 'thrownAgain'), [cx.value(s.exn)], 'x', false, at) });
      return;
    case 'try':
      lowerTry(cx, s, out);
      return;
    case 'dispatch':
      out.push(lowerDispatch(cx, s));
  }
}

function lowerLoop(cx: Lowering, s: Loop, out: JsStmt[]): void {
  const isOutermost = cx.env.profile.compiles && cx.loops === 0;
  const loop = (): JsStmt => {
    if (s.role !== 'pieces') cx.loops++;
    const body = lowerList(cx, s.body);
    if (s.role !== 'pieces') cx.loops--;
    const how = isOutermost ? treatment(s) : undefined;
    if (how === 'cut') return stripMined(cx, s, body);
    return { k: 'loop', at: s.at, label: s.label, body: how === 'told' ? [...kinds(cx, s), ...body] : body };
  };
  if (cx.aliases.complete) {
    out.push(loop());
    return;
  }
  const { calls, grows } = callsAndGrowth(s.body);
  const { result, before } = cx.aliases.within(calls || grows, calls || cx.globals.isWithin ? loop : () => withGlobals(cx, s, loop, out));
  emitAll(before, s.at, out);
  out.push(result);
}

/** The loop with the globals that it works on in variables. */
function withGlobals(cx: Lowering, s: Loop, loop: () => JsStmt, out: JsStmt[]): JsStmt {
  const { result, before, after } = cx.globals.within(s.body, loop);
  emitAll(before, s.at, out);
  if (after.length === 0) return result;
  return { k: 'finally', at: s.at, body: [result], finalizer: after.map((e) => ({ k: 'expr', at: s.at, e })) };
}

/** Whether other functions can run meanwhile, and whether memories can grow. */
function callsAndGrowth(list: readonly Stmt[]): { calls: boolean; grows: boolean } {
  let calls = false, grows = false;
  eachExpression(list, (e) => {
    calls ||= (e.fx & Effects.Calls) !== 0;
    grows ||= e.k === 'intrinsic' && (e.row.shape === 'memory.grow' || isAtomic(e.row.shape));
  });
  return { calls, grows };
}

/** Calls `visit` for each result word after the first: which result, which of its words, and where it is found. */
function restOfResults(
  cx: Lowering,
  types: readonly Word[],
  visit: (i: number, word: number, place: js.JsName | js.JsIndex) => void,
): void {
  const registers = cx.env.runtime('registers', 'R');
  let next = 0;
  types.forEach((type, i) => {
    const count = type === 'l' ? 2 : type === 'v' ? 4 : 1;
    for (let word = i === 0 ? 1 : 0; word < count; word++) {
      if (i === 0 && type === 'l') visit(i, word, cx.env.runtime('registers', 'HI'));
      else visit(i, word, js.index(registers, js.num(next++), js.RANGE[type]) as js.JsIndex);
    }
  });
}

/** The words of a value that is returned, evaluated. */
function wordsOfResult(cx: Lowering, e: Expr, isOnly: boolean, list: Js[]): readonly Js[] {
  if (e.type === 'v') {
    const words = cx.lanes(e, list, 'i');
    return isOnly ? words : words.map((word) => (word.k === 'num' ? word : cx.temp(word, list)));
  }
  if (e.type !== 'l') return [cx.temp(cx.exact(e), list)];
  const pair = cx.long(e, list);
  const { lo, hi } = isOnly ? pair : cx.keep(pair, list);
  return [lo, hi];
}

function lowerReturn(cx: Lowering, values: readonly Expr[], at: number, out: JsStmt[]): void {
  if (values.length === 0) {
    out.push({ k: 'return', at, value: undefined });
    return;
  }
  const [first] = values as [Expr];
  const isOnly = values.length === 1;
  if (isOnly && first.type !== 'l' && first.type !== 'v') {
    out.push({ k: 'return', at, value: head(cx.exact(first), at, out) });
    return;
  }
  const list: Js[] = [];
  const words = values.map((v) => wordsOfResult(cx, v, isOnly, list));
  const places = new Map<string, js.JsName | js.JsIndex>();
  const types = values.map((v) => v.type as Word);
  restOfResults(cx, types, (i, word, place) => places.set(`${i} ${word}`, place));
  // A call has left the other words where the caller looks for them.
  const fresh = isOnly ? takeFresh(cx, words[0]!, list, (value, k) => k === 0 || isPlace(value, places.get(`0 ${k}`)!)) : undefined;
  if (fresh) {
    emitAll(list, at, out);
    out.push({ k: 'return', at, value: fresh[0] });
    return;
  }
  restOfResults(cx, types, (i, word, place) => {
    list.push(js.assign(place, js.int32Or(words[i]![word]!, types[i]!)));
  });
  emitAll(list, at, out);
  out.push({ k: 'return', at, value: js.int32Or(words[0]![0]!, first.type) });
}

function isPlace(value: Js, place: js.JsName | js.JsIndex): boolean {
  if (value.k === 'name') return place.k === 'name' && value.name === place.name;
  return value.k === 'index' && place.k === 'index' && isPlace(value.object, place.object as js.JsName) && (value.index as js.JsNumber).v === (place.index as js.JsNumber).v;
}
