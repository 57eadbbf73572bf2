/** What is known of a loop's i64 locals that are doubles: always, and at one place of its body. */
import { magnitude, type Bound } from './exact.js';

/** An i64 local that is a double in the loop. */
export interface Kept {
  readonly double: number;
  /** Only what is not negative is kept so. */
  isPositive: boolean;
  /** It has a value when a round begins. */
  isCarried: boolean;
  readonly isAssigned: boolean;
  /** Other code reads it, or the loop itself, when what is around it is repeated. */
  readonly isShared: boolean;
  readonly isSmall: boolean;
}

/** Whether one round leaves it to the next. */
export const isCounted = ({ isCarried, isAssigned }: Pick<Kept, 'isCarried' | 'isAssigned'>): boolean => isCarried && isAssigned;

/** How large carried locals are. */
export interface Size {
  /** Magnitudes at the beginning of a piece are below this. */
  readonly entry: number;
  /** Those at the beginning of any of its rounds are at most this. */
  readonly most: number;
  /** What a round adds is at most this. */
  readonly growth: number;
}

export interface Level {
  readonly large: Size;
  readonly small: Size;
}

export const mostOf = (bound: Bound, { large, small }: Level): number => bound.large * large.most + bound.small * small.most + magnitude(bound);

/** Whether a local is after the round what the bounds of the next one take it for. */
export function holds({ isSmall, isPositive }: Kept, bound: Bound | undefined, level: Level): boolean {
  if (!bound || (isPositive && !bound.isPositive)) return false;
  const { entry, growth } = isSmall ? level.small : level.large;
  if (mostOf(bound, level) <= entry) return true;
  const [own, others] = isSmall ? [bound.small, bound.large] : [bound.large, bound.small];
  return own <= 1 && (isSmall ? others === 0 && magnitude(bound) <= growth : mostOf({ ...bound, large: 0 }, level) <= growth);
}

/** Rounds between two looks at what is carried. */
export const ROUNDS = 512;

/** Bounds of the doubles that are assigned; undefined in code that is not reached. */
export type State = Map<number, Bound> | undefined;

export const copy = (state: State): State => state && new Map(state);

export const worse = (a: Bound, b: Bound): Bound => ({ large: Math.max(a.large, b.large), small: Math.max(a.small, b.small), low: Math.min(a.low, b.low), high: Math.max(a.high, b.high), isPositive: a.isPositive && b.isPositive });

/** What holds on both ways; `undefined` stands for code that is not reached. */
export function join(a: State, b: State): State {
  if (!a || !b) return a ?? b;
  const both = new Map<number, Bound>();
  for (const [local, bound] of a) if (b.has(local)) both.set(local, worse(bound, b.get(local)!));
  return both;
}
