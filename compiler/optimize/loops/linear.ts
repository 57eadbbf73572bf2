/** i32 that are sums: of what does not change while a loop runs, and of so much for each round of it and of the loops inside. Modulo 2^32. */
import * as make from '../../ir/make.js';
import type { Expr } from '../../ir/nodes.js';
import type { Repeat } from './pieces.js';

/** What a local has where the loop begins, or an expression of such values. Expressions are told apart by identity. */
export type Term = number | Expr;

export interface Linear {
  readonly constant: number;
  /** How often each term is in the sum: never zero times. */
  readonly terms: ReadonlyMap<Term, number>;
}

const NONE: ReadonlyMap<never, never> = new Map<never, never>();

export const constant = (value: number): Linear => ({ constant: value | 0, terms: NONE });
export const term = (t: Term): Linear => ({ constant: 0, terms: new Map([[t, 1]]) });

/** `a + factor * b`. */
export function sum(a: Linear, b: Linear, factor = 1): Linear {
  const terms = new Map(a.terms);
  for (const [t, n] of b.terms) {
    const all = ((terms.get(t) ?? 0) + Math.imul(n, factor)) | 0;
    if (all === 0) terms.delete(t);
    else terms.set(t, all);
  }
  return { constant: (a.constant + Math.imul(b.constant, factor)) | 0, terms };
}

export const times = (a: Linear, factor: number): Linear => sum(constant(0), a, factor);

/** The value where there are no terms. */
export const valueOf = (a: Linear): number | undefined => (a.terms.size === 0 ? a.constant : undefined);

export const haveSameTerms = (a: Linear, b: Linear): boolean => a.terms.size === b.terms.size && [...a.terms].every(([t, n]) => b.terms.get(t) === n);
export const isSame = (a: Linear, b: Linear): boolean => a.constant === b.constant && haveSameTerms(a, b);

/** As an expression, to be evaluated where the loop begins. */
export function written(a: Linear, at: number): Expr {
  let e: Expr | undefined;
  for (const [t, n] of a.terms) {
    const one = typeof t === 'number' ? make.get('i', t, at) : t;
    const all = n === 1 ? one : make.apply('i32.mul', [one, make.i32(n, at)], at);
    e = e ? make.apply('i32.add', [e, all], at) : all;
  }
  if (!e) return make.i32(a.constant, at);
  return a.constant === 0 ? e : make.apply('i32.add', [e, make.i32(a.constant, at)], at);
}

/** A linear value in the first rounds of all loops, and what each round of one adds: never zero. */
export interface Affine {
  readonly base: Linear;
  readonly steps: ReadonlyMap<Repeat, Linear>;
}

export const fixed = (base: Linear): Affine => ({ base, steps: NONE });

/** The value of an i32 that is the same in all rounds. */
export const linearOf = (a: Affine | undefined): Linear | undefined => (a && a.steps.size === 0 ? a.base : undefined);

/** `a + factor * b`. */
export function affineSum(a: Affine, b: Affine, factor = 1): Affine {
  const steps = new Map(a.steps);
  for (const [loop, step] of b.steps) setStep(steps, loop, sum(steps.get(loop) ?? constant(0), step, factor));
  return { base: sum(a.base, b.base, factor), steps };
}

export function stepping(a: Affine, loop: Repeat, step: Linear): Affine {
  const steps = new Map(a.steps);
  setStep(steps, loop, step);
  return { base: a.base, steps };
}

function setStep(steps: Map<Repeat, Linear>, loop: Repeat, step: Linear): void {
  if (valueOf(step) === 0) steps.delete(loop);
  else steps.set(loop, step);
}

export const haveSameSteps = (a: Affine, b: Affine): boolean =>
  a.steps.size === b.steps.size && [...a.steps].every(([loop, step]) => b.steps.has(loop) && isSame(step, b.steps.get(loop)!));
export const isSameAffine = (a: Affine, b: Affine): boolean => isSame(a.base, b.base) && haveSameSteps(a, b);
