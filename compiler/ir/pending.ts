/**
 * The operand stack while statements are built: expressions that have not been evaluated yet.
 *
 * Before a statement is appended, every pending expression that could notice the difference is evaluated into a temporary,
 * in stack order.
 */
import type { CatchClause } from '../decode/operators.js';
import type { BuiltList } from './arms.js';
import { changesLocalOf, collectWrites, conflicts, mayThrow, readsAny, readsLocal, writesLocal } from './effects.js';
import * as make from './make.js';
import { Fx, type Expr, type Label, type Stmt, type Tee, type Traits, type Word } from './nodes.js';

/** Trees higher than this are cut by a temporary: passes recurse over trees, and engines over nested expressions. */
const MAX_TREE_HEIGHT = 48;

/** More pending expressions than this are evaluated: a statement looks at each of them. */
const MAX_PENDING = 256;

/** A block, loop, if or function body whose end has not come yet. */
export interface Frame extends BuiltList {
  readonly kind: 'block' | 'loop' | 'if' | 'try_table' | 'try' | 'function';
  readonly at: number;
  readonly label: Label;
  readonly base: number;
  readonly results: readonly Word[];
  /** Where a branch to the label puts its values: the result locals, for a loop its parameters. */
  targets: number[];
  fx: number;
  writes: Set<number> | undefined;
  dead: boolean;
  isOpen: boolean;
  /** What a loop begins with. */
  entry: Entry | undefined;
  /** How many loops and handlers are around its inside. */
  readonly loops: number;
  readonly guards: number;
  /** In how many handlers of `try` it is. */
  readonly handlers: number;
  cond: Expr | undefined;
  /** Parameters of an `if`, needed again by its else arm. */
  params: Expr[];
  then: { out: Stmt[]; values: Expr[]; dead: boolean } | undefined;
  /** What handles the exceptions of the frame, or takes those that are sent to it. */
  guard: Guard | undefined;
}

/** A `br_table` on a local before anything else: where it leads for each value, and last for all others. */
export interface Entry {
  readonly local: number;
  readonly targets: readonly Frame[];
}

export interface Guard {
  /** Where exceptions go. */
  readonly exn: number;
  /** Of `try_table`. */
  readonly catches: readonly CatchClause[];
  /** Goes to the handler. */
  readonly entry: Label;
  /** The body, once it has ended, and whether an exception may come out of it. */
  body: Stmt[] | undefined;
  throws: boolean;
  /** Of `try`: the finished handlers, and the tag of the one that is built; undefined for any exception. */
  readonly handlers: { readonly tag: number | undefined; readonly out: Stmt[] }[];
  tag: number | undefined;
}

export class PendingStack {
  protected stack: Expr[] = [];
  /** Below this index the stack holds constants and temporaries that nothing assigns again. */
  private settled = 0;
  protected frames: Frame[] = [];
  protected cur!: Frame;
  protected locals: Word[] = [];
  protected labelCount = 0;
  /** Locals below this index are parameters. */
  protected params = 0;
  /** Locals below this index are the function's own: handlers can read them. */
  protected declared = 0;
  /** How many handlers of the function stand by for the current code. */
  protected guards = 0;
  protected traits!: Traits;

  protected open(kind: Frame['kind'], results: readonly Word[], at: number): void {
    const dead = kind !== 'function' && this.cur.dead;
    if (kind !== 'function') this.frames.push(this.cur);
    if (kind === 'loop') this.traits.loops = true;
    this.cur = {
      kind,
      at,
      label: this.newLabel(),
      base: this.stack.length,
      results,
      targets: [],
      out: [],
      fx: 0,
      writes: undefined,
      dead,
      isOpen: true,
      entry: undefined,
      height: 0,
      table: undefined,
      armBlocks: undefined,
      loops: kind === 'function' ? 0 : this.cur.loops + Number(kind === 'loop'),
      guards: this.guards,
      handlers: kind === 'function' ? 0 : this.cur.handlers + Number(this.cur.kind === 'try' && this.cur.guard?.body !== undefined),
      cond: undefined,
      params: [],
      then: undefined,
      guard: undefined,
    };
  }

  protected newLabel(): Label {
    return { id: this.labelCount++, uses: 0, dispatch: undefined, index: 0 };
  }

  /** Leaves the frame: the enclosing one becomes current and learns which locals were written inside. */
  protected close(f: Frame): void {
    const into = (this.cur = this.frames.pop()!);
    f.isOpen = false;
    if (!f.writes) return;
    if (!into.writes || into.writes.size < f.writes.size) {
      if (into.writes) for (const w of into.writes) f.writes.add(w);
      into.writes = f.writes;
    } else for (const w of f.writes) into.writes.add(w);
  }

  protected temp(type: Word): number {
    if (type === 'f') this.traits.f32 = true;
    return this.locals.push(type) - 1;
  }
  protected getLocal(local: number, at: number): Expr {
    return make.get(this.locals[local]!, local, at);
  }

  protected push(e: Expr): void {
    if (e.type === 'f') this.traits.f32 = true;
    if (e.depth > MAX_TREE_HEIGHT) {
      const t = this.temp(e.type as Word);
      this.append({ k: 'set', at: e.at, local: t, value: e }, 0, [e], t);
      e = this.getLocal(t, e.at);
    }
    this.stack.push(e);
  }

  protected pop(): Expr {
    if (this.stack.length <= this.cur.base) return this.absent();
    const e = this.stack.pop()!;
    if (this.settled > this.stack.length) this.settled = this.stack.length;
    return e;
  }

  protected truncate(length: number): void {
    while (this.stack.length > length) this.stack.pop();
    if (this.settled > length) this.settled = length;
  }

  protected popMany(n: number): Expr[] {
    if (n === 0) return [];
    const last = this.pop();
    if (n === 1) return [last];
    const before = this.pop();
    if (n === 2) return [before, last];
    const values = [last, before];
    while (values.length < n) values.push(this.pop());
    return values.reverse();
  }

  /** Stands for an operand in code that cannot be reached and is dropped. */
  protected absent(): Expr {
    return make.i32(0, 0);
  }

  protected spillAll(values: Expr[], at: number): Expr[] {
    return values.map((v) => {
      if (v.k === 'const' || this.cur.dead) return v;
      const t = this.temp(v.type as Word);
      this.append({ k: 'set', at, local: t, value: v }, 0, [v], t);
      return this.getLocal(t, at);
    });
  }

  /**
   * Appends a statement with own effects `fx` whose operand trees are `operands`, evaluating first what must come first.
   * `local`: the local it assigns; `writes`: the locals assigned inside it.
   */
  protected append(s: Stmt, fx: number, operands: readonly Expr[], local = -1, writes?: ReadonlySet<number>): void {
    const f = this.cur;
    if (f.dead) return;
    for (const o of operands) fx |= o.fx;
    if (this.stack.length > f.base) this.settle(fx, operands, local, writes);
    f.out.push(s);
    f.fx |= fx;
    if (local >= 0) (f.writes ??= new Set()).add(local);
    if ((fx & Fx.WritesLocal) !== 0) for (const o of operands) collectWrites(o, (f.writes ??= new Set()));
  }

  /** Evaluates into temporaries the pending expressions that may not be moved after a statement. */
  protected settle(fx: number, operands: readonly Expr[], local: number, writes: ReadonlySet<number> | undefined): void {
    const base = Math.max(this.cur.base, this.settled);
    const guarded = this.guards > 0;
    if (guarded && mayThrow(fx)) fx |= Fx.Control;
    const isSeen = guarded && ((local >= 0 && local < this.declared) || (writes !== undefined && writes.size > 0) || (fx & Fx.WritesLocal) !== 0);
    const clobbers = (e: Expr): boolean => {
      if (conflicts(e.fx, fx) || (isSeen && mayThrow(e.fx))) return true;
      if (
        (e.fx & Fx.WritesLocal) !== 0 &&
        ((fx & Fx.Control) !== 0 || writes !== undefined || local >= 0 || operands.some((o) => changesLocalOf(e, o)))
      )
        return true;
      if (local >= 0 && readsLocal(e, local)) return true;
      if (writes && readsAny(e, writes)) return true;
      return operands.some((o) => writesLocal(o, (l) => readsLocal(e, l)));
    };
    let last = this.stack.length - 1;
    const all = last - base >= MAX_PENDING;
    while (!all && last >= base && !clobbers(this.stack[last]!)) last--;
    const temps = new Map<number, number>();
    for (let j = base; j <= last; j++) {
      let e = this.stack[j]!;
      if (e.k === 'const') continue;
      if (e.k === 'tee') e = this.stack[j] = this.assigned(e);
      if (!all && e.k === 'get' && !clobbers(e) && !this.stack.slice(j + 1, last + 1).some((o) => writesLocal(o, (l) => l === e.local))) continue;
      // Engines have no room for many thousands of variables: one for all reads of a local, as long as nothing assigns it.
      const known = all && e.k === 'get' ? temps.get(e.local) : undefined;
      const t = known ?? this.temp(e.type as Word);
      this.stack[j] = this.getLocal(t, e.at);
      if (known !== undefined) continue;
      this.cur.out.push({ k: 'set', at: e.at, local: t, value: e });
      this.cur.fx |= e.fx;
      (this.cur.writes ??= new Set()).add(t);
      collectWrites(e, this.cur.writes);
      if (e.k === 'get') temps.set(e.local, t);
      else if ((e.fx & Fx.WritesLocal) !== 0) temps.clear();
    }
    if (all) this.settled = this.stack.length;
  }

  /** Evaluates the assignment; the local that holds its value. */
  private assigned({ local, value, at }: Tee): Expr {
    this.cur.out.push({ k: 'set', at, local, value });
    this.cur.fx |= value.fx;
    collectWrites(value, (this.cur.writes ??= new Set()).add(local));
    return this.getLocal(local, at);
  }

  protected setLocal(local: number, value: Expr, at: number): void {
    if (value.k === 'get' && value.local === local) return;
    this.append({ k: 'set', at, local, value }, 0, [value], local);
  }

  protected die(): void {
    this.cur.dead = true;
    this.truncate(this.cur.base);
  }

  /** Parallel assignment of values (in evaluation order) to locals. */
  protected assign(slots: readonly number[], values: readonly Expr[], at: number): void {
    const clash = values.some((v, i) => {
      const earlier = slots.slice(0, i);
      return earlier.some((s) => readsLocal(v, s)) || writesLocal(v, (l) => earlier.includes(l));
    });
    const from = clash ? this.spillAll([...values], at) : values;
    from.forEach((v, i) => {
      this.setLocal(slots[i]!, v, at);
    });
  }
}
