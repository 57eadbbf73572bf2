/**
 * Globals of loops that call nothing, in local variables: engines read and write a variable of the module in every round. They are
 * loaded before the loop and written back behind it, whichever way it is left: a trap must leave behind what was assigned before it.
 */
import type { ModuleEnv } from '../ir/env.js';
import * as js from '../ir/js.js';
import type { Js, JsLocal, JsMember, JsName } from '../ir/js.js';
import type { Stmt } from '../ir/nodes.js';
import { eachExpression, eachStatement } from '../ir/walk.js';

/** Loops with more nodes stay as they are: parts could not be taken out of them (compiler/split). */
const MOST = 4000;

type Word = JsName | JsMember | JsLocal;

interface Alias {
  readonly words: readonly (JsName | JsMember)[];
  readonly locals: readonly (() => JsLocal)[];
  isWritten: boolean;
}

export class GlobalLocals {
  private aliases: ReadonlyMap<number, Alias> = new Map();
  /** Whether a loop around has its globals in locals. */
  isWithin = false;

  /** `local` makes a new local: what it returns gives a use of it. */
  constructor(
    private readonly env: ModuleEnv,
    private readonly local: (range: js.Range) => () => JsLocal,
  ) {}

  /** Where the words of a global are. */
  words(global: number): readonly Word[] {
    return this.aliases.get(global)?.locals.map((use) => use()) ?? wordsOf(this.env, global);
  }

  /** Lowers a loop by `body`: its result, the assignments that come before it, and those that follow whenever it is left. */
  within<R>(list: readonly Stmt[], body: () => R): { result: R; before: Js[]; after: Js[] } {
    this.aliases = this.find(list);
    this.isWithin = true;
    const result = body();
    const found = [...this.aliases.values()];
    this.aliases = new Map();
    this.isWithin = false;
    return {
      result,
      before: found.flatMap(({ words, locals }) => words.map((word, k) => js.assign(locals[k]!(), js.plain(word)))),
      after: found.flatMap(({ words, locals, isWritten }) => (isWritten ? words.map((word, k) => js.assign(word, locals[k]!())) : [])),
    };
  }

  /** Assignments that tell the kinds of the numbers. */
  kinds(): Js[] {
    return [...this.aliases.values()].flatMap(({ words, locals }) => locals.filter((_, k) => words[k]!.range !== 'x').map((use) => js.assign(use(), js.coerced(use()))));
  }

  private find(list: readonly Stmt[]): ReadonlyMap<number, Alias> {
    const found = new Map<number, Alias>();
    let nodes = 0;
    const see = (global: number): Alias | undefined => {
      if (!this.env.isMutable(global)) return undefined;
      let alias = found.get(global);
      if (!alias) {
        const words = wordsOf(this.env, global);
        found.set(global, (alias = { words, locals: words.map(({ range }) => this.local(range)), isWritten: false }));
      }
      return alias;
    };
    eachExpression(list, (e) => {
      nodes++;
      if (e.k === 'global.get') see(e.global);
    });
    eachStatement(list, (s) => {
      const alias = s.k === 'global.set' ? see(s.global) : undefined;
      if (alias) alias.isWritten = true;
    });
    return nodes > MOST ? new Map() : found;
  }
}

function wordsOf(env: ModuleEnv, global: number): (JsName | JsMember)[] {
  const { lo, hi, lo2, hi2 } = env.global(global);
  return [lo, hi, lo2, hi2].filter((word) => word !== undefined);
}
