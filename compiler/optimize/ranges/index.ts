/**
 * Looks once, before a loop, whether what it accesses is aligned and in memory, and puts a copy of the loop there whose accesses are elements of
 * typed arrays at indices that count elements; the loop as it was follows. JavaScriptCore takes up to twice as long through a DataView, and an
 * element that may be absent has to be compared on every engine.
 */
import { freshLabel } from '../../ir/labels.js';
import * as make from '../../ir/make.js';
import type { Expr, FunctionIR, Load, Loop, SetLocal, Stmt, Store } from '../../ir/nodes.js';
import { eachStatement } from '../../ir/walk.js';
import { NO_CONSTANTS, type Constants } from '../loops/constants.js';
import { allOf, Extents, groups, type Reach } from '../loops/extents.js';
import { constant, fixed, haveSameTerms, linearOf, sum, term, valueOf, written, type Linear } from '../loops/linear.js';
import { piecesOf, type Piece, type Repeat } from '../loops/pieces.js';
import { replaceLoops } from '../loops/replace.js';
import { converted, type Advance, type Elements } from './elements.js';
import { nestOf, type Nest, type Place } from './reading.js';
import { computes, counts } from './worth.js';

const { apply } = make;

/** Groups of accesses that are looked at. */
const MAX_GROUPS = 10;
/** Rounds from which on it is worth looking, by how many there are at least known to be, or tested to be. */
const LEAST_ROUNDS = 16;

export function ranges(f: FunctionIR): void {
  if (f.traits.loops) replaceLoops(f, attempt);
}

function attempt(f: FunctionIR, loop: Loop, begin: Constants): Stmt | undefined {
  const pieces = piecesOf(loop);
  const found = pieces && nestOf(pieces, f.locals, begin);
  if (!found) return undefined;
  const { count, nest } = counted(f, found);
  const possible = nest.innermost.map((repeat) => elementsOf(f, nest, repeat));
  const isWorth = possible.some((own) => own.isWorth);
  const inner = isWorth ? possible.map((own) => (own.isWorth ? own : { ...own, places: [] })) : possible;
  const all = inner.flatMap(({ places }) => places);
  const reaches = all.map(({ access, unit }) => ({ access, unit, affine: nest.places.get(access)?.affine, when: [] }));
  if (reaches.length === 0 || !reaches.every((reach): reach is Reach & typeof reach => reach.affine !== undefined)) return undefined;
  const { at } = loop;
  const alignments = alignmentsOf(nest, all, at);
  const accessed = groups(reaches);
  if (!alignments || accessed.length > MAX_GROUPS) return undefined;
  const extents = new Extents(f, at, nest.lasts);
  for (const g of accessed) {
    const { high } = extents.range(g);
    if (g.members.some(({ unit }) => unit === 1)) extents.demandOrder([], high, make.f64(2 ** 31, at));
  }
  const test = allOf([...nest.conditions, ...alignments, ...extents.tests], at);
  if (extents.fails || (test && !(isWorth && isLongEnough(found)))) return undefined;
  const fast = converted(f, loop, inner);
  if (!test && !count) {
    // The copies of its branches are counted.
    eachStatement([loop], (s) => { if (s.k === 'br') s.label.uses--; });
    return { k: 'block', at, label: freshLabel(), body: fast };
  }
  const out = freshLabel(1);
  const instead: Stmt[] = [...fast, { k: 'br', at, label: out }];
  const guarded: Stmt[] = [...extents.before, ...(test ? [{ k: 'if' as const, at, cond: test, then: instead, else: [] }] : instead)];
  const last: Loop = { ...loop, role: 'rare' };
  if (!count) return { k: 'block', at, label: out, body: [...guarded, last] };
  const isLong = apply('i32.ge_u', [make.get('i', count.local, at), make.i32(LEAST_ROUNDS - 1, at)], at);
  return { k: 'block', at, label: out, body: [count, { k: 'if', at, cond: isLong, then: guarded, else: [] }, last] };
}

/** How often a loop without loops inside goes round again, in a local, where no constant tells. */
function counted(f: FunctionIR, nest: Nest): { readonly count?: SetLocal; readonly nest: Nest } {
  const { whole, innermost } = nest;
  const last = nest.lasts.get(whole);
  const rounds = last && linearOf(last.rounds);
  if (!rounds || valueOf(rounds) !== undefined || innermost[0] !== whole) return { nest };
  const count: SetLocal = { k: 'set', at: whole.at, local: f.locals.push('i') - 1, value: written(rounds, whole.at) };
  return { count, nest: { ...nest, lasts: new Map(nest.lasts).set(whole, { ...last, rounds: fixed(term(count.local)) }) } };
}

/** Whether constants do not tell that there are few rounds. */
function isLongEnough({ lasts }: Nest): boolean {
  let rounds = 1;
  for (const { rounds: more } of lasts.values()) {
    const count = linearOf(more);
    rounds *= count && valueOf(count) !== undefined ? (valueOf(count)! >>> 0) + 1 : Infinity;
  }
  return rounds >= LEAST_ROUNDS;
}

/** What an innermost loop accesses by elements, as seen from where it begins, and whether that is worth a look before. */
function elementsOf(f: FunctionIR, nest: Nest, repeat: Repeat): Elements & { readonly isWorth: boolean } {
  const pieces = repeat === nest.whole ? undefined : piecesOf(repeat.origin);
  const own = repeat === nest.whole ? nest : pieces && nestOf(pieces, f.locals, NO_CONSTANTS);
  if (!own) return { loop: repeat.origin, places: [], advance: undefined, isWorth: false };
  const all = [...own.places.values()];
  const copied = new Set(all.flatMap(({ access }) => (copiesLong(access) ? [access, access.value as Load] : [])));
  const places = all.filter((place) => !copied.has(place.access) && isElement(place));
  const isWorth = places.length > 0 && !own.open.has(own.whole) && computes(own.whole) && counts(places.map(({ access }) => access), repeat);
  return { loop: repeat.origin, places, advance: advanceOf(own, nest, repeat), isWorth };
}

/** Eight bytes go from memory to memory as a double. */
const copiesLong = (e: Load | Store): e is Store => e.k === 'store' && e.row.type === 'l' && e.row.width === 8 && e.value.k === 'load';

/** How often an innermost loop goes round again, where that is known, and what its rounds add to locals. */
function advanceOf(own: Nest, nest: Nest, repeat: Repeat): Advance | undefined {
  const [inNest, alone] = [nest.lasts.get(repeat), own.lasts.get(own.whole)].map((last) => last && linearOf(last.rounds));
  const rounds = inNest && valueOf(inNest) !== undefined ? inNest : alone;
  const isSure = nest.lasts.has(repeat) && !hasExit(repeat.body);
  return isSure && rounds ? { rounds, steps: own.steps } : undefined;
}

function hasExit(list: readonly Piece[]): boolean {
  return list.some((p) => p.k === 'exit' || (p.k === 'if' && (hasExit(p.then) || hasExit(p.else))));
}

/** Whether an access can be an element at an index that steps by itself. Compilers say of no v128 that it is aligned. */
function isElement({ access, unit, loop, affine }: Place): boolean {
  if (access.row.type !== 'v' && 2 ** access.align < unit) return false;
  const step = affine.steps.get(loop);
  const by = step && valueOf(step);
  return affine.steps.size === (step ? 1 : 0) && (by ?? 0) % unit === 0;
}

/** Tests of whether addresses and steps are multiples of what the accesses need; undefined where they cannot be. */
function alignmentsOf(nest: Nest, all: readonly Place[], at: number): Expr[] | undefined {
  const found = new Map<number, Linear[]>();
  const add = (unit: number, a: Linear): boolean => {
    if (unit === 1) return true;
    const known = found.get(unit) ?? [];
    found.set(unit, known);
    const same = known.find((other) => haveSameTerms(other, a));
    if (!same) known.push(a);
    return ((same ? a.constant - same.constant : a.terms.size === 0 ? a.constant : 0) & (unit - 1)) === 0;
  };
  for (const { access, unit } of all) {
    const { base, steps } = nest.places.get(access)!.affine;
    if (![sum(base, constant(access.offset)), ...steps.values()].every((part) => add(unit, part))) return undefined;
  }
  return [...found].flatMap(([unit, parts]) => {
    const open = parts.filter((part) => part.terms.size > 0).map((part) => written(part, at));
    if (open.length === 0) return [];
    const all = open.reduce((a, b) => apply('i32.or', [a, b], at));
    return [apply('i32.eqz', [apply('i32.and', [all, make.i32(unit - 1, at)], at)], at)];
  });
}
