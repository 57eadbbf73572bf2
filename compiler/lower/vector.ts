/**
 * Expressions of type v128, as lanes. Between functions and in memory a v128 is four int32 words; inside a function it may be
 * four or two numbers instead, so that consecutive floating point operations need no reinterpretation. Expressions that must be
 * evaluated first go to `pre`, in order; lanes are pure, as the words of an i64 are: each may be dropped and is used at most
 * once unless made an atom.
 */
import { changesLocalOf } from '../ir/effects.js';
import * as js from '../ir/js.js';
import type { Js, JsLocal } from '../ir/js.js';
import { Fx, type Const, type Expr, type Op } from '../ir/nodes.js';
import { callExpr } from './calls.js';
import type { Lowering } from './expression.js';
import { converted, exactLane, takeFresh, toF32, toF64, type LaneKind, type Lanes } from './lanes.js';
import { payloadWords } from './handlers.js';
import { objectWords } from './objects.js';
import { loadLanes } from './vector-memory.js';
import { isThere } from './vector-facts.js';
import { alternative, operation, type VectorOp } from './vector-operations.js';

const { num } = js;

/** `e` as lanes of the given kind: f and d only for those to whom the signalling bit of a NaN does not matter. */
export function lanes(cx: Lowering, e: Expr, pre: Js[], kind: LaneKind): Lanes {
  switch (e.k) {
    case 'const':
      return constant(cx, e, kind);
    case 'get':
      return converted(cx, cx.localLanes(e.local), cx.kindOf(e.local), kind, pre);
    case 'tee':
      assignLanes(cx, e.local, cx.lanes(e.value, pre, cx.kindOf(e.local)), pre);
      return converted(cx, cx.localLanes(e.local), cx.kindOf(e.local), kind, pre);
    case 'global.get':
      return converted(cx, cx.globals.words(e.global).map((word) => cx.temp(word, pre)), 'i', kind, pre);
    case 'load':
      return loadLanes(cx, e, pre, kind);
    case 'call':
    case 'call_indirect':
    case 'call_ref':
      return converted(cx, wordsOfCall(cx, callExpr(cx, e), pre), 'i', kind, pre);
    case 'cond':
      return conditional(cx, e, pre, kind);
    case 'op': {
      const op = chosen(cx, e, kind);
      return converted(cx, op.apply(cx, operandsOf(cx, e, op, pre), pre, e), op.gives, kind, pre);
    }
    case 'intrinsic':
      return converted(cx, objectWords(cx, e, pre), 'i', kind, pre);
    case 'payload':
      return converted(cx, payloadWords(cx, e, 4, pre), 'i', kind, pre);
    case 'has_tag':
      throw new Error('a test does not give a v128');
  }
}

/** The kind in which the value is there anyway. */
export function naturalKind(cx: Lowering, e: Expr): LaneKind {
  if (e.k === 'const') return 'i';
  return (['f', 's', 'd'] as const).find((kind) => isThere(e, kind, cx.vectors)) ?? 'i';
}

/** The operation, on numbers where those are wanted or there anyway. */
export function chosen(cx: Lowering, e: Op, wanted: LaneKind): VectorOp {
  const op = operation(e);
  if (!op.alternatives) return op;
  const kind = wanted === 'i' ? naturalKind(cx, e) : wanted;
  return alternative(e, kind, cx.vectors.isMask) ?? op;
}

/** Operands in evaluation order: v128 as lanes of the kind that the operation takes, i64 as two words, anything else as one. */
export function operandsOf(cx: Lowering, e: Op, op: VectorOp, pre: Js[]): Lanes[] {
  return e.args.map((a, k) => {
    const operand = a.type === 'v' ? cx.lanes(a, pre, op.words?.operand === k ? 'i' : op.takes) : scalarOperand(cx, a, op.takes, pre);
    const changes = e.args.slice(k + 1).some((later) => changesLocalOf(later, a));
    return changes ? operand.map((lane) => (lane.k === 'num' ? lane : cx.temp(lane, pre))) : operand;
  });
}

const reinterpretations: Readonly<Partial<Record<LaneKind, string>>> = { f: 'i32.reinterpret_f32', s: 'i32.reinterpret_f32', d: 'i64.reinterpret_f64' };

function scalarOperand(cx: Lowering, a: Expr, takes: LaneKind, pre: Js[]): Lanes {
  if (takes === 'i') {
    if (a.type !== 'l') return [pureOrTemp(cx, a, cx.exact(a), pre)];
    const { lo, hi } = cx.long(a, pre);
    return [lo, hi];
  }
  if (a.k === 'op' && a.row.name === reinterpretations[takes]) return [pureOrTemp(cx, a.args[0]!, cx.value(a.args[0]!), pre)];
  if (a.k === 'load' && a.row.width === (a.type === 'l' ? 8 : 4)) return loadLanes(cx, a, pre, takes);
  if (a.type !== 'l') return [toF32(cx, cx.temp(cx.exact(a), pre), takes as 'f' | 's')];
  const { lo, hi } = cx.long(a, pre);
  return takes === 'd' ? [toF64(cx, lo, hi)] : [lo, hi].map((word) => cx.temp(toF32(cx, word, takes), pre));
}

const pureOrTemp = (cx: Lowering, e: Expr, value: Js, pre: Js[]): Js => ((e.fx & ~Fx.ReadsLocal) === 0 ? value : cx.temp(value, pre));

export const wordsOf = (e: Const): readonly number[] => [e.lo, e.hi, e.lo2, e.hi2];

function constant(cx: Lowering, e: Const, kind: LaneKind): Lanes {
  const words = wordsOf(e);
  if (kind === 'i') return words.map(num);
  if (kind === 'd') return [js.floatOf('d', e.lo, e.hi), js.floatOf('d', e.lo2, e.hi2)].map((v) => ({ k: 'num', v, range: 'd' }));
  return words.map((word) => {
    const v = js.floatOf('f', word, 0);
    return v === v || kind === 'f' ? { k: 'num', v, range: 'f' } : toF32(cx, num(word), 's');
  });
}

/** The words of a call's first result: the first is returned, the others are in the registers. */
export function wordsOfCall(cx: Lowering, value: Js, pre: Js[]): JsLocal[] {
  const registers = cx.env.runtime('registers', 'R');
  return [value, ...[0, 1, 2].map((k) => js.index(registers, num(k), 'i'))].map((word) => cx.temp(word, pre));
}

function conditional(cx: Lowering, e: Expr & { k: 'cond' }, pre: Js[], kind: LaneKind): Lanes {
  const test = cx.temp(cx.test(e.cond), pre);
  const onA: Js[] = [];
  const onB: Js[] = [];
  const a = cx.lanes(e.a, onA, kind);
  const b = cx.lanes(e.b, onB, kind);
  if (onA.length === 0 && onB.length === 0) return a.map((lane, k) => js.cond(test, exactLane(lane, kind), exactLane(b[k]!, kind)));
  const results = a.map(() => cx.temp({ k: 'num', v: 0, range: kind }, []));
  const arms = [onA, onB].map((arm, which) => {
    results.forEach((result, k) => arm.push(js.assign(result, exactLane((which ? b : a)[k]!, kind))));
    return js.seq(arm.slice(0, -1), arm[arm.length - 1]!);
  });
  pre.push(js.cond(test, arms[0]!, arms[1]!));
  return results;
}

/** Assigns a v128 local, in an order that reads before it overwrites. */
export function assignLanes(cx: Lowering, local: number, value: Lanes, out: Js[]): void {
  const kind = cx.kindOf(local);
  const targets = cx.localLanes(local);
  const source = takeFresh(cx, value, out, (word, k) => !targets.slice(0, k).some((t) => js.mentions(word, t.slot))) ?? value;
  const period = targets.findIndex((t, k) => k > 0 && t.slot === targets[0]!.slot);
  if (period > 0) targets.length = period;
  const safe = targets.map((_, k) => {
    const lane = source[k]!;
    const word = exactLane(lane, kind);
    return targets.slice(0, k).some((t) => js.mentions(word, t.slot)) ? cx.temp(word, out) : word;
  });
  safe.forEach((word, k) => {
    if (word.k !== 'loc' || word.slot !== targets[k]!.slot) out.push(js.assign(targets[k]!, word));
  });
}
