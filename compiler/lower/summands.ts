/**
 * Operands of sums that may pass the range of int32, as those of hash functions do. V8 11 adds as doubles then, unless it sees the kind of
 * each operand: of parameters, of variables of the module and of results of calls it sees none.
 */
import { append } from '../ir/append.js';
import type { Expr, FunctionIR, Op } from '../ir/nodes.js';
import { eachExpression, eachStatement } from '../ir/walk.js';

export interface Summands {
  readonly locals: ReadonlySet<number>;
  /** Reads of variables of the module, and calls. */
  readonly opaque: ReadonlySet<Expr>;
}

const NONE: Summands = { locals: new Set(), opaque: new Set() };
const SUMS: ReadonlySet<string> = new Set(['i32.add', 'i32.sub', 'i64.add', 'i64.sub']);
/** Operations whose results are all over the range. */
const SCATTERING: ReadonlySet<string> = new Set(['i32.xor', 'i32.rotl', 'i32.rotr']);
/** Addresses and counts are smaller, and what they are multiplied by. */
const LARGE = 2 ** 24, LARGE_FACTOR = 2 ** 16;

export function summands(f: FunctionIR): Summands {
  const sums: Op[] = [];
  const values = new Map<number, Expr[]>();
  eachExpression(f.body, (e) => {
    if (e.k === 'op' && SUMS.has(e.row.name)) sums.push(e);
    else if (e.k === 'tee') append(values, e.local, e.value);
  });
  if (sums.length === 0) return NONE;
  eachStatement(f.body, (s) => {
    if (s.k === 'set') append(values, s.local, s.value);
  });
  return new Finder(values).find(sums);
}

class Finder {
  private readonly scattered = new Set<number>();
  readonly locals = new Set<number>();
  readonly opaque = new Set<Expr>();

  /** Locals of scattered values: chains of them may be as long as the function. */
  constructor(values: ReadonlyMap<number, readonly Expr[]>) {
    const users = new Map<number, number[]>();
    const queue: number[] = [];
    for (const [local, list] of values) {
      const depends = (on: number): boolean => {
        append(users, on, local);
        return false;
      };
      if (list.some((value) => isScattered(value, depends))) queue.push(local);
    }
    for (let local = queue.pop(); local !== undefined; local = queue.pop()) {
      if (this.scattered.has(local)) continue;
      this.scattered.add(local);
      for (const user of users.get(local) ?? []) queue.push(user);
    }
  }

  find(sums: readonly Op[]): Summands {
    for (const e of sums) if (isScattered(e, (local) => this.scattered.has(local))) e.args.forEach((operand) => this.tell(operand));
    return this;
  }

  private tell(e: Expr): void {
    if (e.k === 'get') this.locals.add(e.local);
    else if (e.k === 'tee') {
      this.locals.add(e.local);
      this.tell(e.value);
    } else if (e.k === 'cond') [e.a, e.b].forEach((arm) => this.tell(arm));
    else if (e.k === 'op' && SUMS.has(e.row.name)) e.args.forEach((operand) => this.tell(operand));
    else if (e.k === 'global.get' || e.k === 'call' || e.k === 'call_indirect' || e.k === 'call_ref') this.opaque.add(e);
  }
}

function isScattered(e: Expr, isLocal: (local: number) => boolean): boolean {
  switch (e.k) {
    case 'const':
      return Math.abs(e.lo) >= LARGE;
    case 'get':
      return isLocal(e.local);
    case 'tee':
      return isScattered(e.value, isLocal);
    case 'op':
      if (SCATTERING.has(e.row.name)) return true;
      if (e.row.name === 'i32.mul') return e.args.some((factor) => factor.k === 'const' && Math.abs(factor.lo) >= LARGE_FACTOR);
      return SUMS.has(e.row.name) && (e.type === 'l' || e.args.some((operand) => isScattered(operand, isLocal)));
    default:
      return false;
  }
}
