/** The IR as text, for tests and for people: a statement per line, in s-expressions. Locals are $0, labels L0. */
import { typeName } from '../ops/types.js';
import { operands } from './effects.js';
import type { CaseHandler, Expr, FunctionIR, Label, Load, Stmt, Store } from './nodes.js';

/** The body of a function. */
export function printIR(f: FunctionIR): string {
  return lines(f.body, '').join('\n');
}

function lines(list: readonly Stmt[], indent: string): string[] {
  return list.flatMap((s) => statement(s).map((line) => indent + line));
}

const nest = (head: string, ...lists: (readonly Stmt[])[]): string[] => {
  const inner = lists.flatMap((list, i) => [...(i > 0 ? [' else'] : []), ...lines(list, '  ')]);
  return inner.length ? [head, ...inner.slice(0, -1), `${inner[inner.length - 1]})`] : [`${head})`];
};

const labelText = (label: Label): string => (label.dispatch ? `L${label.dispatch.label.id}.${label.index}` : `L${label.id}`);

function statement(s: Stmt): string[] {
  switch (s.k) {
    case 'set':
      return [`(set $${s.local} ${printExpr(s.value)})`];
    case 'global.set':
      return [`(global.set ${s.global} ${printExpr(s.value)})`];
    case 'store':
      return [`(${memoryText(s)} ${printExpr(s.addr)} ${printExpr(s.value)})`];
    case 'eval':
      return [`(eval ${printExpr(s.value)})`];
    case 'multi':
      return [`(multi ${s.dests.map((d) => `$${d}`).join(' ')} ${printExpr(s.call)})`];
    case 'block':
    case 'loop':
      return nest(`(${s.k} ${labelText(s.label)}`, s.body);
    case 'if':
      return s.else.length ? nest(`(if ${printExpr(s.cond)}`, s.then, s.else) : nest(`(if ${printExpr(s.cond)}`, s.then);
    case 'br':
      return [`(br ${labelText(s.label)})`];
    case 'switch': {
      const arms = s.arms.flatMap((arm) => [
        ` ${[...arm.cases, ...(arm.isDefault ? ['default'] : [])].join(' ')}:`,
        ...lines(arm.body, '  '),
      ]);
      return [`(switch ${printExpr(s.index)}`, ...arms.slice(0, -1), `${arms[arms.length - 1]})`];
    }
    case 'return':
      return [`(return${s.values.map((v) => ` ${printExpr(v)}`).join('')})`];
    case 'tail':
      return [`(tail ${printExpr(s.call)})`];
    case 'unreachable':
      return ['(unreachable)'];
    case 'throw':
      return [`(throw ${[s.tag, ...s.args.map(printExpr)].join(' ')})`];
    case 'throw_ref':
      return [`(throw_ref ${printExpr(s.exn)})`];
    case 'try':
      return nest(`(try $${s.exn}`, s.body, s.handler);
    case 'dispatch': {
      const cases = s.cases.flatMap((list, i) => [` ${i}:${handlerText(s.handlers[i])}`, ...lines(list, '  ')]);
      return [`(dispatch L${s.label.id} $${s.state}`, ...cases.slice(0, -1), `${cases[cases.length - 1]})`];
    }
  }
}

const handlerText = (handler: CaseHandler | undefined): string => (handler ? ` catch $${handler.exn} ${labelText(handler.label)}` : '');

const memoryText = (e: Load | Store): string => e.row.name + (e.isElement ? '[]' : '') + (e.memory ? `@${e.memory}` : '') + (e.offset ? `+${e.offset}` : '');

export function printExpr(e: Expr): string {
  switch (e.k) {
    case 'const':
      return e.type === 'v' ? `${[e.lo, e.hi, e.lo2, e.hi2].join(',')}v` : constant(e.type, e.lo, e.hi);
    case 'get':
      return `$${e.local}`;
    default: {
      const parts = [head(e)];
      operands(e, (o) => {
        parts.push(printExpr(o));
      });
      return `(${parts.join(' ')})`;
    }
  }
}

function head(e: Exclude<Expr, { k: 'const' | 'get' }>): string {
  switch (e.k) {
    case 'tee':
      return `tee $${e.local}`;
    case 'global.get':
      return `global ${e.global}`;
    case 'load':
      return memoryText(e);
    case 'op':
      return [e.row.name, ...e.lanes].join(' ');
    case 'intrinsic':
      return [e.row.name, ...(e.index || e.index2 ? [e.index, e.index2] : []), ...(e.cast ? [typeName(e.cast.to)] : [])].join(' ');
    case 'has_tag':
      return `has_tag ${e.tag}`;
    case 'payload':
      return `payload ${e.word}`;
    case 'cond':
      return '?';
    case 'call':
      return `call ${e.func}`;
    case 'call_indirect':
      return `call_indirect ${e.table} ${e.sig}`;
    case 'call_ref':
      return 'call_ref';
  }
}

function constant(type: string, lo: number, hi: number): string {
  if (type === 'i') return String(lo);
  if (type === 'l') return `${(BigInt(hi) << 32n) | BigInt(lo >>> 0)}n`;
  const view = new DataView(new ArrayBuffer(8));
  view.setInt32(0, type === 'd' ? hi : lo);
  view.setInt32(4, lo);
  const value = type === 'f' ? view.getFloat32(0) : view.getFloat64(0);
  return `${Object.is(value, -0) ? '-0' : value}${type}`;
}
