/** A loop in pieces: rounds with words, as it was, and rounds with doubles, as long as what is carried is small. */
import { freshLabel, leavingUnless, repeatTest } from '../../ir/labels.js';
import * as make from '../../ir/make.js';
import type { Expr, FunctionIR, Label, Loop, Stmt } from '../../ir/nodes.js';
import type { Body } from './body.js';
import { isCounted, ROUNDS, type Kept, type Level } from './state.js';

const { apply, f64 } = make;

/** Rounds of the first piece, which is of words; it is shorter where doubles save much. */
const FIRST = 16, SHORT_FIRST = 2, MUCH = 8;

export interface Found {
  readonly body: Body;
  readonly kept: ReadonlyMap<number, Kept>;
  readonly level: Level;
}

export function assembled(f: FunctionIR, loop: Loop, { body, kept, level }: Found): Stmt {
  const { at, label } = loop;
  const [out, again, first, more, fast, end] = [freshLabel(1), freshLabel(1), freshLabel(1), freshLabel(1), freshLabel(1), freshLabel(1)];
  const rounds = f.locals.push('i') - 1;
  for (const jump of body.jumps) jump.uses++;
  const set = (local: number, value: Expr): Stmt => ({ k: 'set', at, local, value });
  const br = (to: Label): Stmt => ({ k: 'br', at, label: to });
  const inWords = (): Stmt[] => {
    const test = repeatTest(loop);
    if (test) {
      label.uses--;
      return [...loop.body.slice(0, -1), leavingUnless(test, test.cond, out)];
    }
    out.uses++;
    return [{ k: 'block', at, label, body: [...loop.body, br(out)] }];
  };
  const count = apply('i32.sub', [make.get('i', rounds, at), make.i32(1, at)], at);
  const next = (to: Label): Stmt => ({ k: 'if', at, cond: make.tee(rounds, count, at), then: [br(to)], else: [] });
  const carried = [...kept].filter(([, { isCarried }]) => isCarried);
  const all = (tests: readonly Expr[]): Expr => tests.reduce((a, b) => apply('i32.and', [a, b], at));
  const entryOf = ({ isSmall }: Kept): number => (isSmall ? level.small : level.large).entry;
  const areWithin = all(carried.map(([local, own]) => within(make.get('l', local, at), own.isPositive, entryOf(own))));
  const areStill = all(carried.filter(([, own]) => isCounted(own)).map(([, own]) => isStill(make.get('d', own.double, at), own.isPositive, entryOf(own))));
  const entry = carried.map(([local, { double }]) => set(double, apply('f64.convert_i64_s', [make.get('l', local, at)], at)));
  const inDoubles: Stmt[] = [
    { k: 'block', at, label: end, body: [
      { k: 'block', at, label: body.leave, body: [
        ...entry,
        { k: 'loop', at, label: more, role: 'pieces', body: [
          set(rounds, make.i32(ROUNDS, at)),
          { k: 'loop', at, label: fast, role: 'piece', body: [...body.round, next(fast)] },
          { k: 'if', at, cond: areStill, then: [br(more)], else: [] },
        ] },
        br(end),
      ] },
      ...body.left,
      br(out),
    ] },
    ...body.ended,
  ];
  const pieces: Loop = { k: 'loop', at, label: again, role: 'pieces', body: [
    set(rounds, make.i32(body.gain < MUCH ? FIRST : SHORT_FIRST, at)),
    { k: 'loop', at, label: first, role: 'rare', body: [...inWords(), next(first)] },
    { k: 'if', at, cond: areWithin, then: inDoubles, else: [] },
    br(again),
  ] };
  return { k: 'block', at, label: out, body: [pieces] };
}

/** Whether an i64 is below `limit`, and not negative or above minus `limit`. */
function within(value: Expr, isPositive: boolean, limit: number): Expr {
  const { at } = value;
  const most = (n: number): Expr => make.constant('l', n | 0, Math.floor(n / 2 ** 32), at);
  return isPositive ? apply('i64.lt_u', [value, most(limit)], at) : apply('i64.lt_u', [apply('i64.add', [value, most(limit)], at), most(2 * limit)], at);
}

/** The same of a double that is not negative if it has to be so. */
function isStill(value: Expr, isPositive: boolean, limit: number): Expr {
  const { at } = value;
  const below = apply('f64.lt', [value, f64(limit, at)], at);
  return isPositive ? below : apply('i32.and', [below, apply('f64.gt', [value, f64(-limit, at)], at)], at);
}
