/** Calls, and the operations that become a call of one runtime function. */
import { Effects, isAtomic } from '../ops/row.js';
import { changesLocalOf, conflicts, operands } from '../ir/effects.js';
import * as js from '../ir/js.js';
import type { View } from '../ir/env.js';
import type { Js } from '../ir/js.js';
import { Fx, isReference, type AnyCall, type CallIndirect, type Expr, type Intrinsic, type Word } from '../ir/nodes.js';
import { atomicExpr } from './atomics.js';
import type { Lowering } from './expression.js';
import { continuationExpr } from './continuations.js';
import { replacesView } from './memory.js';
import { objectExpr } from './objects.js';
import { callsOut, spilled, withOperands } from './operands.js';


/** The call; its value is the first result's (low) word. */
export function callExpr(cx: Lowering, e: AnyCall): Js {
  const range = js.RANGE[e.type];
  const called = (callee: Js, words: Js[]): Js =>
    maySuspend(cx, e) ? js.delegated(js.call(callee, words, range, false, e.at)) : js.call(callee, words, range, false, e.at);
  if (e.k === 'call' || (e.k === 'call_indirect' && !cx.suspends && mayEvaluateFirst(e))) return called(callee(cx, e), cx.args(e.args));
  const { pre, words } = spilled(cx, e.args);
  return js.seq(pre, called(callee(cx, e), words));
}

/** In the second form of a function: whether the call goes on as a generator. */
const maySuspend = ({ suspends }: Lowering, e: AnyCall): boolean => suspends !== undefined && (e.k !== 'call' || suspends(e.func));

/** What is called: a raw function, or a generator where the call may suspend. */
function callee(cx: Lowering, e: AnyCall): Js {
  if (e.k === 'call') return maySuspend(cx, e) ? cx.env.generator(e.func) : cx.env.func(e.func);
  const raw = e.k === 'call_ref' ? js.call(cx.env.runtime('func', 'rawHere'), [cx.value(e.ref)], 'x') : js.index(cx.env.tableView(e.table, e.sig), tableIndex(cx, e));
  return cx.suspends ? resumable(cx, raw) : raw;
}

const resumable = (cx: Lowering, raw: Js): Js => js.call(cx.env.runtime('resume', 'resumable'), [raw], 'x');

/** A negative index is outside of the table as one of 2^31 and more is. */
const tableIndex = (cx: Lowering, { index }: CallIndirect): Js => (index.type === 'i' ? cx.exact(index) : cx.unsigned(index));

/** What the function returns in order that the call be made in its place. */
export function tailCall(cx: Lowering, e: AnyCall): Js {
  cx.hasTailCalls = true;
  const { pre, words } = spilled(cx, e.args);
  const called = callee(cx, e);
  const target = cx.suspends && !maySuspend(cx, e) ? resumable(cx, called) : called;
  return js.seq(pre, js.call(cx.env.runtime('tail', 'tailCall'), [target, ...words], 'x', false, e.at));
}

/** Effects that leave no trace, or a trap. */
const HARMLESS =
  Effects.ReadsMemory | Effects.ReadsGlobal | Effects.ReadsTable | Effects.ReadsHeap | Effects.Traps | Fx.ReadsLocal | Fx.WritesLocal;

/**
 * JavaScript reads the callee before the arguments, WebAssembly the table after them: whether nobody could tell. The trap
 * of a wrong index comes with the call itself, after the arguments, in both.
 */
function mayEvaluateFirst(e: CallIndirect): boolean {
  let fx = 0;
  for (const a of e.args) fx |= a.fx;
  if ((fx & ~HARMLESS) !== 0 || (e.index.fx & Effects.Calls) !== 0) return false;
  // All loads trap alike.
  const onlyLoads = (e.index.fx & ~HARMLESS) === 0 && trapsOnlyInLoads(e.index) && e.args.every(trapsOnlyInLoads);
  if (!onlyLoads && conflicts(fx, e.index.fx)) return false;
  return !e.args.some((a) => changesLocalOf(a, e.index) || changesLocalOf(e.index, a));
}

function trapsOnlyInLoads(e: Expr): boolean {
  if ((e.fx & Effects.Traps) === 0) return true;
  let only =
    e.k === 'load' ||
    (e.k === 'op' || e.k === 'intrinsic' ? (e.row.effects & Effects.Traps) === 0 : e.k !== 'call' && e.k !== 'call_indirect');
  operands(e, (o) => {
    only &&= trapsOnlyInLoads(o);
  });
  return only;
}

/** Runtime functions of the operations that take a memory's bytes, a table or a segment. */
export function intrinsicExpr(cx: Lowering, e: Intrinsic): Js {
  const { env } = cx;
  /** `views`: memories with the view of them that is an argument; what may replace these is evaluated before. */
  const onViews = (file: string, name: string, views: readonly (readonly [memory: number, view: View])[], more: Js[] = []): Js => {
    const early = views.some(([memory]) => replacesView(cx, memory, e.args)) || (more.length > 0 && callsOut(e.args));
    return withOperands(cx, unsignedArgs(cx, e), early, (words) =>
      js.call(env.runtime(file, name), [...views.map(([memory, view]) => cx.view(memory, view)), ...more, ...words], 'x', false, e.at));
  };
  const onBytes = (name: string, memories: readonly number[], more: Js[] = []): Js => onViews('memory', name, memories.map((memory) => [memory, 'u8']), more);
  const inPlace = (name: string): Js => onViews('bulk-short', name, [[e.index, 'u8'], [e.index, 'i32']]);
  const f = (file: string, name: string, first: Js[], range: js.Range = 'x'): Js =>
    js.call(env.runtime(file, name), [...first, ...unsignedArgs(cx, e)], range, false, e.at);
  /** Pages of one byte may be as many as there are addresses. */
  const pages = (name: string): Js => {
    const memory = [env.memory(e.index)];
    if (env.pageSize(e.index) !== 1) return f('memory', name, memory, 'i');
    const exact = f('memory', name, memory, 'd');
    return e.type === 'l' ? exact : js.binary('|', exact, js.ZERO, 'i');
  };
  switch (e.row.shape) {
    case 'memory.size':
      if (e.type === 'd') return js.member(cx.view(e.index, 'dv'), 'byteLength', 'd');
      return pages('memorySize');
    case 'memory.grow':
      return pages('memoryGrow');
    case 'memory.fill':
      return env.profile.compiles ? inPlace('memorySet') : onBytes('memoryFill', [e.index]);
    case 'memory.copy':
      return env.profile.compiles && e.index === e.index2 ? inPlace('memoryMove') : onBytes('memoryCopy', [e.index, e.index2]);
    case 'memory.init':
      return onBytes('memoryInit', [e.index2], [env.data(e.index)]);
    case 'data.drop':
      return drop(env.data(e.index));
    case 'table.get':
      return f('table', 'tableGet', [env.table(e.index)]);
    case 'table.set':
      return f('table', 'tableSet', [env.table(e.index)]);
    case 'table.size':
      return f('table', 'tableSize', [env.table(e.index)], 'i');
    case 'table.grow':
      return f('table', 'tableGrow', [env.table(e.index)], 'i');
    case 'table.fill':
      return f('table', 'tableFill', [env.table(e.index)]);
    case 'table.copy':
      return f('table', 'tableCopy', [env.table(e.index), env.table(e.index2)]);
    case 'table.init':
      return withOperands(cx, unsignedArgs(cx, e), callsOut(e.args), (words) =>
        js.call(env.runtime('table', 'tableInit'), [env.table(e.index2), env.elem(e.index), ...words], 'x', false, e.at));
    case 'elem.drop':
      return drop(env.elem(e.index));
    case 'wide':
      return js.call(env.runtime('i64-wide', e.row.name.replace('.', '_')), cx.args(e.args), 'i');
    case 'wide.store':
      return withOperands(cx, cx.args(e.args), replacesView(cx, e.index, e.args), (words) =>
        js.call(env.runtime('i64-wide', e.row.name), [cx.view(e.index, 'dv'), ...words], 'x', false, e.at));
    case 'ref.null':
      return js.NULL;
    case 'ref.is_null':
      return js.compare('===', cx.value(e.args[0]!), js.NULL);
    case 'ref.func':
      return env.funcRef(e.index);
    case 'ref.as_non_null':
      return f('ref', 'nonNull', []);
    default: {
      if (isAtomic(e.row.shape)) return atomicExpr(cx, e);
      const object = continuationExpr(cx, e) ?? objectExpr(cx, e);
      if (object === undefined) throw new Error(`no lowering for the shape ${e.row.shape}`);
      return object;
    }
  }
}

/** Addresses, indices and sizes are unsigned; the byte of `memory.fill` is not. */
function unsignedArgs(cx: Lowering, e: Intrinsic): Js[] {
  return e.args.map((a, i) => (isReference(a.type as Word) || (e.row.shape === 'memory.fill' && i === 1) ? cx.exact(a) : cx.unsigned(a)));
}

/** A dropped segment is an empty one. */
const drop = (segment: js.JsName): Js => js.assign(segment, js.call(js.member(segment, 'slice'), [js.ZERO, js.ZERO], 'x'));
