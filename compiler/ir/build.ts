/**
 * From validated instructions to statements over expression trees: what each instruction becomes. The operand stack is in
 * pending.ts, branches and frames are in control.ts, calls in calls.ts. Code after a branch is not built at all.
 */
import type { CatchClause, Instr } from '../decode/operators.js';
import { storeProduct, storeProductDown } from '../ops/internal.js';
import { Effects } from '../ops/row.js';
import { sigChar, sigKey, type FuncType, type ValType } from '../ops/types.js';
import type { BlockKind, CodeSink } from '../validate/sink.js';
import { finishList } from './arms.js';
import { carry } from './carries.js';
import { composed, composedStore } from './composed.js';
import { ContinuationBuilder } from './continuations.js';
import { isPure, mayFollow } from './effects.js';
import { MAX_NESTING } from './flatten.js';
import { words } from './handlers.js';
import * as make from './make.js';
import { Fx, type Expr, type FunctionIR, type Word } from './nodes.js';

export class FunctionBuilder extends ContinuationBuilder implements CodeSink {
  protected likely(at: number): boolean | undefined {
    const hint = this.context.likely?.(at);
    if (hint !== undefined) this.traits.hints = true;
    return hint;
  }

  /** The finished function, after the last `end`. */
  get result(): FunctionIR {
    return this.ir;
  }

  begin(func: { index: number; type: FuncType; locals: readonly ValType[] }): void {
    this.truncate(0);
    this.frames = [];
    this.labelCount = 0;
    this.armBranches = new Map();
    this.start = undefined;
    this.resetScopes();
    this.locals = words(func.locals);
    this.params = func.type.params.length;
    this.declared = this.locals.length;
    this.guards = 0;
    this.exns = [];
    this.traits = { f32: this.locals.includes('f'), loops: false, hints: false, truncations: false, led: false, entered: false };
    this.ir = {
      index: func.index,
      params: words(func.type.params),
      results: words(func.type.results),
      locals: this.locals,
      declared: this.locals.length,
      zeroed: undefined,
      body: [],
      traits: this.traits,
      leastBytes: this.context.leastBytes,
      at: 0,
    };
    this.open('function', this.ir.results, 0);
  }

  block(kind: BlockKind, type: FuncType, at: number, catches?: readonly CatchClause[]): void {
    const test = kind === 'if' ? this.pop() : undefined;
    const params = this.popMany(type.params.length);
    if (kind === 'try' || (kind === 'try_table' && catches!.length > 0)) {
      this.openGuarded(kind, words(type.results), params, at, catches);
      return;
    }
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
    this.open(kind === 'try_table' ? 'block' : kind, words(type.results), at);
    for (const p of params) this.stack.push(p);
  }

  else(): void {
    const f = this.cur;
    f.then = { out: f.out, values: f.dead ? [] : this.popMany(f.results.length), dead: f.dead };
    this.truncate(f.base);
    f.out = [];
    f.dead = this.frames[this.frames.length - 1]!.dead;
    for (const p of f.params) this.push(p);
  }

  end(at: number): void {
    const f = this.cur;
    if (f.kind === 'if' && !f.then) this.else();
    const values = f.dead ? [] : this.popMany(f.results.length);
    this.truncate(f.base);
    if (f.kind === 'function') {
      const returns = !f.dead && (values.length > 0 || f.guard !== undefined || f.armBlocks !== undefined);
      if (returns) f.out.push(this.returning(values, at));
      finishList(f, f.dead || returns, MAX_NESTING);
      if (f.guard) f.out = this.escaping(f, f.guard, at);
      this.ir.body = this.start ? [{ k: 'loop', at, label: this.start, body: f.out }] : f.out;
      return;
    }
    if (f.kind === 'if') this.endIf(f, values, at);
    else if (f.kind === 'try_table' || f.kind === 'try') this.endGuarded(f, values, at);
    else if (f.kind === 'loop') this.endLoop(f, values, at);
    else this.endBlock(f, values, at);
  }

  op(i: Instr): void {
    const { row, at } = i;
    switch (row.shape) {
      case 'const':
        this.push(row.type === 'v' ? make.constant('v', i.lo, i.hi, at, i.lo2, i.hi2) : make.constant(row.type as Word, i.lo, i.hi, at));
        return;
      case 'unary':
      case 'test':
      case 'convert':
      case 'binary':
      case 'compare':
      case 'ternary':
      case 'shuffle':
      case 'extract_lane':
      case 'replace_lane': {
        const args = this.popMany(row.params.length);
        if (row.shape === 'convert' && (row.effects & Effects.Traps) !== 0) this.traits.truncations = true;
        this.push(row.parts ? composed(i, args) : carry(row, args, at) ?? make.op(row.result as Word, row, args, at, row.lanes === undefined ? undefined : i.lanes));
        return;
      }
      case 'load':
        this.push(make.load(row.type as Word, row, i, this.pop()));
        return;
      case 'store': {
        const [addr, value] = this.popMany(2) as [Expr, Expr];
        this.append({ k: 'store', at, row, memory: i.memory, offset: i.offset, align: i.align, isElement: false, addr, value }, row.effects, [addr, value]);
        return;
      }
      case 'load_through':
      case 'load_zero':
        this.push(composed(i, [this.pop()]));
        return;
      case 'load_lane': {
        // The address will be evaluated after the vector.
        const [addr, vector] = this.popMany(2) as [Expr, Expr];
        this.push(composed(i, mayFollow(addr, vector) ? [addr, vector] : this.spillAll([addr, vector], at)));
        return;
      }
      case 'store_lane': {
        const [addr, vector] = this.popMany(2) as [Expr, Expr];
        const s = composedStore(i, addr, vector);
        this.append(s, row.effects, [s.addr, s.value]);
        return;
      }
      case 'local.get':
        this.push(this.readLocal(i.index, at));
        return;
      case 'local.set':
        this.setLocal(this.scope.first + i.index, this.pop(), at);
        return;
      case 'local.tee': {
        const v = this.pop();
        const local = this.scope.first + i.index;
        (this.cur.writes ??= new Set()).add(local);
        this.push(make.tee(local, v, at));
        return;
      }
      case 'global.get':
        this.push(make.globalGet(sigChar(this.context.globalType(i.index)) as Word, i.index, at));
        return;
      case 'global.set': {
        const value = this.pop();
        this.append({ k: 'global.set', at, global: i.index, value }, row.effects, [value]);
        return;
      }
      case 'call':
        this.call(this.context.funcType(i.index), (args, results) => make.call(i.index, args, results, at));
        return;
      case 'return_call':
        this.tailCall(this.context.funcType(i.index), (args, results) => make.call(i.index, args, results, at), at, i.index);
        return;
      case 'return_call_indirect': {
        const index = this.pop();
        const type = this.context.type(i.index);
        this.tailCall(type, (args, results) => make.callIndirect(i.index2, sigKey(type), index, args, results, at), at);
        return;
      }
      case 'call_ref': {
        const ref = this.pop();
        this.call(this.context.type(i.index), (args, results) => make.callRef(ref, args, results, at));
        return;
      }
      case 'return_call_ref': {
        const ref = this.pop();
        this.tailCall(this.context.type(i.index), (args, results) => make.callRef(ref, args, results, at), at);
        return;
      }
      case 'br_on_null':
        this.branchOnNull(i.index, at, true);
        return;
      case 'br_on_non_null':
        this.branchOnNull(i.index, at, false);
        return;
      case 'call_indirect': {
        const index = this.pop();
        const type = this.context.type(i.index);
        this.call(type, (args, results) => make.callIndirect(i.index2, sigKey(type), index, args, results, at));
        return;
      }
      case 'drop': {
        const e = this.pop();
        if (!isPure(e.fx)) this.append({ k: 'eval', at, value: e }, 0, [e]);
        return;
      }
      case 'select':
        this.select(at);
        return;
      case 'br':
        this.branch(i.index, at);
        return;
      case 'br_if':
        this.branchIf(i.index, at);
        return;
      case 'br_table':
        this.branchTable(i.labels, at);
        return;
      case 'return':
        this.branch(this.frames.length - this.scope.depth, at);
        return;
      case 'throw':
        this.throwNew(i.index, at);
        return;
      case 'throw_ref':
        this.throwAgain(this.pop(), at);
        return;
      case 'rethrow':
        this.throwAgain(this.caught(this.frameAt(i.index), at), at);
        return;
      case 'unreachable':
        this.append({ k: 'unreachable', at }, Effects.Traps | Fx.Control, []);
        this.die();
        return;
      case 'nop':
        return;
      default:
        if (!this.object(i) && !this.continuation(i)) this.intrinsic(i);
    }
  }

  /**
   * Stores the product of two factors on the stack at the address below them. False, and nothing else, if they are whole, which is of 128 bits
   * each, and one of the upper halves is not known to be 0.
   */
  storeProduct({ isWhole, memory, upperFirst }: { readonly isWhole: boolean; readonly memory: number; readonly upperFirst: boolean }, at: number): boolean {
    const { stack, cur } = this;
    const isZero = (e: Expr | undefined): boolean => e?.k === 'const' && e.lo === 0 && e.hi === 0;
    if (isWhole && (stack.length - cur.base < 5 || !isZero(stack.at(-1)) || !isZero(stack.at(-3)))) return false;
    const popped = this.popMany(isWhole ? 5 : 3);
    const [address, a, b] = (isWhole ? [popped[0], popped[1], popped[3]] : popped) as [Expr, Expr, Expr];
    this.give(make.intrinsic('', upperFirst ? storeProductDown : storeProduct, memory, 0, [address, a, b], at));
    return true;
  }

  private select(at: number): void {
    const [a0, b0, c] = this.popMany(3) as [Expr, Expr, Expr];
    if (this.cur.dead) {
      this.push(a0);
      return;
    }
    let [a, b] = [a0, b0];
    const lazy = mayFollow(a, c) && mayFollow(b, c);
    if (!lazy) {
      const kept = this.spillAll([a, b, c], at) as [Expr, Expr, Expr];
      this.push(make.cond(kept[0].type as Word, kept[2], kept[0], kept[1], at));
      return;
    }
    this.push(make.cond(a.type as Word, c, a, b, at));
  }
}
