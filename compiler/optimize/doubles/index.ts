/**
 * Keeps the i64 that a loop counts, sums or divides by as doubles, which take one operation where two words take five. Nothing says how large
 * they become; but between two looks at them, so many rounds can only bring them so far. Innermost loops without calls are cut in pieces: a
 * few rounds as they are, so that short loops pay nothing, then, if all that is carried is small, hundreds with doubles.
 */
import { readUnassigned } from '../../ir/assignment.js';
import { operands } from '../../ir/effects.js';
import { intervals, type Intervals } from '../../ir/intervals.js';
import type { Expr, FunctionIR, Loop, Stmt } from '../../ir/nodes.js';
import { eachExpression, eachStatement, expressionsOf, listsOf, summarize } from '../../ir/walk.js';
import { Effects } from '../../ops/row.js';
import { Attempt } from './body.js';
import { assembled, type Found } from './pieces.js';
import { isCounted, ROUNDS, type Kept, type Level, type Size } from './state.js';

const upTo = (bits: number): Size => ({ entry: 2 ** bits, most: 2 ** (bits + 1), growth: 2 ** bits / ROUNDS });
const large = upTo(50);
/** What is tried, from what holds for most values on: which locals are small, and how small these are. */
const LEVELS: readonly (Level & { readonly areSmall: 'none' | 'counters' | 'assigned' })[] = [
  { large, small: large, areSmall: 'none' },
  { large, small: upTo(30), areSmall: 'counters' },
  { large, small: upTo(25), areSmall: 'counters' },
  { large, small: upTo(25), areSmall: 'assigned' },
];
/** Nodes of a body, and locals, that are looked at. */
const MAX_NODES = 400, MAX_KEPT = 16;
/** What a round has to save for the loop to be there twice. */
const LEAST_GAIN = 6;
/** Statements that are nested deeper are left alone. */
const MAX_NEST = 64;
const STRAIGHT: ReadonlySet<Stmt['k']> = new Set<Stmt['k']>(['set', 'store', 'eval', 'global.set', 'if', 'block', 'br', 'return', 'throw', 'unreachable']);

export function doubles(f: FunctionIR): void {
  if (f.traits.loops && f.locals.includes('l')) new Pass(f).list(f.body, 0, []);
}

/** An i64 local of a loop that is no single word. */
type Candidate = Omit<Kept, 'double' | 'isSmall'> & { readonly local: number };

class Pass {
  private intervals: Intervals | undefined;
  private reads: ReadonlyMap<number, number> | undefined;

  constructor(private readonly f: FunctionIR) {}

  /** `around` is what is repeated with the list: the innermost loop that it is in. */
  list(list: Stmt[], depth: number, around: readonly Stmt[]): void {
    if (depth > MAX_NEST) return;
    list.forEach((s, i) => {
      if (s.k === 'loop' && s.label.uses > 0 && !s.label.dispatch && nodesOf(s.body) <= MAX_NODES) list[i] = this.inPieces(s, around) ?? s;
      else for (const inner of listsOf(s)) this.list(inner, depth + 1, s.k === 'loop' || s.k === 'dispatch' ? [s] : around);
    });
  }

  private inPieces(loop: Loop, around: readonly Stmt[]): Stmt | undefined {
    const { f } = this;
    const candidates = this.candidates(loop, around);
    if (!candidates.some(isCounted)) return undefined;
    const counters = countersOf(loop.body);
    let best: Found | undefined;
    let end = f.locals.length;
    for (const level of LEVELS) {
      const isSmall = ({ local, isAssigned }: Candidate): boolean => level.areSmall === 'assigned' ? isAssigned : level.areSmall === 'counters' && counters.has(local);
      const found = this.search(loop, level, new Map(candidates.map((c) => [c.local, { ...c, isSmall: isSmall(c), double: f.locals.push('d') - 1 }])));
      if (found && found.body.gain > (best?.body.gain ?? LEAST_GAIN - 1)) {
        best = found;
        end = f.locals.length;
      }
      f.locals.length = end;
    }
    return best && assembled(f, loop, best);
  }

  private candidates({ body }: Loop, around: readonly Stmt[]): readonly Candidate[] {
    const { f } = this;
    const { reads, writes } = summarize([body]);
    const own = [...new Set([...reads, ...writes])].filter((local) => f.locals[local] === 'l');
    if (own.length === 0) return [];
    this.intervals ??= intervals(f);
    this.reads ??= readsIn(f.body);
    const found = own.filter((local) => this.intervals!.local(local) === undefined);
    const carried = found.length > MAX_KEPT ? undefined : readUnassigned(body, f.locals.length, 0);
    if (!carried) return [];
    const inside = readsIn(body), outside = readsIn(leavingOf(body));
    const again = readUnassigned(around, f.locals.length, 0);
    return found.map((local) => ({
      local,
      isPositive: false,
      isCarried: carried.has(local) || !writes.has(local),
      isAssigned: writes.has(local),
      isShared: outside.has(local) || this.reads!.get(local) !== inside.get(local) || !again || again.has(local),
    }));
  }

  private search(loop: Loop, level: Level, kept: Map<number, Kept>): Found | undefined {
    const { f } = this;
    const before = f.locals.length;
    while ([...kept.values()].some(isCounted)) {
      const attempt = new Attempt(f, this.intervals!, kept, level);
      const body = attempt.run(loop);
      if (attempt.lost.size === 0) return { body, kept, level };
      f.locals.length = before;
      this.promise(kept, attempt.lost);
    }
    return undefined;
  }

  /** Promises more of locals that could not be kept; gives them up where there is no more to promise. */
  private promise(kept: Map<number, Kept>, lost: ReadonlySet<number>): void {
    const found = [...lost].map((local) => [local, kept.get(local)!] as const);
    const unset = found.filter(([local, { isCarried, isShared }]) => !isCarried && isShared && local < this.f.declared);
    const anySign = found.filter(([, { isCarried, isPositive }]) => isCarried && !isPositive);
    if (unset.length > 0) for (const [, own] of unset) own.isCarried = true;
    else if (anySign.length > 0) for (const [, own] of anySign) own.isPositive = true;
    else for (const local of lost) kept.delete(local);
  }
}

/** Locals to which constants are added, and nothing else is done. */
function countersOf(list: readonly Stmt[]): Set<number> {
  const [counted, others] = [new Set<number>(), new Set<number>()];
  const note = (local: number, value: Expr): void => {
    const [a, b] = value.k === 'op' && /^i64\.(add|sub)$/.test(value.row.name) ? value.args : [];
    (a?.k === 'get' && a.local === local && b!.k === 'const' ? counted : others).add(local);
  };
  eachStatement(list, (s) => { if (s.k === 'set') note(s.local, s.value); });
  eachExpression(list, (e) => { if (e.k === 'tee') note(e.local, e.value); });
  for (const local of others) counted.delete(local);
  return counted;
}

/** Nodes of straight code, conditions, jumps out and blocks; infinite where there is anything else. */
function nodesOf(list: readonly Stmt[]): number {
  let nodes = 0;
  const count = (e: Expr): void => {
    nodes += (e.fx & Effects.Calls) !== 0 || nodes > MAX_NODES ? Infinity : 1;
    if (nodes <= MAX_NODES) operands(e, count);
  };
  for (const s of list) {
    if (!STRAIGHT.has(s.k)) return Infinity;
    for (const e of expressionsOf(s)) count(e);
    for (const inner of listsOf(s)) nodes += nodesOf(inner);
    if (nodes > MAX_NODES) return Infinity;
  }
  return nodes;
}

/** Statements that leave the function, which evaluate what they give after the loop gave back its locals. */
function leavingOf(list: readonly Stmt[]): Stmt[] {
  const found: Stmt[] = [];
  eachStatement(list, (s) => { if (s.k === 'return' || s.k === 'throw') found.push(s); });
  return found;
}

/** How often each local is read. */
function readsIn(list: readonly Stmt[]): Map<number, number> {
  const found = new Map<number, number>();
  eachExpression(list, (e) => {
    if (e.k === 'get') found.set(e.local, (found.get(e.local) ?? 0) + 1);
  });
  return found;
}
