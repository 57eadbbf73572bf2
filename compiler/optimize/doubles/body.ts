/** The body of a loop with i64 locals as doubles: made in one walk, which fails where a value may not be exact or is needed as an i64. */
import { operands } from '../../ir/effects.js';
import type { Intervals } from '../../ir/intervals.js';
import { freshLabel, leavingUnless, repeatTest } from '../../ir/labels.js';
import * as make from '../../ir/make.js';
import type { Expr, FunctionIR, Get, Label, Loop, Op, Stmt, Tee } from '../../ir/nodes.js';
import { mapExpressions, mapOperands, withOperands } from '../../ir/rewrite.js';
import { byName } from '../../ops/lookup.js';
import { between, constant, EXACT, kindOf, ofBits, ofWord, rules, tests, wordOf, type Bound, type Exact, type Scope } from './exact.js';
import { copy, holds, isCounted, join, mostOf, worse, type Kept, type Level, type State } from './state.js';

export interface Body {
  /** A round, which falls out at its end where there is another one, and goes to `leave` otherwise. */
  readonly round: Stmt[];
  readonly leave: Label;
  /** The labels outside that it jumps to, once for each jump; they do not count these yet. */
  readonly jumps: readonly Label[];
  /** What gives the values back where the loop is left, and where a piece of it ends. */
  readonly left: Stmt[];
  readonly ended: Stmt[];
  /** How much a round saves. */
  readonly gain: number;
}

const { apply, f64 } = make;

/** Trees that are higher are not made: engines recurse over them. */
const MAX_DEPTH = 100;
/** What is saved in steps of a processor, roughly: shifts and masks of words are faster than on doubles. */
const GAINS: Readonly<Record<string, number>> = {
  add: 3, sub: 3, mul: 8, div_s: 8, div_u: 8, rem_s: 8, rem_u: 8, and: -1, or: -1, xor: -1, shl: 0, shr_s: -3, shr_u: -3,
};
const TEST_GAIN = 2;

/** A label of the body, as its copy has it, and what arrives there. */
interface Target {
  readonly own: Label;
  at: State;
}

export class Attempt implements Scope {
  /** Locals that cannot be kept as doubles as told: the walk was for nothing. */
  readonly lost = new Set<number>();
  private readonly jumps: Label[] = [];
  private state: State = new Map();
  private gain = 0;
  private readonly labels = new Map<Label, Target>();

  constructor(
    private readonly f: FunctionIR,
    private readonly known: Intervals,
    private readonly kept: ReadonlyMap<number, Kept>,
    private readonly level: Level,
  ) {
    for (const [local, { isCarried, isPositive, isSmall }] of kept) {
      if (isCarried) this.state!.set(local, { large: isSmall ? 0 : 1, small: isSmall ? 1 : 0, low: 0, high: 0, isPositive });
    }
  }

  run(loop: Loop): Body {
    const leave = freshLabel();
    const test = repeatTest(loop);
    const own = freshLabel();
    const next: Target = { own, at: undefined };
    let round: Stmt[], left: Stmt[] = [];
    if (test) {
      const list = this.list(loop.body.slice(0, -1));
      round = [...list, leavingUnless(test, this.other(test.cond), leave)];
      left = this.writeBack(loop.at);
    } else {
      this.labels.set(loop.label, next);
      const body = this.list(loop.body);
      leave.uses++;
      round = [{ k: 'block', at: loop.at, label: own, body: [...body, { k: 'br', at: loop.at, label: leave }] }];
      if (this.state) left = this.writeBack(loop.at);
      this.state = next.at;
    }
    for (const [local, kept] of this.kept) if (isCounted(kept) && this.state && !holds(kept, this.state.get(local), this.level)) this.lost.add(local);
    return { round, leave, jumps: this.jumps, left, ended: this.writeBack(loop.at, true), gain: this.gain };
  }

  most(bound: Bound): number {
    return mostOf(bound, this.level);
  }

  temporary(): number {
    return this.f.locals.push('d') - 1;
  }

  /** Assigns the doubles to the locals that are read afterwards: by other code, or, where only a piece ends, by the next round. */
  private writeBack(at: number, isEnd = false): Stmt[] {
    const out: Stmt[] = [];
    for (const [local, { double, isAssigned, isCarried, isShared }] of this.kept) {
      if (!isAssigned || !(isShared || (isEnd && isCarried))) continue;
      if (!this.state?.has(local)) this.lost.add(local);
      out.push({ k: 'set', at, local, value: apply('i64.trunc_sat_f64_s', [make.get('d', double, at)], at) });
    }
    return out;
  }

  private list(list: readonly Stmt[]): Stmt[] {
    return list.flatMap((s) => this.statement(s));
  }

  private statement(s: Stmt): Stmt[] {
    switch (s.k) {
      case 'set': {
        const kept = this.kept.get(s.local);
        if (!kept) return [{ k: 'set', at: s.at, local: s.local, value: this.other(s.value) }];
        return [{ k: 'set', at: s.at, local: kept.double, value: this.assigned(s.local, s.value) }];
      }
      case 'store': {
        const addr = this.other(s.addr);
        const narrow = s.row.type === 'l' && s.row.width !== 8 && this.mentions(s.value) ? this.double(s.value) : undefined;
        if (!narrow) return [withOperands(s, s.row, addr, this.other(s.value))];
        return [withOperands(s, byName(s.row.width === 4 ? 'i32.store' : s.row.name.replace('i64', 'i32'))!, addr, wordOf(narrow))];
      }
      case 'eval':
      case 'global.set':
        return [mapExpressions(s, (e) => this.other(e))];
      case 'if': {
        const cond = this.other(s.cond);
        const before = copy(this.state);
        const then = this.list(s.then);
        const after = this.state;
        this.state = before;
        const otherwise = this.list(s.else);
        this.state = join(after, this.state);
        return [{ ...s, cond, then, else: otherwise }];
      }
      case 'block': {
        const label: Target = { own: freshLabel(), at: undefined };
        this.labels.set(s.label, label);
        const body = this.list(s.body);
        this.state = join(this.state, label.at);
        return [{ k: 'block', at: s.at, label: label.own, body }];
      }
      case 'br': {
        const inner = this.labels.get(s.label);
        const before = inner ? [] : this.leaving(s.at);
        const label = inner?.own ?? s.label;
        if (inner) {
          label.uses++;
          inner.at = join(inner.at, this.state);
        } else this.jumps.push(label);
        this.state = undefined;
        return [...before, { k: 'br', at: s.at, label }];
      }
      case 'return':
      case 'throw':
      case 'unreachable': {
        const before = s.k === 'unreachable' ? [] : this.leaving(s.at);
        this.state = undefined;
        return [...before, s];
      }
      default:
        throw new Error(`${s.k} in a loop of straight code`);
    }
  }

  private leaving(at: number): Stmt[] {
    return this.state ? this.writeBack(at) : [];
  }

  /** Any expression but an i64 that becomes a double; what is kept as a double is not found in it. */
  private other(e: Expr): Expr {
    if ((e.k === 'get' || e.k === 'tee') && this.kept.has(e.local)) return this.word(e);
    if (e.k === 'op' && e.args[0]!.type === 'l' && e.type !== 'l' && this.mentions(e)) return this.test(e) ?? this.lose(e);
    if (e.k === 'cond') {
      const cond = this.other(e.cond);
      const [a, b] = this.either(() => this.other(e.a), () => this.other(e.b));
      return make.cond(e.type, cond, a, b, e.at);
    }
    return mapOperands(e, (operand) => this.other(operand));
  }

  /** A local, kept as a double, as an i64: where it is one word. */
  private word(e: Get | Tee): Expr {
    const value = this.find(e);
    const kind = value && kindOf(value.bound);
    if (kind) return apply(kind === 'signed' ? 'i64.extend_i32_s' : 'i64.extend_i32_u', [wordOf(value)], e.at);
    this.lost.add(e.local);
    return e;
  }

  private either<T>(one: () => T, other: () => T): [T, T] {
    const before = copy(this.state);
    const a = one();
    const after = this.state;
    this.state = before;
    const b = other();
    this.state = join(after, this.state);
    return [a, b];
  }

  /** An operation that takes i64, one of which is kept as a double, and gives another type. */
  private test(e: Op): Expr | undefined {
    const { name } = e.row;
    const [first, second] = e.args;
    const a = this.double(first!);
    const b = second && this.double(second);
    if (!a || (second && !b)) return undefined;
    if (name === 'i32.wrap_i64') return wordOf(a);
    this.gain += TEST_GAIN;
    if (name === 'i64.eqz') return apply('f64.eq', [a.e, f64(0, e.at)], e.at);
    const [to, isUnsigned] = tests[name] ?? [];
    if (to === undefined || (isUnsigned && !(a.bound.isPositive && (b ?? a).bound.isPositive))) return undefined;
    if (b) return apply(to!, [a.e, b.e], e.at);
    // A zero may be negative here.
    const plain = apply('f64.add', [a.e, f64(0, e.at)], e.at);
    return to === null ? plain : apply(to, [plain], e.at);
  }

  /** Gives up the locals of an expression. */
  private lose(e: Expr): Expr {
    if ((e.k === 'get' || e.k === 'tee') && this.kept.has(e.local)) this.lost.add(e.local);
    operands(e, (operand) => void this.lose(operand));
    return e;
  }

  private mentions(e: Expr): boolean {
    if ((e.k === 'get' || e.k === 'tee') && this.kept.has(e.local)) return true;
    let found = false;
    operands(e, (operand) => { found ||= this.mentions(operand); });
    return found;
  }

  private assigned(local: number, value: Expr): Expr {
    const exact = this.double(value);
    if (!exact) this.lost.add(local);
    const { e, bound } = exact ?? nothing(value.at);
    this.state?.set(local, bound);
    return e;
  }

  /** The i64 as an exact double. */
  private double(e: Expr): Exact | undefined {
    const exact = this.find(e);
    return exact && this.most(exact.bound) < EXACT && exact.e.depth <= MAX_DEPTH ? exact : undefined;
  }

  private find(e: Expr): Exact | undefined {
    const at = e.at;
    if (e.k === 'const') return constant(e);
    if (e.k === 'get' && this.kept.has(e.local)) return this.valueOf(e.local, at);
    if (e.k === 'tee' && this.kept.has(e.local)) {
      const value = this.assigned(e.local, e.value);
      const bound = this.state?.get(e.local);
      return bound && { e: make.tee(this.kept.get(e.local)!.double, value, at), bound };
    }
    if (e.k === 'cond') {
      const cond = this.other(e.cond);
      const [a, b] = this.either(() => this.double(e.a), () => this.double(e.b));
      return a && b && { e: make.cond('d', cond, a.e, b.e, at), bound: worse(a.bound, b.bound) };
    }
    if (e.k === 'load' && e.row.width !== 8) {
      const { width, signed } = e.row;
      const row = byName(width === 4 ? 'i32.load' : e.row.name.replace('i64', 'i32'))!;
      return ofWord(make.load('i', row, e, this.other(e.addr)), signed!, ofBits(8 * width!, signed!));
    }
    if (e.k === 'op' && (e.row.name === 'i64.extend_i32_s' || e.row.name === 'i64.extend_i32_u')) return extension(this.other(e.args[0]!), e.row.name === 'i64.extend_i32_s');
    const high = this.known.high(e);
    if (high !== undefined && !this.mentions(e)) return ofWord(apply('i32.wrap_i64', [this.other(e)], at), high === 'sign');
    if (e.k !== 'op') return undefined;
    const rule = rules[e.row.lower ?? e.row.name];
    const [first, second] = e.args;
    if (!rule || first!.type !== 'l') return undefined;
    const a = this.double(first!);
    const b = second ? this.double(second) : a;
    if (!a || !b) return undefined;
    this.gain += GAINS[e.row.name.slice('i64.'.length)] ?? 1;
    const made = rule(a, b, at, this);
    if (made || !this.mentions(e)) return made;
    this.lose(e);
    return nothing(at);
  }

  private valueOf(local: number, at: number): Exact {
    const bound = this.state?.get(local);
    if (!bound) {
      this.lost.add(local);
      return nothing(at);
    }
    return { e: make.get('d', this.kept.get(local)!.double, at), bound };
  }
}

function extension(e: Expr, isSigned: boolean): Exact {
  const isBoolean = e.k === 'op' && (e.row.shape === 'compare' || e.row.shape === 'test');
  return isBoolean ? ofWord(e, true, between(0, 1)) : ofWord(e, isSigned);
}

/** Stands for what could not be made, so that the walk goes on and does not blame what uses it. */
const nothing = (at: number): Exact => ({ e: f64(0, at), bound: between(0, 0) });
