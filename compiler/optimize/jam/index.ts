/**
 * Unroll and jam: makes several rounds of a loop at once where these are long chains of operations on floats, or loops that add floats up.
 * One sum waits for the one before; those of several rounds do not wait for each other. What a round stores must not be loaded by the next
 * ones, and what these load must be in memory, since it is loaded early: that is looked at before the loop, and the loop as it was follows,
 * for the rounds that are left, or for all.
 */
import { operands } from '../../ir/effects.js';
import { freshLabel } from '../../ir/labels.js';
import * as make from '../../ir/make.js';
import type { Expr, FunctionIR, Loop, Stmt } from '../../ir/nodes.js';
import { copiesOf } from './copies.js';
import { guardOf } from './guard.js';
import type { Constants } from '../loops/constants.js';
import { valueOf, written, type Linear } from '../loops/linear.js';
import { piecesOf, type Piece } from '../loops/pieces.js';
import { replaceLoops } from '../loops/replace.js';
import { read, type Round } from './reading.js';
import { chainOf } from './spine.js';

const { apply } = make;

/** Rounds at once, by the operations of one. */
const COPIES = [{ most: 160, copies: 4 }, { most: 320, copies: 2 }];
/** The shortest chain in a round without a loop. */
const LEAST_CHAIN = 6;

export function jam(f: FunctionIR): void {
  if (f.traits.loops && (f.locals.includes('f') || f.locals.includes('d'))) replaceLoops(f, attempt);
}

function attempt(f: FunctionIR, loop: Loop, begin: Constants): Stmt | undefined {
  const found = piecesOf(loop);
  if (!found?.adds || found.hasVectors) return undefined;
  const pieces = found.whole;
  const round = read(pieces, f.locals, begin, (type) => f.locals.push(type) - 1);
  if (!round || !isWorth(round)) return undefined;
  const copies = COPIES.find(({ most }) => sizeOf(round.head) <= most)?.copies;
  const guard = copies && guardOf(f, pieces, round, copies);
  if (!guard) return undefined;
  const { at } = loop;
  const [out, again] = [freshLabel(), freshLabel(1)];
  const end = pieces.end ?? out;
  const left = f.locals.push('i') - 1, more = f.locals.push('i') - 1;
  const last = round.lasts.get(pieces)!;
  const count = apply('i32.sub', [make.get('i', left, at), make.i32(1, at)], at);
  const inTurns: Stmt[] = [
    { k: 'set', at, local: left, value: groupsOf(last, copies, at) },
    { k: 'set', at, local: more, value: apply('i32.and', [apply('i32.add', [written(last, at), make.i32(1, at)], at), make.i32(copies - 1, at)], at) },
    { k: 'loop', at, label: again, body: [
      ...copiesOf(f, pieces, round, copies),
      { k: 'if', at, cond: make.tee(left, count, at), then: [{ k: 'br', at, label: again }], else: [] },
    ] },
    { k: 'if', at, cond: apply('i32.eqz', [make.get('i', more, at)], at), then: [{ k: 'br', at, label: end }], else: [] },
  ];
  end.uses++;
  const guarded: Stmt[] = [...guard.before, ...(guard.test ? [{ k: 'if' as const, at, cond: guard.test, then: inTurns, else: [] }] : inTurns)];
  return { k: 'block', at, label: out, body: [
    ...(guard.isLong ? [{ k: 'if' as const, at, cond: guard.isLong, then: guarded, else: [] }] : guarded),
    { ...loop, role: 'rare' },
  ] };
}

/** How often so many rounds are left, of which there are at least so many. */
function groupsOf(last: Linear, copies: number, at: number): Expr {
  const rounds = valueOf(last);
  if (rounds !== undefined) return make.i32(((rounds - copies + 1) >>> 0) / copies + 1, at);
  const beyond = apply('i32.sub', [written(last, at), make.i32(copies - 1, at)], at);
  return apply('i32.add', [apply('i32.shr_u', [beyond, make.i32(Math.log2(copies), at)], at), make.i32(1, at)], at);
}

function isWorth({ head, sums, shifts }: Round): boolean {
  if (sums) return true;
  return !head.some((p) => p.k === 'loop') && head.some((p) => p.k === 'set' && shifts.get(p.local) === undefined && chainOf(p.value) >= LEAST_CHAIN);
}

function sizeOf(pieces: readonly Piece[]): number {
  let size = 0;
  const count = (e: Expr): void => {
    if (e.k !== 'get' && e.k !== 'const') size++;
    operands(e, count);
  };
  for (const p of pieces) {
    if (p.k === 'set') count(p.value);
    if (p.k === 'if' || p.k === 'loop' || p.k === 'exit') count(p.cond);
    if (p.k === 'loop') size += sizeOf(p.body);
    if (p.k === 'if') size += sizeOf(p.then) + sizeOf(p.else);
  }
  return size;
}
