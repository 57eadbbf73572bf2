/**
 * The intermediate representation of one function body: statements over typed expression trees.
 *
 * Shapes, not opcodes: an operation is a row of the op table plus its arguments. Every node keeps the byte offset (`at`)
 * of the instruction it came from. Expressions evaluate left to right, operands before operators, as in JavaScript.
 */
import type { Word } from './expressions.js';
import type { Stmt } from './statements.js';

export * from './expressions.js';
export type * from './statements.js';

/** What the body may have: a pass that looks for it leaves other functions alone. */
export interface Traits {
  f32: boolean;
  loops: boolean;
  hints: boolean;
  /** Conversions of floats to integers that trap. */
  truncations: boolean;
  /** Branches that lead past the table of a loop. */
  led: boolean;
  /** A table on a parameter which nothing has assigned: callers tell where the function goes on, as those of Go's do. */
  entered: boolean;
}

export interface FunctionIR {
  readonly index: number;
  readonly params: readonly Word[];
  readonly results: readonly Word[];
  /** Types of all locals: parameters, declared locals, temporaries. */
  readonly locals: Word[];
  /** Locals below this index start as zero or null (parameters as given); the rest are assigned before use. */
  readonly declared: number;
  /** Declared locals that may be read before they are assigned; undefined means all of them. */
  zeroed: ReadonlySet<number> | undefined;
  body: Stmt[];
  readonly traits: Traits;
  /** Bytes that a memory always has. */
  readonly leastBytes: (memory: number) => number;
  readonly at: number;
}
