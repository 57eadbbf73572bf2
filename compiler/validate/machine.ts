import { invalid, malformed } from '../diagnostics.js';
import { OperatorReader } from '../decode/index.js';
import { isRef, type RefType, refType, typeName, type ValType } from '../ops/index.js';
import type { ModuleContext } from './context.js';
import type { CodeSink } from './sink.js';
import { isDefaultable, matches } from './subtype.js';

/** The type of an operand that unreachable code left open. */
export const Bottom = 'bottom';
/** The type of an operand that unreachable code left open, but for being a reference that is not null. */
export const BottomRef = 'bottom reference';
export type Operand = ValType | typeof Bottom | typeof BottomRef;

export interface Frame {
  kind: 'body' | 'block' | 'loop' | 'if' | 'else' | 'try_table' | 'try' | 'catch' | 'catch_all';
  params: readonly ValType[];
  results: readonly ValType[];
  /** Height of the operand stack below the frame. */
  height: number;
  unreachable: boolean;
  /** Whether the frame opened in reachable code, so that the sink knows of it. */
  sent: boolean;
  /** How many locals without a default value were set before the frame. */
  set: number;
}

/** The state of the validation algorithm for one body (spec: Appendix, Validation Algorithm): operands and open frames. */
export class Machine {
  readonly context: ModuleContext;
  readonly locals: readonly ValType[];
  readonly reader: OperatorReader;
  readonly sink: CodeSink | undefined;
  readonly operands: Operand[] = [];
  readonly frames: Frame[] = [];
  /** Innermost open frame. */
  frame: Frame;
  /** Whether the current position can be reached. */
  live = true;
  /** Locals that have no value until they are set, and have not been. */
  private readonly unset = new Set<number>();
  /** Locals taken out of `unset`, in order. */
  private readonly set: number[] = [];

  /** The first `params` of the locals are parameters. */
  constructor(context: ModuleContext, reader: OperatorReader, locals: readonly ValType[], params: number, results: readonly ValType[], sink?: CodeSink) {
    this.context = context;
    this.reader = reader;
    this.locals = locals;
    this.sink = sink;
    for (let k = params; k < locals.length; k++) {
      if (!isDefaultable(locals[k]!)) this.unset.add(k);
    }
    this.frame = this.open('body', [], results);
  }

  open(kind: Frame['kind'], params: readonly ValType[], results: readonly ValType[]): Frame {
    const frame: Frame = { kind, params, results, height: this.operands.length, unreachable: false, sent: this.live, set: this.set.length };
    this.frames.push(frame);
    this.frame = frame;
    this.pushAll(params);
    return frame;
  }

  /** Checks the results of the innermost frame and removes it. The body's frame stays as `frame` when it was the last. */
  close(): Frame {
    const closed = this.frame;
    this.popAll(closed.results);
    if (this.operands.length !== closed.height) {
      throw this.mismatch(`${this.operands.length - closed.height} more values on the stack than the block returns`);
    }
    while (this.set.length > closed.set) this.unset.add(this.set.pop()!);
    this.frames.pop();
    this.frame = this.frames[this.frames.length - 1] ?? closed;
    return closed;
  }

  /** The rest of the innermost frame cannot be reached. */
  abandon(): void {
    this.operands.length = this.frame.height;
    this.frame.unreachable = true;
    this.live = false;
  }

  push(type: Operand): void {
    this.operands.push(type);
  }

  pop(): Operand {
    if (this.operands.length === this.frame.height) {
      if (this.frame.unreachable) return Bottom;
      throw this.mismatch('an operand is expected, the stack is empty');
    }
    return this.operands.pop()!;
  }

  /** Takes any reference off the stack and gives its type, had it been found not to be null. */
  popRef(): RefType | typeof BottomRef {
    const found = this.pop();
    if (found === Bottom || found === BottomRef) return BottomRef;
    if (!isRef(found)) throw this.mismatch(`a reference is expected, ${found} is found`);
    return refType(false, found.heap, found.form);
  }

  popType(wanted: ValType): Operand {
    if (this.operands.length === this.frame.height) {
      if (this.frame.unreachable) return Bottom;
      throw this.mismatch(`${typeName(wanted)} is expected, the stack is empty`);
    }
    const found = this.operands.pop()!;
    if (found !== wanted) this.requireMatch(found, wanted);
    return found;
  }

  popAll(wanted: readonly ValType[]): void {
    for (let k = wanted.length - 1; k >= 0; k--) this.popType(wanted[k]!);
  }

  pushAll(types: readonly ValType[]): void {
    for (const type of types) this.operands.push(type);
  }

  /** Checks that the topmost operands match, and leaves them. */
  peekAll(wanted: readonly ValType[]): void {
    let at = this.operands.length;
    for (let k = wanted.length - 1; k >= 0; k--) {
      if (at === this.frame.height) {
        if (this.frame.unreachable) return;
        throw this.mismatch(`${typeName(wanted[k]!)} is expected, the stack is empty`);
      }
      this.requireMatch(this.operands[--at]!, wanted[k]!);
    }
  }

  requireMatch(found: Operand, wanted: ValType): void {
    if (found === wanted || found === Bottom) return;
    if (found === BottomRef ? isRef(wanted) : matches(this.context.types, found, wanted)) return;
    throw this.mismatch(`${typeName(wanted)} is expected, ${found === BottomRef ? found : typeName(found)} is found`);
  }

  /** The local has a value from here to the end of the frame. */
  markSet(local: number): void {
    if (this.unset.delete(local)) this.set.push(local);
  }

  requireSet(local: number): void {
    if (this.unset.size > 0 && this.unset.has(local)) throw this.fault(`uninitialized local ${local}: its type has no default value`);
  }

  /** The frame with the label at this depth. */
  label(depth: number): Frame {
    const frame = this.frames[this.frames.length - 1 - depth];
    if (frame === undefined) throw this.fault(`unknown label ${depth}`);
    return frame;
  }

  /** Types that a branch to the label at this depth carries. */
  labelTypes(depth: number): readonly ValType[] {
    const frame = this.label(depth);
    return frame.kind === 'loop' ? frame.params : frame.results;
  }

  requireData(index: number): void {
    const { dataCount } = this.context.module;
    if (dataCount === undefined) throw malformed('data count section required', this.reader.instr.at);
    if (index >= dataCount) throw this.fault(`unknown data segment ${index}`);
  }

  fault(message: string): Error {
    return invalid(message, this.reader.instr.at);
  }

  mismatch(detail: string): Error {
    return this.fault(`type mismatch in ${this.reader.instr.row.name}: ${detail}`);
  }

  /** The entry of an index space, or an error that names the space. */
  entry<T>(space: readonly T[], index: number, what: string): T {
    const entry = space[index];
    if (entry === undefined) throw this.fault(`unknown ${what} ${index}`);
    return entry;
  }
}
