/**
 * From validated instructions to statements over expression trees.
 *
 * The operand stack holds expressions that have not been evaluated yet. An instruction with no result becomes a statement;
 * before it is appended, every pending expression that could notice the difference is evaluated into a temporary, in stack
 * order. Code after a branch is not built at all.
 */
import { Effects } from '../ops/row.js';
import { byName } from '../ops/lookup.js';
import { refType, sigChar, sigKey, type FuncType, type ValType } from '../ops/types.js';
import type { Instr } from '../decode/operators.js';
import type { CodeSink } from '../validate/sink.js';
import * as make from './make.js';
import { collectWrites, conflicts, isPure, readsAny, readsLocal, writesLocal } from './effects.js';
import { flattenDeep, heightOf, MAX_NESTING } from './flatten.js';
import { Fx, type AnyCall, type Br, type Expr, type FunctionIR, type Label, type Return, type Stmt, type SwitchArm, type Word } from './nodes.js';

/** Trees higher than this are cut by a temporary: passes recurse over trees, and engines over nested expressions. */
const MAX_TREE_HEIGHT = 48;

/** What the builder needs to know of the module around the function. */
export interface BuildContext {
  funcType(index: number): FuncType;
  type(index: number): FuncType;
  globalType(index: number): ValType;
  tableType(index: number): ValType;
}

interface Frame {
  readonly kind: 'block' | 'loop' | 'if' | 'function';
  readonly at: number;
  readonly label: Label;
  readonly base: number;
  readonly results: readonly Word[];
  /** Where a branch to the label puts its values: the result locals, for a loop its parameters. */
  targets: number[];
  out: Stmt[];
  fx: number;
  writes: Set<number> | undefined;
  dead: boolean;
  /** Nesting of the statements inside. */
  height: number;
  cond: Expr | undefined;
  /** Parameters of an `if`, needed again by its else arm. */
  params: Expr[];
  then: { out: Stmt[]; values: Expr[]; dead: boolean } | undefined;
}

const words = (types: readonly ValType[]): Word[] => types.map((t) => sigChar(t) as Word);

export class FunctionBuilder implements CodeSink {
  private stack: Expr[] = [];
  private frames: Frame[] = [];
  private cur!: Frame;
  private locals: Word[] = [];
  private labelCount = 0;
  /** Start of the function, once a tail call goes there. */
  private start: Label | undefined;
  private ir!: FunctionIR;

  constructor(private readonly context: BuildContext) {}

  /** The finished function, after the last `end`. */
  get result(): FunctionIR { return this.ir; }

  begin(func: { index: number; type: FuncType; locals: readonly ValType[] }): void {
    this.stack = [];
    this.frames = [];
    this.labelCount = 0;
    this.start = undefined;
    this.locals = words(func.locals);
    this.ir = {
      index: func.index, params: words(func.type.params), results: words(func.type.results),
      locals: this.locals, declared: this.locals.length, zeroed: undefined, body: [], at: 0,
    };
    this.open('function', this.ir.results, 0);
  }

  block(kind: 'block' | 'loop' | 'if', type: FuncType, at: number): void {
    const test = kind === 'if' ? this.pop() : undefined;
    const params = this.popMany(type.params.length);
    if (kind === 'loop' && params.length) {
      const slots = params.map((p) => this.temp(p.type as Word));
      this.assign(slots, params, at);
      this.open(kind, words(type.results), at);
      this.cur.targets = slots;
      for (const s of slots) this.push(this.getLocal(s, at));
      return;
    }
    if (kind === 'if') {
      const kept = params.length ? this.spillAll([...params, test!], at) : [test!];
      this.open(kind, words(type.results), at);
      this.cur.cond = kept[kept.length - 1]!;
      this.cur.params = kept.slice(0, -1);
      for (const p of this.cur.params) this.push(p);
      return;
    }
    this.open(kind, words(type.results), at);
    for (const p of params) this.stack.push(p);
  }

  else(): void {
    const f = this.cur;
    f.then = { out: f.out, values: f.dead ? [] : this.popMany(f.results.length), dead: f.dead };
    this.stack.length = f.base;
    f.out = [];
    f.dead = this.frames[this.frames.length - 1]!.dead;
    for (const p of f.params) this.push(p);
  }

  end(at: number): void {
    const f = this.cur;
    if (f.kind === 'if' && !f.then) this.else();
    const values = f.dead ? [] : this.popMany(f.results.length);
    this.stack.length = f.base;
    if (f.kind === 'function') {
      if (values.length) f.out.push(this.returning(values, at));
      this.ir.body = this.start ? [{ k: 'loop', at, label: this.start, body: f.out }] : f.out;
      return;
    }
    if (f.kind === 'if') this.endIf(f, values, at);
    else if (f.kind === 'loop') this.endLoop(f, values, at);
    else this.endBlock(f, values, at);
  }

  op(i: Instr): void {
    const { row, at } = i;
    switch (row.shape) {
      case 'const': this.push(make.constant(row.type as Word, i.lo, i.hi, at)); return;
      case 'unary': case 'test': case 'convert': this.push(make.op(row.result as Word, row, [this.pop()], at)); return;
      case 'binary': case 'compare': { const [a, b] = this.popMany(2) as [Expr, Expr]; this.push(make.op(row.result as Word, row, [a, b], at)); return; }
      case 'load': this.push(make.load(row.type as Word, row, i.memory, i.offset, this.pop(), at)); return;
      case 'store': {
        const [addr, value] = this.popMany(2) as [Expr, Expr];
        this.append({ k: 'store', at, row, memory: i.memory, offset: i.offset, addr, value }, row.effects, [addr, value]);
        return;
      }
      case 'local.get': this.push(this.getLocal(i.index, at)); return;
      case 'local.set': this.setLocal(i.index, this.pop(), at); return;
      case 'local.tee': { const v = this.pop(); (this.cur.writes ??= new Set()).add(i.index); this.push(make.tee(i.index, v, at)); return; }
      case 'global.get': this.push(make.globalGet(sigChar(this.context.globalType(i.index)) as Word, i.index, at)); return;
      case 'global.set': { const value = this.pop(); this.append({ k: 'global.set', at, global: i.index, value }, row.effects, [value]); return; }
      case 'call': this.call(this.context.funcType(i.index), (args, results) => make.call(i.index, args, results, at), at); return;
      case 'return_call': this.tailCall(this.context.funcType(i.index), (args, results) => make.call(i.index, args, results, at), at, i.index); return;
      case 'return_call_indirect': {
        const index = this.pop();
        const type = this.context.type(i.index);
        this.tailCall(type, (args, results) => make.callIndirect(i.index2, sigKey(type), index, args, results, at), at);
        return;
      }
      case 'call_ref': { const ref = this.pop(); this.call(this.context.type(i.index), (args, results) => make.callRef(ref, args, results, at), at); return; }
      case 'return_call_ref': { const ref = this.pop(); this.tailCall(this.context.type(i.index), (args, results) => make.callRef(ref, args, results, at), at); return; }
      case 'br_on_null': this.branchOnNull(i.index, at, true); return;
      case 'br_on_non_null': this.branchOnNull(i.index, at, false); return;
      case 'call_indirect': {
        const index = this.pop();
        const type = this.context.type(i.index);
        this.call(type, (args, results) => make.callIndirect(i.index2, sigKey(type), index, args, results, at), at);
        return;
      }
      case 'drop': { const e = this.pop(); if (!isPure(e.fx)) this.append({ k: 'eval', at, value: e }, 0, [e]); return; }
      case 'select': this.select(at); return;
      case 'br': this.branch(i.index, at); return;
      case 'br_if': this.branchIf(i.index, at); return;
      case 'br_table': this.branchTable(i.labels, at); return;
      case 'return': this.branch(this.frames.length, at); return;
      case 'unreachable': this.append({ k: 'unreachable', at }, Effects.Traps | Fx.Control, []); this.die(); return;
      case 'nop': return;
      default: this.intrinsic(i);
    }
  }

  private intrinsic(i: Instr): void {
    const { row, at } = i;
    const index = row.shape.startsWith('memory.') && row.shape !== 'memory.init' ? i.memory : i.index;
    const index2 = row.shape === 'memory.init' ? i.memory : i.index2;
    const arity = INTRINSIC_ARITY[row.shape];
    if (arity === undefined) throw new Error(`no construction for the shape ${row.shape}`);
    const args = this.popMany(arity[0]);
    const type = this.intrinsicType(row.shape, arity[1], index, args, i);
    const e = make.intrinsic(type, row, index, index2, args, at);
    if (type === '') this.append({ k: 'eval', at, value: e }, 0, [e]);
    else this.push(e);
  }

  private intrinsicType(shape: string, declared: Word | '' | 'table' | 'heap' | 'same', index: number, args: Expr[], i: Instr): Word | '' {
    if (declared === 'same') return args[0]!.type;
    if (declared === 'table') return sigChar(this.context.tableType(index)) as Word;
    if (declared === 'heap') return shape === 'ref.func' ? 'F' : (sigChar(refType(true, i.heap)) as Word);
    return declared;
  }

  // ---- operand stack

  private temp(type: Word): number { return this.locals.push(type) - 1; }
  private getLocal(local: number, at: number): Expr { return make.get(this.locals[local]!, local, at); }

  private push(e: Expr): void {
    if (e.depth > MAX_TREE_HEIGHT) {
      const t = this.temp(e.type as Word);
      this.append({ k: 'set', at: e.at, local: t, value: e }, 0, [e], t);
      e = this.getLocal(t, e.at);
    }
    this.stack.push(e);
  }

  private pop(): Expr { return this.stack.length > this.cur.base ? this.stack.pop()! : this.absent(); }

  private popMany(n: number): Expr[] {
    const have = this.stack.length - this.cur.base;
    if (n <= have) return this.stack.splice(this.stack.length - n, n);
    const missing: Expr[] = Array.from({ length: n - have }, () => this.absent());
    return missing.concat(this.stack.splice(this.cur.base, have));
  }

  /** Stands for an operand in code that cannot be reached and is dropped. */
  private absent(): Expr { return make.i32(0, 0); }

  private spillAll(values: Expr[], at: number): Expr[] {
    return values.map((v) => {
      if (v.k === 'const' || this.cur.dead) return v;
      const t = this.temp(v.type as Word);
      this.append({ k: 'set', at, local: t, value: v }, 0, [v], t);
      return this.getLocal(t, at);
    });
  }

  // ---- statements

  /**
   * Appends a statement with own effects `fx` whose operand trees are `operands`, evaluating first what must come first.
   * `local`: the local it assigns; `writes`: the locals assigned inside it.
   */
  private append(s: Stmt, fx: number, operands: readonly Expr[], local = -1, writes?: ReadonlySet<number>): void {
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
  private settle(fx: number, operands: readonly Expr[], local: number, writes: ReadonlySet<number> | undefined): void {
    const { base } = this.cur;
    const clobbers = (e: Expr): boolean => {
      if (conflicts(e.fx, fx)) return true;
      if ((e.fx & Fx.WritesLocal) !== 0 && ((fx & Fx.Control) !== 0 || writes !== undefined || local >= 0 || operands.some((o) => writesLocal(e, (l) => readsLocal(o, l))))) return true;
      if (local >= 0 && readsLocal(e, local)) return true;
      if (writes && readsAny(e, writes)) return true;
      return operands.some((o) => writesLocal(o, (l) => readsLocal(e, l)));
    };
    let last = this.stack.length - 1;
    while (last >= base && !clobbers(this.stack[last]!)) last--;
    for (let j = base; j <= last; j++) {
      const e = this.stack[j]!;
      if (e.k === 'const') continue;
      if (e.k === 'get' && !clobbers(e) && !this.stack.slice(j + 1, last + 1).some((o) => writesLocal(o, (l) => l === e.local))) continue;
      const t = this.temp(e.type as Word);
      this.cur.out.push({ k: 'set', at: e.at, local: t, value: e });
      this.cur.fx |= e.fx;
      (this.cur.writes ??= new Set()).add(t);
      collectWrites(e, this.cur.writes);
      this.stack[j] = this.getLocal(t, e.at);
    }
  }

  private setLocal(local: number, value: Expr, at: number): void {
    if (value.k === 'get' && value.local === local) return;
    this.append({ k: 'set', at, local, value }, 0, [value], local);
  }

  private die(): void { this.cur.dead = true; this.stack.length = this.cur.base; }

  private call(type: FuncType, build: (args: Expr[], results: Word[]) => AnyCall, at: number): void {
    const results = words(type.results);
    const e = build(this.popMany(type.params.length), results);
    if (results.length === 0) this.append({ k: 'eval', at, value: e }, 0, [e]);
    else if (results.length === 1) this.push(e);
    else {
      const dests = results.map((t) => this.temp(t));
      this.append({ k: 'multi', at, call: e, dests }, 0, [e], -1, new Set(dests));
      for (const d of dests) this.push(this.getLocal(d, at));
    }
  }

  /** `self`: the index of a callee known here; a function that calls itself goes back to its start. */
  private tailCall(type: FuncType, build: (args: Expr[], results: Word[]) => AnyCall, at: number, self = -1): void {
    const args = this.popMany(type.params.length);
    if (self === this.ir.index && !this.cur.dead) this.restart(args, at);
    else { const call = build(args, words(type.results)); this.append({ k: 'tail', at, call }, Fx.Control, [call]); }
    this.die();
  }

  private restart(args: readonly Expr[], at: number): void {
    this.start ??= { id: this.labelCount++, uses: 0, dispatch: undefined, index: 0 };
    this.assign(args.map((_, i) => i), args, at);
    for (let l = args.length; l < this.ir.declared; l++) this.setLocal(l, make.zero(this.locals[l]!, at), at);
    this.start.uses++;
    this.append({ k: 'br', at, label: this.start }, Fx.Control, []);
  }

  /** br_on_null and br_on_non_null: the reference is looked at once. */
  private branchOnNull(depth: number, at: number, onNull: boolean): void {
    const f = this.frameAt(depth);
    const arity = (f.kind === 'function' ? f.results.length : this.targetsOf(f).length) - (onNull ? 0 : 1);
    const kept = this.spillAll(this.popMany(arity + 1), at);
    const ref = kept[arity]!;
    const values = onNull ? kept.slice(0, arity) : kept;
    const isNull = make.intrinsic('i', REF_IS_NULL, 0, 0, [ref], at);
    const test = onNull ? isNull : make.op('i', I32_EQZ, [isNull], at);
    if (!this.cur.dead) {
      const writes = f.kind === 'function' ? undefined : new Set(f.targets);
      this.append(this.ifStmt(test, this.exits(f, values, at), at), Fx.Control, [test], -1, writes);
      if (writes) for (const w of writes) (this.cur.writes ??= new Set()).add(w);
    }
    for (const v of kept.slice(0, arity)) this.push(v);
    if (onNull) this.push(ref);
  }

  private select(at: number): void {
    const [a0, b0, c] = this.popMany(3) as [Expr, Expr, Expr];
    if (this.cur.dead) { this.push(a0); return; }
    let [a, b] = [a0, b0];
    const lazy = isPure(a.fx) && isPure(b.fx) && !conflicts(a.fx | b.fx, c.fx)
      && !writesLocal(c, (l) => readsLocal(a, l) || readsLocal(b, l));
    if (!lazy) {
      const kept = this.spillAll([a, b, c], at) as [Expr, Expr, Expr];
      this.push(make.cond(kept[0].type as Word, kept[2], kept[0], kept[1], at));
      return;
    }
    this.push(make.cond(a.type as Word, c, a, b, at));
  }

  // ---- control

  private open(kind: Frame['kind'], results: readonly Word[], at: number): void {
    const dead = kind !== 'function' && this.cur.dead;
    if (kind !== 'function') this.frames.push(this.cur);
    this.cur = {
      kind, at, label: { id: this.labelCount++, uses: 0, dispatch: undefined, index: 0 }, base: this.stack.length, results, targets: [],
      out: [], fx: 0, writes: undefined, dead, height: 0, cond: undefined, params: [], then: undefined,
    };
  }

  /** Leaves the frame: the enclosing one becomes current and learns which locals were written inside. */
  private close(f: Frame): void {
    const into = this.cur = this.frames.pop()!;
    if (!f.writes) return;
    if (!into.writes || into.writes.size < f.writes.size) {
      if (into.writes) for (const w of into.writes) f.writes.add(w);
      into.writes = f.writes;
    } else for (const w of f.writes) into.writes.add(w);
  }

  private frameAt(depth: number): Frame {
    const n = this.frames.length;
    return depth === 0 ? this.cur : this.frames[n - depth]!;
  }

  private targetsOf(f: Frame): number[] {
    if (f.kind !== 'loop' && f.kind !== 'function' && f.targets.length === 0 && f.results.length) f.targets = f.results.map((t) => this.temp(t));
    return f.targets;
  }

  private returning(values: readonly Expr[], at: number): Return { return { k: 'return', at, values }; }

  /** Parallel assignment of values (in evaluation order) to locals. */
  private assign(slots: readonly number[], values: readonly Expr[], at: number): void {
    const clash = values.some((v, i) => i > 0 && slots.slice(0, i).some((s) => readsLocal(v, s)));
    const from = clash ? this.spillAll([...values], at) : values;
    from.forEach((v, i) => { this.setLocal(slots[i]!, v, at); });
  }

  private branch(depth: number, at: number): void {
    const f = this.frameAt(depth);
    if (f.kind === 'function') {
      const values = this.popMany(f.results.length);
      this.append(this.returning(values, at), Fx.Control, values);
    } else {
      const slots = this.targetsOf(f);
      this.assign(slots, this.popMany(slots.length), at);
      if (!this.cur.dead) { f.label.uses++; this.append({ k: 'br', at, label: f.label } satisfies Br, Fx.Control, []); }
    }
    this.die();
  }

  private branchIf(depth: number, at: number): void {
    const test = this.pop();
    const f = this.frameAt(depth);
    const arity = f.kind === 'function' ? f.results.length : this.targetsOf(f).length;
    if (this.cur.dead) return;
    if (arity === 0) { this.append(this.ifStmt(test, this.exits(f, [], at), at), Fx.Control, [test]); return; }
    const kept = this.spillAll([...this.popMany(arity), test], at);
    const values = kept.slice(0, arity);
    const writes = f.kind === 'function' ? undefined : new Set(f.targets);
    this.append(this.ifStmt(kept[arity]!, this.exits(f, values, at), at), Fx.Control, [kept[arity]!], -1, writes);
    if (writes) for (const w of writes) (this.cur.writes ??= new Set()).add(w);
    for (const v of values) this.push(v);
  }

  private ifStmt(test: Expr, then: Stmt[], at: number): Stmt { return { k: 'if', at, cond: test, then, else: [] }; }

  /** Statements that leave to a frame with values that are already atoms. */
  private exits(f: Frame, values: readonly Expr[], at: number): Stmt[] {
    if (f.kind === 'function') return [this.returning(values, at)];
    f.label.uses++;
    const sets = values.map((value, i): Stmt => ({ k: 'set', at, local: f.targets[i]!, value }));
    return [...sets, { k: 'br', at, label: f.label }];
  }

  private branchTable(labels: readonly number[], at: number): void {
    let index = this.pop();
    const last = this.frameAt(labels[labels.length - 1]!);
    const arity = last.kind === 'function' ? last.results.length : this.targetsOf(last).length;
    let values = this.popMany(arity);
    if (this.cur.dead) return;
    if (arity) { const kept = this.spillAll([...values, index], at); values = kept.slice(0, arity); index = kept[arity]!; }
    const groups = new Map<number, number[]>();
    const fallback = labels[labels.length - 1]!;
    for (let i = 0; i < labels.length - 1; i++) {
      const depth = labels[i]!;
      if (depth === fallback) continue;
      const cases = groups.get(depth);
      if (cases) cases.push(i); else groups.set(depth, [i]);
    }
    const writes = new Set<number>();
    const arm = (depth: number, cases: number[], isDefault: boolean): SwitchArm => {
      const f = this.frameAt(depth);
      if (f.kind !== 'function') for (const t of this.targetsOf(f)) { writes.add(t); (this.cur.writes ??= new Set()).add(t); }
      return { cases, isDefault, body: this.exits(f, values, at) };
    };
    const arms = [...groups].map(([depth, cases]) => arm(depth, cases, false));
    arms.push(arm(fallback, [], true));
    this.append({ k: 'switch', at, index, arms }, Fx.Control, [index], -1, writes);
    this.die();
  }

  // ---- ends of frames

  /** The statements of a frame that needs no label of its own join the enclosing frame. */
  private dissolve(f: Frame, values: readonly Expr[]): void {
    this.close(f);
    const into = this.cur;
    if (!into.dead) {
      if (f.out.length && this.stack.length > into.base) this.settle(f.fx, [], -1, f.writes ?? NONE);
      for (const s of f.out) into.out.push(s);
      into.fx |= f.fx;
      into.height = Math.max(into.height, f.height);
    }
    if (f.dead) this.die();
    else for (const v of values) this.push(v);
  }

  /** Closes the frame and appends what it became. */
  private appendNested(s: Stmt, f: Frame, operands: readonly Expr[]): void {
    this.close(f);
    let height = f.height + 1;
    if (height > MAX_NESTING) {
      s = flattenDeep(s, this.labelCount++, this.temp('i'));
      height = heightOf(s);
    }
    const leaves = (f.fx & Fx.Control) !== 0 || f.label.uses > 0;
    this.append(s, leaves ? f.fx | Fx.Control : f.fx, operands, -1, f.writes ?? NONE);
    this.cur.height = Math.max(this.cur.height, height);
  }

  private endBlock(f: Frame, values: Expr[], at: number): void {
    if (f.label.uses === 0) { this.dissolve(f, values); return; }
    this.storeResults(f, f.out, values, f.dead, at);
    this.appendNested({ k: 'block', at: f.at, label: f.label, body: f.out }, f, []);
    this.pushResults(f, at);
  }

  private endLoop(f: Frame, values: Expr[], at: number): void {
    if (f.label.uses === 0) { this.dissolve(f, values); return; }
    f.targets = f.dead ? [] : f.results.map((t) => this.temp(t));
    this.storeResults(f, f.out, values, f.dead, at);
    this.appendNested({ k: 'loop', at: f.at, label: f.label, body: f.out }, f, []);
    if (f.dead) this.die();
    else this.pushResults(f, at);
  }

  private endIf(f: Frame, values: Expr[], at: number): void {
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
    const branch: Stmt = { k: 'if', at: f.at, cond: test, then: then.out, else: f.out };
    if (f.label.uses) {
      f.fx |= test.fx;
      if ((test.fx & Fx.WritesLocal) !== 0) collectWrites(test, (f.writes ??= new Set()));
      f.height++;
      this.appendNested({ k: 'block', at: f.at, label: f.label, body: [branch] }, f, []);
    } else this.appendNested(branch, f, [test]);
    if (then.dead && f.dead && f.label.uses === 0) this.die();
    else this.pushResults(f, at);
  }

  /** Ends an arm or body with the assignment of its values to the frame's result locals. */
  private storeResults(f: Frame, out: Stmt[], values: readonly Expr[], dead: boolean, at: number): void {
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

  private pushResults(f: Frame, at: number): void { for (const s of this.targetsOf(f)) this.push(this.getLocal(s, at)); }
}

const REF_IS_NULL = byName('ref.is_null')!;
const I32_EQZ = byName('i32.eqz')!;
const NONE: ReadonlySet<number> = new Set();

/** Operand count and result of the operations that become runtime calls. */
const INTRINSIC_ARITY: Record<string, [number, Word | '' | 'table' | 'heap' | 'same']> = {
  'memory.size': [0, 'i'], 'memory.grow': [1, 'i'], 'memory.fill': [3, ''], 'memory.copy': [3, ''], 'memory.init': [3, ''], 'data.drop': [0, ''],
  'table.get': [1, 'table'], 'table.set': [2, ''], 'table.size': [0, 'i'], 'table.grow': [2, 'i'], 'table.fill': [3, ''], 'table.copy': [3, ''],
  'ref.as_non_null': [1, 'same'], 'table.init': [3, ''], 'elem.drop': [0, ''], 'ref.null': [0, 'heap'], 'ref.is_null': [1, 'i'], 'ref.func': [0, 'heap'],
};
