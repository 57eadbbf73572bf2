/** Rebuilding of expressions and statements with other operands. */
import * as make from './make.js';
import type { Expr, Stmt } from './nodes.js';

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
      return a === e.addr ? e : make.load(e.type, e.row, e.memory, e.offset, a, e.at);
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
      return make.intrinsic(e.type, e.row, e.index, e.index2, args, e.at, e.cast);
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

/** The statement with each expression that it evaluates itself replaced by `f` of it; nested statements are left alone. */
export function mapExpressions(s: Stmt, f: (e: Expr) => Expr): Stmt {
  switch (s.k) {
    case 'set':
    case 'global.set':
    case 'eval':
      return { ...s, value: f(s.value) };
    case 'store':
      return { ...s, addr: f(s.addr), value: f(s.value) };
    case 'multi':
      return { ...s, call: f(s.call) as typeof s.call };
    case 'tail':
      return { ...s, call: f(s.call) as typeof s.call };
    case 'if':
      s.cond = f(s.cond);
      return s;
    case 'switch':
      return { ...s, index: f(s.index) };
    case 'throw':
      return { ...s, args: s.args.map(f) };
    case 'throw_ref':
      return { ...s, exn: f(s.exn) };
    case 'return':
      return { ...s, values: s.values.map(f) };
    default:
      return s;
  }
}
