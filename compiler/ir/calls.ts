/** Calls and the operations that are calls of the runtime: what goes in, what comes out, and where tail calls go. */
import type { Instr } from '../decode/operators.js';
import { isAtomic } from '../ops/row.js';
import { sigChar, type FuncType, type ValType } from '../ops/types.js';
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
  /** Bytes that a memory always has. */
  leastBytes(memory: number): number;
  tableAddress(index: number): 'i32' | 'i64';
  /** Of a tag. */
  tagType(index: number): FuncType;
  /** Whether the branch at this offset mostly finds its condition true; undefined where nobody says. */
  likely?(at: number): boolean | undefined;
}

export abstract class CallBuilder extends ScopedBuilder {
  /** Start of the function, once a tail call goes there. */
  protected start: Label | undefined;
  protected ir!: FunctionIR;

  constructor(protected readonly context: BuildContext) {
    super((type) => context.type(type).declared!.aggregate!.fields);
  }

  protected intrinsic(i: Instr): void {
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
  protected give(e: AnyCall | Intrinsic, results: readonly Word[] = e.type === '' ? [] : [e.type]): void {
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

  protected call(type: FuncType, build: (args: Expr[], results: Word[]) => AnyCall): void {
    const results = words(type.results);
    this.give(build(this.popMany(type.params.length), results), results);
  }

  /** `self`: the index of a callee known here; a function that calls itself goes back to its start. */
  protected tailCall(type: FuncType, build: (args: Expr[], results: Word[]) => AnyCall, at: number, self = -1): void {
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
