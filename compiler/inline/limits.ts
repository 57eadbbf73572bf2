/** How large functions may be that stand in place of their calls, in bytes of instructions. RATIONALE.md has the measurements. */
export interface Sizes {
  /** Anywhere: the call would take as much. */
  readonly tiny: number;
  /** In loops. */
  readonly small: number;
  /** In loops, if results of a call go through variables of the module. */
  readonly words: number;
  /** The largest of these. */
  readonly most: number;
  /** In itself, once. */
  readonly self: number;
}

const AT_LEVEL: readonly Sizes[] = [
  { tiny: 0, small: 0, words: 0, most: 0, self: 0 },
  { tiny: 0, small: 0, words: 0, most: 0, self: 0 },
  { tiny: 8, small: 24, words: 64, most: 64, self: 150 },
  { tiny: 12, small: 64, words: 128, most: 128, self: 250 },
];

/** `everywhere`: the size that is asked for, whatever the level. */
export const sizesOf = (level: number, everywhere: number | undefined): Sizes =>
  everywhere === undefined ? AT_LEVEL[level]! : { tiny: everywhere, small: everywhere, words: everywhere, most: everywhere, self: everywhere };

/** With how many elements of a table the index of a call is compared. */
export interface Guards {
  readonly inLoops: number;
  readonly elsewhere: number;
}

/** `compiles`: whether the engine has compilers; an interpreter calls through a table as fast. */
export function guardsOf(level: number, everywhere: number | undefined, compiles: boolean): Guards {
  if (everywhere !== undefined) return everywhere > 0 ? { inLoops: 7, elsewhere: 7 } : NO_GUARDS;
  return level < 2 || !compiles ? NO_GUARDS : { inLoops: 7, elsewhere: 3 };
}

const NO_GUARDS: Guards = { inLoops: 0, elsewhere: 0 };

/** Elements that a call may reach in order that all but those with the commonest function be compared with. */
export const MOST_SLOTS = 24;

/** Calls within bodies that stand in place of calls are replaced themselves up to this depth. */
export const MAX_DEPTH = 3;

/** So many bytes of instructions come into a function that is no larger than `MAX_CALLER`; into others only tiny bodies, and none within them. */
export const budgetOf = (size: number): number => (size > MAX_CALLER ? 0 : Math.min(2000, 200 + size));

/** So many variables come into a function: a frame has room for some thousands. */
export const MAX_NEW_LOCALS = 1000;

/** About a quarter of the bytecode that V8 compiles at most (split/limits.ts). */
const MAX_CALLER = 6000;
