/**
 * Stack switching: continuations, and what suspends and resumes them. The operations that do give an object like an exception's record, out of
 * which the values are read: it has the tag of the suspension, or none where the continuation came to its end.
 */
import type { Instr } from '../decode/operators.js';
import type { FuncType, ValType } from '../ops/types.js';
import { CallBuilder } from './calls.js';
import { widthOf, words } from './handlers.js';
import * as make from './make.js';
import type { Expr, StackSwitch } from './nodes.js';

export abstract class ContinuationBuilder extends CallBuilder {
  /** Builds the operation if it is one of these. */
  protected continuation(i: Instr): boolean {
    const { row: { shape }, at } = i;
    switch (shape) {
      case 'cont.new':
        this.push(make.intrinsic('C', i.row, i.index, 0, [this.pop()], at));
        return true;
      case 'cont.bind': {
        const bound = this.functionOf(i.index).params.length - this.functionOf(i.index2).params.length;
        this.push(make.intrinsic('C', i.row, i.index, i.index2, this.popMany(bound + 1), at));
        return true;
      }
      case 'suspend': {
        const { params, results } = this.context.tagType(i.index);
        this.pushValues(this.switched(i, params.length, results), results, at);
        return true;
      }
      case 'switch': {
        const { params } = this.functionOf(i.index);
        const back = params[params.length - 1] as { readonly heap: number };
        const results = this.functionOf(back.heap).params;
        this.pushValues(this.switched(i, params.length, results), results, at);
        return true;
      }
      case 'resume':
      case 'resume_throw':
      case 'resume_throw_ref':
        this.resume(i);
        return true;
      default:
        return false;
    }
  }

  private functionOf(type: number): FuncType {
    return this.context.type(this.context.type(type).declared!.continuation!);
  }

  /** The operation with so many operands; the local that holds what it gives. */
  private switched(i: Instr, operands: number, results: readonly ValType[]): number {
    const local = this.temp('E');
    const types = words(results);
    const stack: StackSwitch = { handlers: i.handlers, words: types.reduce((sum, type) => sum + widthOf(type), 0), isLong: types[0] === 'l' };
    this.setLocal(local, make.intrinsic('E', i.row, i.index, i.index2, this.popMany(operands), i.at, undefined, stack), i.at);
    return local;
  }

  /** The values that the object in the local has, from the first. */
  private valuesOf(local: number, types: readonly ValType[], at: number): { values: Expr[]; next: number } {
    let next = 1;
    const values = words(types).map((type) => {
      const value = make.payload(type, next, this.getLocal(local, at), at);
      next += widthOf(type);
      return value;
    });
    return { values, next };
  }

  private pushValues(local: number, types: readonly ValType[], at: number): void {
    for (const value of this.valuesOf(local, types, at).values) this.push(value);
  }

  private resume(i: Instr): void {
    const { index, index2, at, row: { shape }, handlers } = i;
    const { params, results } = this.functionOf(index);
    const given = shape === 'resume' ? params.length : shape === 'resume_throw' ? this.context.tagType(index2).params.length : 1;
    const local = this.switched(i, given + 1, results);
    for (const { tag, label } of handlers) {
      if (label === undefined) continue;
      const { values, next } = this.valuesOf(local, this.context.tagType(tag).params, at);
      const target = this.frameAt(label);
      if (target.kind !== 'function') this.targetsOf(target);
      const rest = make.payload('C', next, this.getLocal(local, at), at);
      this.branchOn(make.hasTag(tag, this.getLocal(local, at), at), target, [...values, rest], at);
    }
    this.pushValues(local, results, at);
  }
}
