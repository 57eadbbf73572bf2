/** What expressions of constants give, as far as tests and counts of rounds are made of them. */
import type { Expr } from '../../ir/nodes.js';

const compared = (test: (a: number, b: number) => boolean, word: (x: number) => number) => (a: number, b: number): number => Number(test(word(a), word(b)));
const signed = (x: number): number => x;
const unsigned = (x: number): number => x >>> 0;

/** Of int32. */
const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  'i32.eqz': (a) => Number(a === 0),
  'i32.eq': (a, b) => Number(a === b),
  'i32.ne': (a, b) => Number(a !== b),
  ...Object.fromEntries(([['s', signed], ['u', unsigned]] as const).flatMap(([suffix, word]) => [
    [`i32.lt_${suffix}`, compared((a, b) => a < b, word)],
    [`i32.le_${suffix}`, compared((a, b) => a <= b, word)],
    [`i32.gt_${suffix}`, compared((a, b) => a > b, word)],
    [`i32.ge_${suffix}`, compared((a, b) => a >= b, word)],
  ])),
  'i32.add': (a, b) => (a + b) | 0,
  'i32.sub': (a, b) => (a - b) | 0,
  'i32.mul': Math.imul,
  'i32.and': (a, b) => a & b,
  'i32.or': (a, b) => a | b,
  'i32.shl': (a, b) => a << b,
  'i32.shr_s': (a, b) => a >> b,
  'i32.shr_u': (a, b) => (a >>> b) | 0,
  'i32.div_u': (a, b) => (b === 0 ? undefined : ((a >>> 0) / (b >>> 0)) | 0),
  'i32.rem_u': (a, b) => (b === 0 ? undefined : ((a >>> 0) % (b >>> 0)) | 0),
};

/** An int32; undefined where it is not known. */
export function resultOf(e: Expr): number | undefined {
  if (e.type !== 'i') return undefined;
  if (e.k === 'const') return e.lo;
  if (e.k === 'cond') {
    const test = resultOf(e.cond);
    return test === undefined ? undefined : resultOf(test !== 0 ? e.a : e.b);
  }
  if (e.k !== 'op' || !Object.hasOwn(OPERATIONS, e.row.name)) return undefined;
  const args = e.args.map(resultOf);
  return args.every((arg) => arg !== undefined) ? OPERATIONS[e.row.name]!(args[0]!, args[1]!) : undefined;
}

/** Whether one of the conditions, all of which must not be zero, is known to be. */
export const isNever = (when: readonly Expr[]): boolean => when.some((isTrue) => resultOf(isTrue) === 0);
