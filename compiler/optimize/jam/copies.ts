/** Several rounds of a loop at once: their heads in turns, statement by statement and step by step, then what follows of one after the other. */
import { freshLabel } from '../../ir/labels.js';
import * as make from '../../ir/make.js';
import type { Expr, FunctionIR, SetLocal, Stmt, Word } from '../../ir/nodes.js';
import { mapOperands, withOperands } from '../../ir/rewrite.js';
import { times, written } from '../loops/linear.js';
import { alwaysAssigned, type Piece, type Repeat } from '../loops/pieces.js';
import type { Round } from './reading.js';
import { sharing } from './shared.js';
import { stepsOf } from './spine.js';

/** The statements of so many rounds. */
export function copiesOf(f: FunctionIR, outer: Repeat, round: Round, copies: number): Stmt[] {
  return new Copier(f, outer, round, copies).all();
}

class Copier {
  /** For locals with variables of their own: those of the copies. The last copy has the local itself. */
  private readonly own = new Map<number, readonly number[]>();
  /** Locals that what follows the head has stepped, which is done at the end for all copies at once. */
  private readonly stepped = new Set<number>();

  constructor(
    private readonly f: FunctionIR,
    private readonly outer: Repeat,
    private readonly round: Round,
    private readonly copies: number,
  ) {
    for (const [local, shift] of round.shifts) if (shift === undefined) this.separate(local);
  }

  all(): Stmt[] {
    const { round: { head, rest, steps }, outer: { at }, copies } = this;
    const begin: Stmt[] = [];
    for (const [local, step] of steps) {
      if (this.own.has(local)) begin.push(...this.spread(local, (copy) => make.apply('i32.add', [make.get('i', local, at), written(times(step, copy), at)], at)));
    }
    const sure = new Set([...alwaysAssigned(head), ...steps.keys()]);
    const heads = this.list(head, sure);
    const follow = Array.from({ length: copies }, (_, copy) => this.follow(rest, copy)).flat();
    return [...begin, ...heads, ...follow, ...this.toLast(sure)];
  }

  /** Brings locals that are not copied to what the last copy leaves in them. */
  private toLast(locals: Iterable<number>): Stmt[] {
    const { round: { shifts }, outer: { at }, copies } = this;
    return [...locals].flatMap((local): Stmt[] => {
      const by = (shifts.get(local) ?? 0) * (this.stepped.has(local) ? copies : copies - 1);
      return by === 0 ? [] : [{ k: 'set', at, local, value: shifted(local, by, at) }];
    });
  }

  private separate(local: number): void {
    const type = this.f.locals[local]!;
    this.own.set(local, [...Array.from({ length: this.copies - 1 }, () => this.temporary(type)), local]);
  }

  private temporary(type: Word): number {
    return this.f.locals.push(type) - 1;
  }

  /** Assigns the variables of all copies, that of the last one, from which the others are made, at the end. */
  private spread(local: number, value: (copy: number) => Expr): Stmt[] {
    const { at } = this.outer;
    return this.own.get(local)!.map((to, copy): Stmt => ({ k: 'set', at, local: to, value: value(copy) }));
  }

  /** `sure`: locals that go to their last values at the end of the round. */
  private list(pieces: readonly Piece[], sure: ReadonlySet<number>): Stmt[] {
    const all = pieces.flatMap((p): Stmt[] => {
      switch (p.k) {
        case 'set':
          return this.own.has(p.local) ? this.turns(p) : [{ ...p, value: this.of(p.value, 0) }];
        case 'if':
          return [{ k: 'if', at: p.at, cond: this.of(p.cond, 0), then: this.arm(p.then, sure), else: this.arm(p.else, sure) }];
        case 'loop':
          return [this.loop(p, sure)];
        case 'exit':
          return [];
        default:
          throw new Error('a store in the head');
      }
    });
    return sharing(all, (type) => this.temporary(type));
  }

  /** What an arm alone assigns has its last value at the end of it: without the arm it keeps the value of before the loop. */
  private arm(pieces: readonly Piece[], sure: ReadonlySet<number>): Stmt[] {
    const own = alwaysAssigned(pieces);
    return [...this.list(pieces, new Set([...sure, ...own])), ...this.toLast([...own].filter((local) => !sure.has(local)))];
  }

  private loop({ at, body, cond, ifTrue }: Repeat, sure: ReadonlySet<number>): Stmt {
    const label = freshLabel(1);
    const again: Stmt[] = [{ k: 'br', at, label }];
    return { k: 'loop', at, label, body: [...this.list(body, sure), { k: 'if', at, cond: this.of(cond, 0), then: ifTrue ? again : [], else: ifTrue ? [] : again }] };
  }

  /** An assignment in all copies: each step of the value for all of them, before the next step. */
  private turns({ at, local, value }: SetLocal): Stmt[] {
    const out: Stmt[] = [];
    const to = this.own.get(local)!;
    const steps = stepsOf(value);
    const partial = steps.length > 1 ? to.map(() => this.temporary(value.type as Word)) : [];
    steps.forEach((step, i) => {
      const isLast = i === steps.length - 1;
      to.forEach((own, copy) => {
        const before = partial[copy] ?? own;
        out.push({ k: 'set', at, local: isLast ? own : before, value: this.of(step(before), copy) });
      });
    });
    return out;
  }

  /** What follows the head, of one copy. */
  private follow(pieces: readonly Piece[], copy: number): Stmt[] {
    const shifts = this.round.shifts;
    const out: Stmt[] = [];
    this.stepped.clear();
    for (const p of pieces) {
      if (p.k === 'set' && shifts.get(p.local) !== undefined) this.stepped.add(p.local);
      else out.push(...this.after(p, copy));
    }
    return out;
  }

  private after(p: Piece, copy: number): Stmt[] {
    switch (p.k) {
      case 'set':
        return [{ ...p, local: this.own.get(p.local)?.[copy] ?? p.local, value: this.of(p.value, copy) }];
      case 'store':
        return [withOperands(p, p.row, this.of(p.addr, copy), this.of(p.value, copy))];
      case 'if': {
        const [then, otherwise] = [p.then, p.else].map((arm) => arm.flatMap((inner) => this.after(inner, copy)));
        return [{ k: 'if', at: p.at, cond: this.of(p.cond, copy), then: then!, else: otherwise! }];
      }
      case 'exit':
        return [];
      case 'loop':
        throw new Error('a loop behind the head');
    }
  }

  /** `e` as a copy has it. */
  private of(e: Expr, copy: number): Expr {
    if (e.k === 'get') {
      const own = this.own.get(e.local);
      if (own) return make.get(e.type, own[copy]!, e.at);
      const by = (this.round.shifts.get(e.local) ?? 0) * (copy + (this.stepped.has(e.local) ? 1 : 0));
      return by === 0 ? e : shifted(e.local, by, e.at);
    }
    const next = mapOperands(e, (o) => this.of(o, copy));
    if (next !== e) return joined(next);
    return e.k === 'load' ? make.load(e.type, e.row, e, e.addr) : e;
  }
}

const shifted = (local: number, by: number, at: number): Expr => make.apply('i32.add', [make.get('i', local, at), make.i32(by, at)], at);

/** A sum with a constant of a sum with a constant, as one. */
function joined(e: Expr): Expr {
  if (e.k !== 'op' || e.row.name !== 'i32.add') return e;
  const [sum, more] = e.args as [Expr, Expr];
  if (more.k !== 'const' || sum.k !== 'op' || sum.row.name !== 'i32.add' || sum.args[1]!.k !== 'const') return e;
  const by = (sum.args[1].lo + more.lo) | 0;
  return by === 0 ? sum.args[0]! : make.op('i', e.row, [sum.args[0]!, make.i32(by, e.at)], e.at);
}
