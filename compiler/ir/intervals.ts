/**
 * Intervals of the i32 and i64 expressions of a function, and of its i64 locals: where the high word of an i64 is known, only the low
 * one is computed and kept. Locals are judged by all their assignments, wherever these are.
 */
import type { Expr, FunctionIR, Op } from './nodes.js';
import { definitionsOf } from './definitions.js';

/** Both ends belong to it; the value is taken as signed. */
interface Interval {
  readonly min: bigint;
  readonly max: bigint;
}

export interface Intervals {
  /** What the high word of a value of the local, or of all these expressions, is known to be. */
  local(local: number): HighWord | undefined;
  high(...list: readonly Expr[]): HighWord | undefined;
  /** Bits that the product of the low words, taken as unsigned, has at most. */
  bitsOfLowProduct(a: Expr, b: Expr): number;
  /** Whether it is known to be a number from 0 to 31. */
  isBelow32(e: Expr): boolean;
}
/** Zero, or the low word's sign. */
export type HighWord = 'zero' | 'sign';

const full = (bits: number): Interval => ({ min: -(1n << BigInt(bits - 1)), max: (1n << BigInt(bits - 1)) - 1n });
const I32 = full(32), I64 = full(64);
const unsigned = (bits: number): Interval => ({ min: 0n, max: (1n << BigInt(bits)) - 1n });
const BOOLEAN = unsigned(1), BELOW_32 = unsigned(5), U32 = unsigned(32), COUNT: Interval = { min: 0n, max: 64n };
/** Ends that a local's interval is widened to, from near to far. */
const LANDMARKS = [5, 8, 16, 31, 32, 53].map((bits) => unsigned(bits).max);

const within = (a: Interval, b: Interval): boolean => a.min >= b.min && a.max <= b.max;
const union = (a: Interval, b: Interval): Interval => ({ min: a.min < b.min ? a.min : b.min, max: a.max > b.max ? a.max : b.max });
const highOf = (a: Interval): HighWord | undefined => (within(a, U32) ? 'zero' : within(a, I32) ? 'sign' : undefined);
/** Bits of a number that is not negative. */
const bitsOf = (n: bigint): number => n.toString(2).length;

type Rule = (a: Interval, b: Interval, whole: Interval) => Interval;
/** Whole numbers of the width where the exact result does not wrap. */
const exact = (f: (a: Interval, b: Interval) => Interval): Rule => (a, b, whole) => {
  const result = f(a, b);
  return within(result, whole) ? result : whole;
};
const positive = (a: Interval): boolean => a.min >= 0n;
const width = (whole: Interval): bigint => (whole === I32 ? 32n : 64n);
const constant = (a: Interval, whole: Interval): bigint | undefined => (a.min === a.max ? a.min & (width(whole) - 1n) : undefined);
const bitwise: Rule = (a, b, whole) => (positive(a) && positive(b) ? unsigned(Math.max(bitsOf(a.max), bitsOf(b.max))) : within(a, I32) && within(b, I32) ? I32 : whole);

const binaries: Readonly<Record<string, Rule>> = {
  add: exact((a, b) => ({ min: a.min + b.min, max: a.max + b.max })),
  sub: exact((a, b) => ({ min: a.min - b.max, max: a.max - b.min })),
  mul: exact((a, b) => {
    const ends = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
    return ends.map((end) => ({ min: end, max: end })).reduce(union);
  }),
  and: (a, b, whole) => {
    if (positive(a) && positive(b)) return { min: 0n, max: a.max < b.max ? a.max : b.max };
    return positive(a) ? { min: 0n, max: a.max } : positive(b) ? { min: 0n, max: b.max } : bitwise(a, b, whole);
  },
  or: bitwise,
  xor: bitwise,
  shl: (a, b, whole) => {
    const n = constant(b, whole);
    return n === undefined ? whole : exact((x) => ({ min: x.min << n, max: x.max << n }))(a, b, whole);
  },
  shr_u: (a, b, whole) => {
    const n = constant(b, whole);
    if (positive(a)) return n === undefined ? { min: 0n, max: a.max } : { min: a.min >> n, max: a.max >> n };
    return n === undefined || n === 0n ? whole : unsigned(Number(width(whole) - n));
  },
  shr_s: (a, b, whole) => {
    const n = constant(b, whole);
    return n === undefined ? { min: a.min < 0n ? a.min : 0n, max: a.max > 0n ? a.max : 0n } : { min: a.min >> n, max: a.max >> n };
  },
  div_u: (a, b, whole) => (positive(a) ? { min: 0n, max: b.min > 1n ? a.max / b.min : a.max } : b.min > 1n ? { min: 0n, max: (unsigned(Number(width(whole))).max) / b.min } : whole),
  rem_u: (a, b, whole) => (positive(b) && b.max > 0n ? { min: 0n, max: positive(a) && a.max < b.max ? a.max : b.max - 1n } : positive(a) ? { min: 0n, max: a.max } : whole),
  div_s: (a, b, whole) => (positive(a) && positive(b) ? { min: 0n, max: a.max } : within(a, I32) && whole === I64 ? { min: I32.min, max: -I32.min } : whole),
  rem_s: (a, b) => {
    const least = a.min < 0n ? a.min : 0n, most = a.max > 0n ? a.max : 0n;
    if (b.min <= 0n) return { min: least, max: most };
    const limit = b.max - 1n;
    return { min: least > -limit ? least : -limit, max: most < limit ? most : limit };
  },
};

const unaries: Readonly<Record<string, (a: Interval) => Interval>> = {
  'i64.extend_i32_s': (a) => a,
  'i64.extend_i32_u': (a) => (positive(a) ? a : U32),
  'i32.wrap_i64': (a) => (within(a, I32) ? a : I32),
  clz: () => COUNT,
  ctz: () => COUNT,
  popcnt: () => COUNT,
  extend8_s: () => full(8),
  extend16_s: () => full(16),
  extend32_s: () => I32,
};

/** Passes over the locals before what is still growing is given up. */
const MAX_PASSES = 16;
const UNKNOWN: Intervals = { local: () => undefined, high: () => undefined, bitsOfLowProduct: () => 64, isBelow32: () => false };

export function intervals(f: FunctionIR): Intervals {
  if (!f.locals.includes('l') && !f.params.includes('l')) return new Finder(new Map()).asIntervals();
  const definitions = definitionsOf(f, 'l');
  const locals = new Map<number, Interval>();
  // What is not assigned yet is zero, or is not read.
  for (const local of definitions.keys()) locals.set(local, { min: 0n, max: 0n });
  let finder = new Finder(locals);
  for (let pass = 0; ; pass++) {
    if (pass === MAX_PASSES) return UNKNOWN;
    const grown = [...definitions].filter(([local, values]) => {
      const before = locals.get(local)!;
      const after = values.map((e) => finder.of(e)).reduce(union, before);
      if (within(after, before)) return false;
      locals.set(local, widened(after));
      return true;
    });
    if (grown.length === 0) return finder.asIntervals();
    finder = new Finder(locals);
  }
}

function widened({ min, max }: Interval): Interval {
  return {
    min: min >= 0n ? 0n : min >= I32.min ? I32.min : I64.min,
    max: LANDMARKS.find((end) => max <= end) ?? I64.max,
  };
}

class Finder {
  private readonly known = new Map<Expr, Interval>();
  constructor(private readonly locals: ReadonlyMap<number, Interval>) {}

  asIntervals(): Intervals {
    return {
      local: (local) => { const found = this.locals.get(local); return found && highOf(found); },
      high: (...list) => highOf(list.map((e) => this.of(e)).reduce(union)),
      bitsOfLowProduct: (a, b) => bitsOf(this.mostOfLow(a) * this.mostOfLow(b)),
      isBelow32: (e) => within(this.of(e), BELOW_32),
    };
  }

  private mostOfLow(e: Expr): bigint {
    const { min, max } = this.of(e);
    return min >= 0n && max <= U32.max ? max : min === max ? BigInt.asUintN(32, min) : U32.max;
  }

  of(e: Expr): Interval {
    let found = this.known.get(e);
    if (!found) this.known.set(e, (found = this.find(e)));
    return found;
  }

  private find(e: Expr): Interval {
    const whole = e.type === 'l' ? I64 : I32;
    switch (e.k) {
      case 'const': {
        const value = e.type === 'l' ? (BigInt(e.hi) << 32n) | BigInt(e.lo >>> 0) : BigInt(e.lo);
        return { min: value, max: value };
      }
      case 'get':
        return this.locals.get(e.local) ?? whole;
      case 'tee':
        return this.of(e.value);
      case 'cond':
        return union(this.of(e.a), this.of(e.b));
      case 'load': {
        const bits = (e.row.width ?? 8) * 8;
        return BigInt(bits) >= width(whole) ? whole : e.row.signed ? full(bits) : unsigned(bits);
      }
      case 'op':
        return this.operation(e, whole);
      default:
        return whole;
    }
  }

  private operation({ row, args, type }: Op, whole: Interval): Interval {
    if (row.shape === 'compare' || row.shape === 'test') return BOOLEAN;
    const [a, b] = args as [Expr, Expr?];
    if (a.type !== 'i' && a.type !== 'l') return whole;
    const name = row.lower ?? row.name;
    const short = name.slice(type === 'l' ? 'i64.'.length : 'i32.'.length);
    if (b === undefined) return unaries[name]?.(this.of(a)) ?? unaries[short]?.(this.of(a)) ?? whole;
    return args.length === 2 ? (binaries[short]?.(this.of(a), this.of(b), whole) ?? whole) : whole;
  }
}
