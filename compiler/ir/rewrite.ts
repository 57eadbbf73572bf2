/** Rebuilding of expressions and statements with other operands. */
import type { OpRow } from '../ops/row.js';
import * as make from './make.js';
import type { Expr, Stmt, Store } from './nodes.js';
import { listsOf } from './walk.js';

/** `e` with each operand replaced by `f` of it, in evaluation order; `e` itself if nothing changed. */
export function mapOperands(e: Expr, f: (operand: Expr) => Expr): Expr {
  switch (e.k) {
    case 'const':
    case 'get':
    case 'global.get':
      return e;
    case 'tee': {
      const v = f(e.value);
      return v === e.value ? e : make.tee(e.local, v, e.at);
    }
    case 'load': {
      const a = f(e.addr);
      return a === e.addr ? e : make.load(e.type, e.row, e, a);
    }
    case 'has_tag': {
      const x = f(e.exn);
      return x === e.exn ? e : make.hasTag(e.tag, x, e.at);
    }
    case 'payload': {
      const x = f(e.exn);
      return x === e.exn ? e : make.payload(e.type, e.word, x, e.at);
    }
    case 'cond': {
      const [c, a, b] = [f(e.cond), f(e.a), f(e.b)];
      return c === e.cond && a === e.a && b === e.b ? e : make.cond(e.type, c, a, b, e.at);
    }
    case 'call_indirect': {
      const args = mapList(e.args, f);
      const index = f(e.index);
      return args === e.args && index === e.index ? e : make.callIndirect(e.table, e.sig, index, args, e.results, e.at);
    }
    case 'call_ref': {
      const args = mapList(e.args, f);
      const ref = f(e.ref);
      return args === e.args && ref === e.ref ? e : make.callRef(ref, args, e.results, e.at);
    }
    default: {
      const args = mapList(e.args, f);
      if (args === e.args) return e;
      if (e.k === 'op') return make.op(e.type, e.row, args, e.at, e.lanes);
      if (e.k === 'call') return make.call(e.func, args, e.results, e.at);
      return make.intrinsic(e.type, e.row, e.index, e.index2, args, e.at, e.cast, e.stack);
    }
  }
}

function mapList(list: readonly Expr[], f: (e: Expr) => Expr): readonly Expr[] {
  let changed = false;
  const mapped = list.map((e) => {
    const m = f(e);
    changed ||= m !== e;
    return m;
  });
  return changed ? mapped : list;
}

/**
 * `s` with each expression that it evaluates itself replaced by `f` of it, in their order; `s` itself if nothing changed. Nested statements are
 * left alone. Properties are written out: engines give what a spread copies another shape than what the builder made, in each place another one.
 */
export function mapExpressions(s: Stmt, f: (e: Expr) => Expr): Stmt {
  switch (s.k) {
    case 'set': {
      const value = f(s.value);
      return value === s.value ? s : { k: 'set', at: s.at, local: s.local, value };
    }
    case 'global.set': {
      const value = f(s.value);
      return value === s.value ? s : { k: 'global.set', at: s.at, global: s.global, value };
    }
    case 'eval': {
      const value = f(s.value);
      return value === s.value ? s : { k: 'eval', at: s.at, value };
    }
    case 'store': {
      const addr = f(s.addr);
      const value = f(s.value);
      return addr === s.addr && value === s.value ? s : withOperands(s, s.row, addr, value);
    }
    case 'multi': {
      const call = f(s.call) as typeof s.call;
      return call === s.call ? s : { k: 'multi', at: s.at, call, dests: s.dests };
    }
    case 'tail': {
      const call = f(s.call) as typeof s.call;
      return call === s.call ? s : { k: 'tail', at: s.at, call };
    }
    case 'if':
      s.cond = f(s.cond);
      return s;
    case 'switch': {
      const index = f(s.index);
      return index === s.index ? s : { k: 'switch', at: s.at, index, arms: s.arms };
    }
    case 'throw': {
      const args = mapList(s.args, f);
      return args === s.args ? s : { k: 'throw', at: s.at, tag: s.tag, args };
    }
    case 'throw_ref': {
      const exn = f(s.exn);
      return exn === s.exn ? s : { k: 'throw_ref', at: s.at, exn };
    }
    case 'return': {
      const values = mapList(s.values, f);
      return values === s.values ? s : { k: 'return', at: s.at, values };
    }
    default:
      return s;
  }
}

/** The store with another operation and other operands. */
export function withOperands({ at, memory, offset, align, isElement = false }: Store, row: OpRow, addr: Expr, value: Expr): Store {
  return { k: 'store', at, row, memory, offset, align, isElement, addr, value };
}

/**
 * Changes the statements in place, nested ones too: `given` makes of the value of a local what it is assigned, `changed` of an expression what it
 * becomes once its operands are changed.
 */
export function mapAssigned(list: Stmt[], given: (local: number, value: Expr) => Expr, changed = (e: Expr): Expr => e): void {
  const inside = (e: Expr): Expr => {
    const next = mapOperands(e, inside);
    if (next.k !== 'tee') return changed(next);
    const value = given(next.local, next.value);
    return value === next.value ? next : make.tee(next.local, value, next.at);
  };
  list.forEach((s, i) => {
    const next = mapExpressions(s, inside);
    list[i] = next.k === 'set' ? { ...next, value: given(next.local, next.value) } : next;
    for (const inner of listsOf(next)) mapAssigned(inner, given, changed);
  });
}
