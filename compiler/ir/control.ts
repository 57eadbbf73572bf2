/** Control while statements are built: branches with their values, and what a frame becomes at its end. */
import { byName } from '../ops/lookup.js';
import { append } from './append.js';
import { finishList, noteArmBlock, noteTable, takeArmBlocks, type ArmBranch, type Table } from './arms.js';
import { collectWrites } from './effects.js';
import { FLATTENED_NESTING, flattenDeep, MAX_NESTING } from './flatten.js';
import * as make from './make.js';
import { Fx, type Br, type Expr, type Label, type Return, type Stmt, type SwitchArm } from './nodes.js';
import { PendingStack, type Frame } from './pending.js';

const REF_IS_NULL = byName('ref.is_null')!;
const I32_EQZ = byName('i32.eqz')!;
const NONE: ReadonlySet<number> = new Set();

/** So many statements are put before others at once. */
const MAX_MOVED = 1000;

function prepend(first: Stmt[], rest: Stmt[]): Stmt[] {
  rest.unshift(...first);
  return rest;
}

export abstract class ControlBuilder extends PendingStack {
  /** Branches to labels that are arms of tables. */
  protected armBranches = new Map<Label, ArmBranch>();

  /** What a branch hint says of the condition of the instruction at this offset. */
  protected abstract likely(at: number): boolean | undefined;

  protected frameAt(depth: number): Frame {
    const n = this.frames.length;
    return depth === 0 ? this.cur : this.frames[n - depth]!;
  }

  protected targetsOf(f: Frame): number[] {
    if (f.kind !== 'loop' && f.kind !== 'function' && f.targets.length === 0 && f.results.length)
      f.targets = f.results.map((t) => this.temp(t));
    return f.targets;
  }

  protected returning(values: readonly Expr[], at: number): Return {
    return { k: 'return', at, values };
  }

  /**
   * Where a branch to the frame leads: past the table that a loop begins with, where the local that it looks at was given a constant just now. State
   * machines are such loops, Go's functions all of them: most branches go forward then, and loops that are left have their own ways back only.
   */
  private destination(f: Frame): Frame {
    const last = f.entry && this.cur.out[this.cur.out.length - 1];
    if (last?.k !== 'set' || last.local !== f.entry!.local || last.value.k !== 'const') return f;
    const { targets } = f.entry!;
    const target = targets[Math.min(last.value.lo >>> 0, targets.length - 1)]!;
    if (target.isOpen) this.traits.led = true;
    return target.isOpen ? target : f;
  }

  /** Notes the table on a local for the loop that begins with it, and whether callers tell where it leads. */
  private noteEntry(local: number, labels: readonly number[]): void {
    let f = this.cur;
    for (let n = this.frames.length - 1; f.kind === 'block' && f.out.length === 0; n--) f = this.frames[n]!;
    if (f.kind === 'loop' && f.out.length === 0 && this.stack.length === f.base) f.entry = { local, targets: labels.map((depth) => this.frameAt(depth)) };
    if (local < this.params && !this.frames.some(({ writes }) => writes?.has(local))) this.traits.entered = true;
  }

  protected branch(depth: number, at: number): void {
    const f = this.destination(this.frameAt(depth));
    if (f.kind === 'function') {
      const values = this.popMany(f.results.length);
      this.append(this.returning(values, at), Fx.Control, values);
    } else {
      const slots = this.targetsOf(f);
      this.assign(slots, this.popMany(slots.length), at);
      if (!this.cur.dead) {
        f.label.uses++;
        this.append({ k: 'br', at, label: f.label } satisfies Br, Fx.Control, []);
      }
    }
    this.die();
  }

  protected branchIf(depth: number, at: number): void {
    const test = this.pop();
    const f = this.frameAt(depth);
    const arity = f.kind === 'function' ? f.results.length : this.targetsOf(f).length;
    if (this.cur.dead) return;
    if (arity === 0) {
      this.append(this.ifStmt(test, this.exits(f, [], at), at, this.likely(at)), Fx.Control, [test]);
      return;
    }
    const kept = this.spillAll([...this.popMany(arity), test], at);
    const values = kept.slice(0, arity);
    const writes = f.kind === 'function' ? undefined : new Set(f.targets);
    this.append(this.ifStmt(kept[arity]!, this.exits(f, values, at), at, this.likely(at)), Fx.Control, [kept[arity]!], -1, writes);
    if (writes) for (const w of writes) (this.cur.writes ??= new Set()).add(w);
    for (const v of values) this.push(v);
  }

  protected ifStmt(test: Expr, then: Stmt[], at: number, likely?: boolean): Stmt {
    return { k: 'if', at, likely, cond: test, then, else: [] };
  }

  /** Statements that leave to a frame with values that are already atoms. */
  protected exits(f: Frame, values: readonly Expr[], at: number): Stmt[] {
    if (f.kind === 'function') return [this.returning(values, at)];
    f.label.uses++;
    const sets = values.map((value, i): Stmt => ({ k: 'set', at, local: f.targets[i]!, value }));
    return [...sets, { k: 'br', at, label: f.label }];
  }

  protected branchTable(labels: readonly number[], at: number): void {
    let index = this.pop();
    const last = this.frameAt(labels[labels.length - 1]!);
    const arity = last.kind === 'function' ? last.results.length : this.targetsOf(last).length;
    let values = this.popMany(arity);
    if (this.cur.dead) return;
    if (arity) {
      const kept = this.spillAll([...values, index], at);
      values = kept.slice(0, arity);
      index = kept[arity]!;
    }
    if (index.k === 'get' && arity === 0 && this.guards === 0) this.noteEntry(index.local, labels);
    const groups = new Map<number, number[]>();
    const fallback = labels[labels.length - 1]!;
    for (let i = 0; i < labels.length - 1; i++) {
      const depth = labels[i]!;
      if (depth === fallback) continue;
      append(groups, depth, i);
    }
    const writes = new Set<number>();
    const arm = (depth: number, cases: number[], isDefault: boolean): SwitchArm => {
      const f = this.frameAt(depth);
      if (f.kind !== 'function')
        for (const t of this.targetsOf(f)) {
          writes.add(t);
          (this.cur.writes ??= new Set()).add(t);
        }
      return { cases, isDefault, body: this.exits(f, values, at) };
    };
    const arms = [...groups].map(([depth, cases]) => arm(depth, cases, false));
    arms.push(arm(fallback, [], true));
    this.append({ k: 'switch', at, index, arms }, Fx.Control, [index], -1, writes);
    const table: Table = { arms: arms.length, loops: this.cur.loops, guards: this.guards, level: 0 };
    noteTable(this.cur, table);
    [...groups.keys(), fallback].forEach((depth, i) => this.armBranches.set(this.frameAt(depth).label, { arm: arms[i]!, table }));
    this.die();
  }

  /** br_on_null and br_on_non_null: the reference is looked at once. */
  protected branchOnNull(depth: number, at: number, onNull: boolean): void {
    const f = this.frameAt(depth);
    const arity = (f.kind === 'function' ? f.results.length : this.targetsOf(f).length) - (onNull ? 0 : 1);
    const kept = this.spillAll(this.popMany(arity + 1), at);
    const ref = kept[arity]!;
    const values = onNull ? kept.slice(0, arity) : kept;
    const isNull = make.intrinsic('i', REF_IS_NULL, 0, 0, [ref], at);
    const test = onNull ? isNull : make.op('i', I32_EQZ, [isNull], at);
    this.branchOn(test, f, values, at);
    for (const v of kept.slice(0, arity)) this.push(v);
    if (onNull) this.push(ref);
  }

  /** Leaves to the frame with these atoms if the test holds. */
  protected branchOn(test: Expr, f: Frame, values: readonly Expr[], at: number): void {
    if (this.cur.dead) return;
    const writes = f.kind === 'function' ? undefined : new Set(f.targets);
    this.append(this.ifStmt(test, this.exits(f, values, at), at), Fx.Control, [test], -1, writes);
    if (writes) for (const w of writes) (this.cur.writes ??= new Set()).add(w);
  }

  /** The statements of a frame that needs no label of its own join the enclosing frame. */
  protected dissolve(f: Frame, values: readonly Expr[]): void {
    if (f.dead) finishList(f, true, MAX_NESTING);
    this.close(f);
    const into = this.cur;
    if (!into.dead) {
      if (f.out.length && this.stack.length > into.base) this.settle(f.fx, [], -1, f.writes ?? NONE);
      if (!holdsArms(into)) finishList(f, false, MAX_NESTING);
      takeArmBlocks(into, f, into.out.length);
      noteTable(into, f.table);
      // A chain of such frames would copy the innermost one's statements again and again.
      if (into.out.length < f.out.length && into.out.length <= MAX_MOVED) into.out = prepend(into.out, f.out);
      else for (const s of f.out) into.out.push(s);
      into.fx |= f.fx;
    }
    if (f.dead) this.die();
    else for (const v of values) this.push(v);
  }

  /** Closes the frame and appends what it became. */
  protected appendNested(s: Stmt, f: Frame, operands: readonly Expr[]): void {
    this.close(f);
    let height = f.height + 1;
    const isFlat = height > MAX_NESTING;
    if (isFlat) {
      s = flattenDeep(s, this.labelCount++, this.temp('i'));
      height = FLATTENED_NESTING;
    }
    const into = this.cur;
    const leaves = (f.fx & Fx.Control) !== 0 || f.label.uses > 0;
    this.append(s, leaves ? f.fx | Fx.Control : f.fx, operands, -1, f.writes ?? NONE);
    const before = into.height;
    into.height = Math.max(before, height);
    const { table } = f;
    if (table === undefined || isFlat || into.dead) return;
    if (s.k === 'block' && f.kind === 'block' && f.dead && f.label.uses === 1 && f.guards === table.guards && f.loops === table.loops && holdsArms(into)) {
      const branch = this.armBranches.get(f.label);
      if (branch?.table === table) noteArmBlock(into, s.body, branch, before, f.height);
    }
    table.level++;
    noteTable(into, table);
  }

  protected endBlock(f: Frame, values: Expr[], at: number): void {
    if (f.label.uses === 0) {
      this.dissolve(f, values);
      return;
    }
    this.storeResults(f, f.out, values, f.dead, at);
    if (!f.dead && f.armBlocks) {
      f.label.uses++;
      f.out.push({ k: 'br', at, label: f.label });
    }
    finishList(f, true, MAX_NESTING);
    this.appendNested({ k: 'block', at: f.at, label: f.label, body: f.out }, f, []);
    this.pushResults(f, at);
  }

  protected endLoop(f: Frame, values: Expr[], at: number): void {
    if (f.label.uses === 0) {
      this.dissolve(f, values);
      return;
    }
    f.targets = f.dead ? [] : f.results.map((t) => this.temp(t));
    this.storeResults(f, f.out, values, f.dead, at);
    finishList(f, f.dead, MAX_NESTING);
    this.appendNested({ k: 'loop', at: f.at, label: f.label, body: f.out }, f, []);
    if (f.dead) this.die();
    else this.pushResults(f, at);
  }

  protected endIf(f: Frame, values: Expr[], at: number): void {
    const then = f.then!;
    const test = f.cond!;
    const straight = !then.dead && !f.dead && f.label.uses === 0 && then.out.length === 0 && f.out.length === 0;
    if (straight && f.results.length === 1) {
      this.close(f);
      this.push(make.cond(f.results[0]!, test, then.values[0]!, values[0]!, f.at));
      return;
    }
    this.storeResults(f, then.out, then.values, then.dead, at);
    this.storeResults(f, f.out, values, f.dead, at);
    const branch: Stmt = { k: 'if', at: f.at, likely: this.likely(f.at), cond: test, then: then.out, else: f.out };
    if (f.label.uses) {
      f.fx |= test.fx;
      if ((test.fx & Fx.WritesLocal) !== 0) collectWrites(test, (f.writes ??= new Set()));
      f.height++;
      if (f.table) f.table.level++;
      this.appendNested({ k: 'block', at: f.at, label: f.label, body: [branch] }, f, []);
    } else this.appendNested(branch, f, [test]);
    if (then.dead && f.dead && f.label.uses === 0) this.die();
    else this.pushResults(f, at);
  }

  /** Ends an arm or body with the assignment of its values to the frame's result locals. */
  protected storeResults(f: Frame, out: Stmt[], values: readonly Expr[], dead: boolean, at: number): void {
    if (dead) return;
    const slots = this.targetsOf(f);
    values.forEach((value, i) => {
      const local = slots[i]!;
      if (value.k === 'get' && value.local === local) return;
      out.push({ k: 'set', at, local, value });
      f.fx |= value.fx;
      collectWrites(value, (f.writes ??= new Set()).add(local));
    });
  }

  protected pushResults(f: Frame, at: number): void {
    for (const s of this.targetsOf(f)) this.push(this.getLocal(s, at));
  }
}

/** Whether what is noted of the frame's list is looked at when it ends. */
const holdsArms = ({ kind }: Frame): boolean => kind === 'block' || kind === 'loop' || kind === 'function';
