/**
 * From validated instructions to statements over expression trees: what each instruction becomes. The operand stack is in
 * pending.ts, branches and frames are in control.ts. Code after a branch is not built at all.
 */
import type { CatchClause, Instr } from '../decode/operators.js';
import { Effects, isAtomic } from '../ops/row.js';
import { sigChar, sigKey, type FuncType, type ValType } from '../ops/types.js';
import type { BlockKind, CodeSink } from '../validate/sink.js';
import { finishList } from './arms.js';
import { composed, composedStore } from './composed.js';
import { conflicts, isPure, readsLocal, writesLocal } from './effects.js';
import { MAX_NESTING } from './flatten.js';
import { words } from './handlers.js';
import * as make from './make.js';
import { Fx, type AnyCall, type Expr, type FunctionIR, type Intrinsic, type Label, type Word } from './nodes.js';
import { ScopedBuilder } from './scopes.js';

/** What the builder needs to know of the module around the function. */
export interface BuildContext {
  funcType(index: number): FuncType;
  type(index: number): FuncType;
  globalType(index: number): ValType;
  tableType(index: number): ValType;
  /** Types of addresses, indices and sizes. */
  memoryAddress(index: number): 'i32' | 'i64';
  tableAddress(index: number): 'i32' | 'i64';
  /** Of a tag. */
  tagType(index: number): FuncType;
  /** Whether the branch at this offset mostly finds its condition true; undefined where nobody says. */
  likely?(at: number): boolean | undefined;
}

export class FunctionBuilder extends ScopedBuilder implements CodeSink {
  /** Start of the function, once a tail call goes there. */
  private start: Label | undefined;
  private ir!: FunctionIR;

  constructor(protected readonly context: BuildContext) {
    super((type) => context.type(type).declared!.aggregate!.fields);
  }

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
    this.declared = this.locals.length;
    this.guards = 0;
    this.traits = { f32: this.locals.includes('f'), loops: false, hints: false, truncations: false };
    this.ir = {
      index: func.index,
      params: words(func.type.params),
      results: words(func.type.results),
      locals: this.locals,
      declared: this.locals.length,
      zeroed: undefined,
      body: [],
      traits: this.traits,
      at: 0,
    };
    this.open('function', this.ir.results, 0);
  }

  block(kind: BlockKind, type: FuncType, at: number, catches?: readonly CatchClause[]): void {
    const test = kind === 'if' ? this.pop() : undefined;
    const params = this.popMany(type.params.length);
    if (kind === 'try_table' || kind === 'try') {
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
    this.open(kind, words(type.results), at);
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
        this.push(row.parts ? composed(i, args) : make.op(row.result as Word, row, args, at, row.lanes === undefined ? undefined : i.lanes));
        return;
      }
      case 'load':
        this.push(make.load(row.type as Word, row, i, this.pop()));
        return;
      case 'store': {
        const [addr, value] = this.popMany(2) as [Expr, Expr];
        this.append({ k: 'store', at, row, memory: i.memory, offset: i.offset, align: i.align, addr, value }, row.effects, [addr, value]);
        return;
      }
      case 'load_through':
      case 'load_zero':
        this.push(composed(i, [this.pop()]));
        return;
      case 'load_lane': {
        // The address will be evaluated after the vector.
        const [addr, vector] = this.popMany(2) as [Expr, Expr];
        const mayMove = isPure(addr.fx) && !conflicts(addr.fx, vector.fx) && !writesLocal(vector, (l) => readsLocal(addr, l));
        this.push(composed(i, mayMove ? [addr, vector] : this.spillAll([addr, vector], at)));
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
        if (!this.object(i)) this.intrinsic(i);
    }
  }

  private intrinsic(i: Instr): void {
    const { row, at } = i;
    if (row.shape === 'wide' || isAtomic(row.shape)) {
      const results = [...row.result] as Word[];
      const [memory, offset] = row.imm === 'memarg' ? [i.memory, i.offset] : [0, 0];
      this.give(make.intrinsic(results[0] ?? '', row, memory, offset, this.popMany(row.params.length), at), results);
      return;
    }
    const index = row.shape.startsWith('memory.') && row.shape !== 'memory.init' ? i.memory : i.index;
    const index2 = row.shape === 'memory.init' ? i.memory : i.index2;
    const arity = INTRINSIC_ARITY[row.shape];
    if (arity === undefined) throw new Error(`no construction for the shape ${row.shape}`);
    const args = this.popMany(arity[0]);
    const type = this.intrinsicType(row.shape, arity[1], index, args, i);
    this.give(make.intrinsic(type, row, index, index2, args, at));
  }

  /** The values of a call or an operation, as many as there are. */
  private give(e: AnyCall | Intrinsic, results: readonly Word[] = e.type === '' ? [] : [e.type]): void {
    if (results.length === 0) this.append({ k: 'eval', at: e.at, value: e }, 0, [e]);
    else if (results.length === 1) this.push(e);
    else {
      const dests = results.map((t) => this.temp(t));
      this.append({ k: 'multi', at: e.at, call: e, dests }, 0, [e], -1, new Set(dests));
      for (const d of dests) this.push(this.getLocal(d, e.at));
    }
  }

  private intrinsicType(shape: string, declared: Word | '' | 'address' | 'table' | 'heap' | 'same', index: number, args: Expr[], i: Instr): Word | '' {
    if (declared === 'same') return args[0]!.type;
    if (declared === 'address') return sigChar(shape.startsWith('memory.') ? this.context.memoryAddress(index) : this.context.tableAddress(index));
    if (declared === 'table') return sigChar(this.context.tableType(index)) as Word;
    if (declared === 'heap') return shape === 'ref.func' ? 'F' : (sigChar(i.ref) as Word);
    return declared;
  }

  private call(type: FuncType, build: (args: Expr[], results: Word[]) => AnyCall): void {
    const results = words(type.results);
    this.give(build(this.popMany(type.params.length), results), results);
  }

  /** `self`: the index of a callee known here; a function that calls itself goes back to its start. */
  private tailCall(type: FuncType, build: (args: Expr[], results: Word[]) => AnyCall, at: number, self = -1): void {
    const args = this.popMany(type.params.length);
    if (self === this.ir.index && !this.cur.dead) this.restart(args, at);
    else {
      const call = build(args, words(type.results));
      this.append({ k: 'tail', at, call }, Fx.Control, [call]);
    }
    this.die();
  }

  private restart(args: readonly Expr[], at: number): void {
    this.start ??= this.newLabel();
    this.traits.loops = true;
    this.assign(
      args.map((_, i) => i),
      args,
      at,
    );
    for (let l = args.length; l < this.ir.declared; l++) this.setLocal(l, make.zero(this.locals[l]!, at), at);
    this.start.uses++;
    this.append({ k: 'br', at, label: this.start }, Fx.Control, []);
  }

  private select(at: number): void {
    const [a0, b0, c] = this.popMany(3) as [Expr, Expr, Expr];
    if (this.cur.dead) {
      this.push(a0);
      return;
    }
    let [a, b] = [a0, b0];
    const lazy =
      isPure(a.fx) && isPure(b.fx) && !conflicts(a.fx | b.fx, c.fx) && !writesLocal(c, (l) => readsLocal(a, l) || readsLocal(b, l));
    if (!lazy) {
      const kept = this.spillAll([a, b, c], at) as [Expr, Expr, Expr];
      this.push(make.cond(kept[0].type as Word, kept[2], kept[0], kept[1], at));
      return;
    }
    this.push(make.cond(a.type as Word, c, a, b, at));
  }
}

/** Operand count and result of the operations that become runtime calls. */
const INTRINSIC_ARITY: Record<string, [number, Word | '' | 'address' | 'table' | 'heap' | 'same']> = {
  'memory.size': [0, 'address'],
  'memory.grow': [1, 'address'],
  'memory.fill': [3, ''],
  'memory.copy': [3, ''],
  'memory.init': [3, ''],
  'data.drop': [0, ''],
  'table.get': [1, 'table'],
  'table.set': [2, ''],
  'table.size': [0, 'address'],
  'table.grow': [2, 'address'],
  'table.fill': [3, ''],
  'table.copy': [3, ''],
  'ref.as_non_null': [1, 'same'],
  'table.init': [3, ''],
  'elem.drop': [0, ''],
  'ref.null': [0, 'heap'],
  'ref.is_null': [1, 'i'],
  'ref.func': [0, 'heap'],
};
