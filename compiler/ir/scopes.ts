/** Bodies of callees that come in place of their calls: a block, with locals of its own. */
import type { FuncType, ValType } from '../ops/types.js';
import { writesLocal } from './effects.js';
import { HandlerBuilder, words } from './handlers.js';
import * as make from './make.js';
import type { Expr } from './nodes.js';

export interface InlinedFunction {
  readonly type: FuncType;
  /** Parameters, then declared locals. */
  readonly locals: readonly ValType[];
  /** Locals that are assigned. */
  readonly written: ReadonlySet<number>;
  /** Declared locals that may be read before they are assigned. */
  readonly zeroed: ReadonlySet<number>;
}

/** Where the locals and the outermost frame of the current instructions are. */
interface Scope {
  readonly first: number;
  readonly depth: number;
  /** Parameters that are what the caller gave. */
  readonly values: readonly (Expr | undefined)[];
}
const FUNCTION: Scope = { first: 0, depth: 0, values: [] };

export abstract class ScopedBuilder extends HandlerBuilder {
  protected scope = FUNCTION;
  private outer: Scope[] = [];

  protected resetScopes(): void {
    this.outer = [];
    this.scope = FUNCTION;
  }

  /** In how many loops the current code is. */
  get loopDepth(): number {
    return this.cur.loops;
  }

  /** What comes until `leave` is the body of a callee in place of the call at `at`, whose arguments are on the stack. */
  enter({ type, locals, written, zeroed }: InlinedFunction, at: number): void {
    const args = this.popMany(type.params.length);
    const first = this.locals.length;
    for (const w of words(locals)) this.temp(w);
    // Nothing in the callee assigns the caller's locals.
    const isFixed = (a: Expr, i: number): boolean =>
      a.k === 'const' || (a.k === 'get' && !args.slice(i + 1).some((b) => writesLocal(b, (l) => l === a.local)));
    const values = args.map((a, i) => (!written.has(i) && isFixed(a, i) ? a : undefined));
    args.forEach((a, i) => {
      if (values[i] === undefined) this.setLocal(first + i, a, at);
    });
    for (const l of zeroed) this.setLocal(first + l, make.zero(this.locals[first + l]!, at), at);
    this.open('block', words(type.results), at);
    this.outer.push(this.scope);
    this.scope = { first, depth: this.frames.length, values };
  }

  leave(): void {
    this.scope = this.outer.pop()!;
  }

  protected readLocal(index: number, at: number): Expr {
    const { first, values } = this.scope;
    const known = values[index];
    if (known === undefined) return this.getLocal(first + index, at);
    return known.k === 'get' ? this.getLocal(known.local, at) : known;
  }
}
