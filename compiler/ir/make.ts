/** Constructors of IR expressions: they compute effects and tree height once, bottom up. */
import { CallEffects, Effects, type OpRow } from '../ops/row.js';
import { byName } from '../ops/lookup.js';
import {
  Fx,
  isReference,
  type Access,
  type Call,
  type CallIndirect,
  type CallRef,
  type CastTypes,
  type Cond,
  type Const,
  type Expr,
  type Get,
  type GlobalGet,
  type HasTag,
  type Intrinsic,
  type Load,
  type Op,
  type Payload,
  type StackSwitch,
  type Tee,
  type Word,
} from './nodes.js';

const NO_LANES: readonly number[] = [];

const join = (args: readonly Expr[]): number => {
  let fx = 0;
  for (const a of args) fx |= a.fx;
  return fx;
};
const height = (args: readonly Expr[]): number => {
  let d = 0;
  for (const a of args) if (a.depth > d) d = a.depth;
  return d + 1;
};

export const constant = (type: Word, lo: number, hi: number, at: number, lo2 = 0, hi2 = 0): Const => ({
  k: 'const',
  type,
  lo,
  hi,
  lo2,
  hi2,
  at,
  fx: 0,
  depth: 1,
});
export const zero = (type: Word, at: number): Expr =>
  isReference(type) ? intrinsic(type, byName('ref.null')!, 0, 0, [], at) : constant(type, 0, 0, at);
/** A number as an f64. */
export function f64(value: number, at: number): Const {
  bits.setFloat64(0, value);
  return constant('d', bits.getInt32(4), bits.getInt32(0), at);
}
const bits = new DataView(new ArrayBuffer(8));
export const i32 = (value: number, at: number): Const => constant('i', value | 0, 0, at);
export const get = (type: Word, local: number, at: number): Get => ({ k: 'get', type, local, at, fx: Fx.ReadsLocal, depth: 1 });
export const tee = (local: number, value: Expr, at: number): Tee => ({
  k: 'tee',
  type: value.type as Word,
  local,
  value,
  at,
  fx: value.fx | Fx.WritesLocal,
  depth: value.depth + 1,
});
export const globalGet = (type: Word, global: number, at: number): GlobalGet => ({
  k: 'global.get',
  type,
  global,
  at,
  fx: Effects.ReadsGlobal,
  depth: 1,
});
export const op = (type: Word, row: OpRow, args: readonly Expr[], at: number, lanes: readonly number[] = NO_LANES): Op => ({
  k: 'op',
  type,
  row,
  args,
  lanes,
  at,
  fx: row.effects | join(args),
  depth: height(args),
});
/** The operation of a name, without immediates. */
export const apply = (name: string, args: readonly Expr[], at: number): Op => {
  const row = byName(name)!;
  return op(row.result as Word, row, args, at);
};
export const load = (type: Word, row: OpRow, { at, memory, offset, align, isElement = false }: Access, addr: Expr): Load => ({
  k: 'load',
  type,
  row,
  memory,
  offset,
  align,
  isElement,
  addr,
  at,
  fx: row.effects | addr.fx,
  depth: addr.depth + 1,
});
export const cond = (type: Word, test: Expr, a: Expr, b: Expr, at: number): Cond => ({
  k: 'cond',
  type,
  cond: test,
  a,
  b,
  at,
  fx: test.fx | a.fx | b.fx,
  depth: height([test, a, b]),
});
export const call = (func: number, args: readonly Expr[], results: readonly Word[], at: number): Call => ({
  k: 'call',
  type: results[0] ?? '',
  func,
  args,
  results,
  at,
  fx: CallEffects | join(args),
  depth: height(args),
});
export const callIndirect = (
  table: number,
  sig: string,
  index: Expr,
  args: readonly Expr[],
  results: readonly Word[],
  at: number,
): CallIndirect => ({
  k: 'call_indirect',
  type: results[0] ?? '',
  table,
  sig,
  index,
  args,
  results,
  at,
  fx: CallEffects | join(args) | index.fx,
  depth: height([...args, index]),
});
export const callRef = (ref: Expr, args: readonly Expr[], results: readonly Word[], at: number): CallRef => ({
  k: 'call_ref',
  type: results[0] ?? '',
  ref,
  args,
  results,
  at,
  fx: CallEffects | join(args) | ref.fx,
  depth: height([...args, ref]),
});
export const intrinsic = (
  type: Word | '',
  row: OpRow,
  index: number,
  index2: number,
  args: readonly Expr[],
  at: number,
  cast?: CastTypes,
  stack?: StackSwitch,
): Intrinsic => ({
  k: 'intrinsic',
  type,
  row,
  index,
  index2,
  args,
  cast,
  stack,
  at,
  fx: row.effects | join(args),
  depth: height(args),
});
export const hasTag = (tag: number, exn: Expr, at: number): HasTag => ({
  k: 'has_tag',
  type: 'i',
  tag,
  exn,
  at,
  fx: exn.fx,
  depth: exn.depth + 1,
});
export const payload = (type: Word, word: number, exn: Expr, at: number): Payload => ({
  k: 'payload',
  type,
  word,
  exn,
  at,
  fx: exn.fx,
  depth: exn.depth + 1,
});
