/** Calls, and the operations that become a call of one runtime function. */
import { Effects } from '../ops/row.js';
import { isPure, operands, writesLocal, readsLocal } from '../ir/effects.js';
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import { Fx, type AnyCall, type CallIndirect, type Expr, type Intrinsic } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { replacesView } from './memory.js';
import { objectExpr } from './objects.js';

/** The call; its value is the first result's (low) word. */
export function callExpr(cx: Lowering, e: AnyCall): Js {
  const range = js.RANGE[e.type];
  if (e.k === 'call_ref') {
    const { pre, words } = spilled(cx, e.args);
    return js.seq(pre, js.call(js.call(cx.env.runtime('func', 'rawHere'), [cx.value(e.ref)], 'x'), words, range, false, e.at));
  }
  if (e.k === 'call') return js.call(cx.env.func(e.func), cx.args(e.args), range, false, e.at);
  const view = cx.env.tableView(e.table, e.sig);
  if (mayEvaluateFirst(e)) return js.call(js.index(view, cx.exact(e.index)), cx.args(e.args), range, false, e.at);
  const { pre, words } = spilled(cx, e.args);
  return js.seq(pre, js.call(js.index(view, cx.exact(e.index)), words, range, false, e.at));
}

/** Arguments that are evaluated before the callee is looked at. */
function spilled(cx: Lowering, args: readonly Expr[]): { pre: Js[]; words: Js[] } {
  const pre: Js[] = [];
  return { pre, words: cx.args(args).map((w) => (w.k === 'num' ? w : cx.temp(w, pre))) };
}

/** What the function returns in order that the call be made in its place. */
export function tailCall(cx: Lowering, e: AnyCall): Js {
  cx.hasTailCalls = true;
  const { pre, words } = spilled(cx, e.args);
  const target =
    e.k === 'call'
      ? cx.env.func(e.func)
      : e.k === 'call_ref'
        ? js.call(cx.env.runtime('func', 'rawHere'), [cx.value(e.ref)], 'x')
        : js.index(cx.env.tableView(e.table, e.sig), cx.exact(e.index));
  return js.seq(pre, js.call(cx.env.runtime('tail', 'tailCall'), [target, ...words], 'x', false, e.at));
}

/**
 * JavaScript reads the callee before the arguments, WebAssembly the table after them: whether nobody could tell. The trap
 * of a wrong index comes with the call itself, after the arguments, in both.
 */
function mayEvaluateFirst(e: CallIndirect): boolean {
  let fx = 0;
  for (const a of e.args) fx |= a.fx;
  if ((fx & ~(Effects.ReadsMemory | Effects.ReadsGlobal | Effects.ReadsTable | Effects.ReadsHeap | Effects.Traps | Fx.ReadsLocal | Fx.WritesLocal)) !== 0)
    return false;
  if (
    (e.index.fx & Effects.Calls) !== 0 ||
    (!isPure(e.index.fx) && !isPure(fx) && !(trapsOnlyInLoads(e.index) && e.args.every(trapsOnlyInLoads)))
  )
    return false;
  return !e.args.some(
    (a) => writesLocal(a, (l) => readsLocal(e.index, l)) || writesLocal(e.index, (l) => readsLocal(a, l) || writesLocal(a, (m) => m === l)),
  );
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
  /** `views`: the memories whose bytes are arguments; what may replace them is evaluated before. */
  const onBytes = (name: string, views: readonly number[], more: Js[] = []): Js => {
    const bytes = (): Js[] => [...views.map((m) => cx.view(m, 'u8')), ...more];
    const call = (words: readonly Js[]): Js => js.call(env.runtime('memory', name), [...bytes(), ...words], 'x', false, e.at);
    if (!views.some((m) => replacesView(cx, m, e.args))) return call(cx.args(e.args));
    const { pre, words } = spilled(cx, e.args);
    return js.seq(pre, call(words));
  };
  const f = (file: string, name: string, first: Js[], range: js.Range = 'x'): Js =>
    js.call(env.runtime(file, name), [...first, ...cx.args(e.args)], range, false, e.at);
  switch (e.row.shape) {
    case 'memory.size':
      return f('memory', 'memorySize', [env.memory(e.index)], 'i');
    case 'memory.grow':
      return f('memory', 'memoryGrow', [env.memory(e.index)], 'i');
    case 'memory.fill':
      return onBytes('memoryFill', [e.index]);
    case 'memory.copy':
      return onBytes('memoryCopy', [e.index, e.index2]);
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
      return f('table', 'tableInit', [env.table(e.index2), env.elem(e.index)]);
    case 'elem.drop':
      return drop(env.elem(e.index));
    case 'ref.null':
      return js.NULL;
    case 'ref.is_null':
      return js.compare('===', cx.value(e.args[0]!), js.NULL);
    case 'ref.func':
      return env.funcRef(e.index);
    case 'ref.as_non_null':
      return f('ref', 'nonNull', []);
    default: {
      const object = objectExpr(cx, e);
      if (object === undefined) throw new Error(`no lowering for the shape ${e.row.shape}`);
      return object;
    }
  }
}

/** A dropped segment is an empty one. */
const drop = (segment: js.JsName): Js => js.assign(segment, js.call(js.member(segment, 'slice'), [js.ZERO, js.ZERO], 'x'));
