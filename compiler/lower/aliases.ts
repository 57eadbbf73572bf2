/** Local aliases of the views of memories. */
import type { ModuleEnv, View } from '../ir/env.js';
import * as js from '../ir/js.js';
import type { Js, JsLocal, JsMember, JsName } from '../ir/js.js';

type Aliases = Map<string, { readonly alias: () => JsLocal; readonly view: JsName | JsMember }>;

/**
 * V8 looks a view up in every round of a loop (up to three times slower), a local not. So loops work with aliases, taken before: for
 * memories that never grow, and in loops in which none can, for all.
 */
export class ViewAliases {
  private all: Aliases | undefined;
  private fixed: Aliases | undefined;

  /** `local` makes a new local: what it returns gives a use of it. */
  constructor(
    private readonly env: ModuleEnv,
    private readonly local: () => () => JsLocal,
  ) {}

  view(memory: number, kind: View): Js {
    const aliases = this.env.canGrow(memory) ? this.all : this.fixed;
    if (!aliases) return this.env.view(memory, kind);
    const key = `${memory} ${kind}`;
    let found = aliases.get(key);
    if (!found) aliases.set(key, (found = { alias: this.local(), view: this.env.view(memory, kind) }));
    return found.alias();
  }

  /** Whether all views have aliases here. */
  get complete(): boolean {
    return this.all !== undefined;
  }

  /** Lowers a loop by `body`: its result, and the assignments that come before it. `grows`: whether memories may grow in the loop. */
  within<R>(grows: boolean, body: () => R): { result: R; before: Js[] } {
    const { all, fixed } = this;
    const own: Aliases = new Map();
    this.fixed ??= own;
    if (!grows) this.all ??= own;
    const result = body();
    this.all = all;
    this.fixed = fixed;
    return { result, before: [...own.values()].map(({ alias, view }) => js.assign(alias(), view)) };
  }
}
