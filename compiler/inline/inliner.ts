/**
 * Stands between validation and the builder: where a small function is called, its body is read again and sent in place of the call.
 * What the builder makes of it is what the caller's own code would become, so that nothing needs to be copied or renamed. The
 * instructions keep their offsets, and errors and source maps point to the callee's text.
 */
import { OperatorReader, type CatchClause, type Instr } from '../decode/index.js';
import type { FunctionBuilder } from '../ir/build.js';
import type { FuncType, ValType } from '../ops/index.js';
import { Machine, runBody, type BlockKind, type CodeSink } from '../validate/index.js';
import type { Callee, Callees } from './callees.js';
import { guardedCall, guardSize } from './guards.js';
import { budgetOf, MAX_DEPTH, MAX_NEW_LOCALS } from './limits.js';
import type { Targets } from './targets.js';

export class Inliner implements CodeSink {
  /** The function and the callees whose bodies are being sent, outermost first. */
  private readonly active: number[] = [];
  private budget = 0;
  private newLocals = 0;

  constructor(
    private readonly callees: Callees,
    private readonly builder: FunctionBuilder,
    private readonly targets: Targets,
  ) {}

  begin(func: { readonly index: number; readonly type: FuncType; readonly locals: readonly ValType[] }): void {
    const { module, imported } = this.callees.context;
    const body = module.code[func.index - imported.funcs]!;
    this.active.length = 0;
    this.active.push(func.index);
    this.budget = budgetOf(body.end - body.start);
    this.newLocals = 0;
    this.builder.begin(func);
  }

  op(instr: Instr): void {
    const { shape } = instr.row;
    const callee = shape === 'call' ? this.callees.get(instr.index) : undefined;
    if (callee && this.isWanted(callee)) this.expand(callee, instr.at);
    else if (!(shape === 'call' ? this.multiplied(instr) : shape === 'call_indirect' && this.guarded(instr))) this.builder.op(instr);
  }

  /** Whether the call was the product of two factors of 64 bits, and was sent as that. */
  private multiplied({ index, at }: Instr): boolean {
    const product = this.callees.product(index);
    return product !== undefined && this.builder.storeProduct(product, at);
  }

  /** Whether the call was sent as comparisons of its index and direct calls. */
  private guarded(instr: Instr): boolean {
    const { callees: { context }, builder } = this;
    const type = context.types[instr.index]!;
    const slots = this.targets.guarded(instr.index2, type, builder.loopDepth > 0);
    const size = slots.length * guardSize(type);
    const newLocals = type.params.length + 1;
    if (slots.length === 0 || size > this.budget || this.newLocals + newLocals > MAX_NEW_LOCALS) return false;
    this.budget -= size;
    this.newLocals += newLocals;
    guardedCall(instr, type, slots, builder, this);
    return true;
  }

  private isWanted({ index, size, locals, returnsWords, isRecursive, hasLoop }: Callee): boolean {
    const { tiny, small, words, self } = this.callees.sizes;
    const { active } = this;
    if (active.length > MAX_DEPTH || this.newLocals + locals.length > MAX_NEW_LOCALS) return false;
    if (isRecursive) return active.length === 1 && active[0] === index && size <= self && size <= this.budget;
    if (hasLoop || active.includes(index)) return false;
    if (size <= tiny && (active.length === 1 || size <= this.budget)) return true;
    return size <= this.budget && this.builder.loopDepth > 0 && size <= (returnsWords ? words : small);
  }

  private expand(callee: Callee, at: number): void {
    const { builder } = this;
    const { context } = this.callees;
    const { body, type, locals } = callee;
    this.budget -= callee.size;
    this.newLocals += locals.length;
    this.active.push(callee.index);
    builder.enter(callee, at);
    runBody(new Machine(context, new OperatorReader(context.module, body.start, body.end), locals, type.params.length, type.results, this));
    builder.leave();
    this.active.pop();
  }

  block(kind: BlockKind, type: FuncType, at: number, catches?: readonly CatchClause[]): void {
    this.builder.block(kind, type, at, catches);
  }
  else(): void {
    this.builder.else();
  }
  catch(tag: number | undefined, at: number): void {
    this.builder.catch(tag, at);
  }
  delegate(label: number, at: number): void {
    this.builder.delegate(label, at);
  }
  end(at: number): void {
    this.builder.end(at);
  }
}
