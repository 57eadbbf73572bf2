/**
 * Operands of sums that may pass the range of int32, as those of hash functions do. V8 11 adds as doubles then, unless it sees the kind of
 * each operand: of parameters, of variables of the module and of results of calls it sees none.
 */
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
  const assign = (local: number, value: Expr): void => {
    const list = values.get(local);
    if (list) list.push(value);
    else values.set(local, [value]);
  };
  eachExpression(f.body, (e) => {
    if (e.k === 'op' && SUMS.has(e.row.name)) sums.push(e);
    else if (e.k === 'tee') assign(e.local, e.value);
  });
  if (sums.length === 0) return NONE;
  eachStatement(f.body, (s) => {
    if (s.k === 'set') assign(s.local, s.value);
  });
  return new Finder(values).find(sums);
}

class Finder {
  private readonly scattered = new Map<number, boolean>();
  readonly locals = new Set<number>();
  readonly opaque = new Set<Expr>();
  constructor(private readonly values: ReadonlyMap<number, readonly Expr[]>) {}

  find(sums: readonly Op[]): Summands {
    for (const e of sums) if (this.isScattered(e)) e.args.forEach((operand) => this.tell(operand));
    return this;
  }

  private isScattered(e: Expr): boolean {
    switch (e.k) {
      case 'const':
        return Math.abs(e.lo) >= LARGE;
      case 'get':
        return this.isScatteredLocal(e.local);
      case 'tee':
        return this.isScattered(e.value);
      case 'op':
        if (SCATTERING.has(e.row.name)) return true;
        if (e.row.name === 'i32.mul') return e.args.some((factor) => factor.k === 'const' && Math.abs(factor.lo) >= LARGE_FACTOR);
        return SUMS.has(e.row.name) && (e.type === 'l' || e.args.some((operand) => this.isScattered(operand)));
      default:
        return false;
    }
  }

  private isScatteredLocal(local: number): boolean {
    let known = this.scattered.get(local);
    if (known === undefined) {
      // Until it is known, for values that depend on the local itself.
      this.scattered.set(local, false);
      known = this.values.get(local)?.some((value) => this.isScattered(value)) ?? false;
      this.scattered.set(local, known);
    }
    return known;
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
