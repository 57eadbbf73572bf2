/** From expressions to the bytes of a function body; depths of branches are found here. */
import { leb } from '../bytes.js';
import type { Catch, Expr, ValueType } from './tree.js';

type BlockType = (params: readonly ValueType[], results: readonly ValueType[]) => number[];

export class BodyEncoder {
  readonly out: number[] = [];
  private readonly labels: number[] = [];

  constructor(private readonly blockType: BlockType) {}

  list(items: readonly Expr[]): void {
    for (const item of items) this.expr(item);
  }

  private expr(expr: Expr): void {
    switch (expr.k) {
      case 'op':
        this.list(expr.args);
        this.push(expr.code);
        break;
      case 'block':
        this.list(expr.args);
        this.push([expr.loop ? 0x03 : 0x02, ...this.blockType(expr.params, expr.type)]);
        this.inside(expr.label, () => this.list(expr.body));
        this.out.push(0x0b);
        break;
      case 'if':
        this.expr(expr.condition);
        this.push([0x04, ...this.blockType([], expr.type)]);
        this.inside(expr.label, () => {
          this.list(expr.then);
          if (expr.otherwise.length) {
            this.out.push(0x05);
            this.list(expr.otherwise);
          }
        });
        this.out.push(0x0b);
        break;
      case 'branch':
        this.list(expr.args);
        if (expr.condition) this.expr(expr.condition);
        this.branch(expr.labels.map((label) => this.depth(label)), expr.condition !== undefined);
        break;
      case 'labelled':
        this.list(expr.args);
        this.push([...expr.before, ...leb(this.depth(expr.label)), ...expr.after]);
        break;
      case 'try':
        this.push([0x1f, ...this.blockType([], expr.type), ...leb(expr.catches.length), ...expr.catches.flatMap((clause) => this.clause(clause))]);
        this.inside(expr.label, () => this.list(expr.body));
        this.out.push(0x0b);
        break;
      case 'legacy': this.legacy(expr); break;
    }
  }

  private clause({ tag, withReference, label }: Catch): number[] {
    return [(tag === undefined ? 2 : 0) + (withReference ? 1 : 0), ...(tag === undefined ? [] : leb(tag)), ...leb(this.depth(label))];
  }

  private legacy(expr: Expr & { k: 'legacy' }): void {
    this.push([0x06, ...this.blockType([], expr.type)]);
    this.inside(expr.label, () => {
      this.list(expr.body);
      if (expr.delegate !== undefined) return;
      for (const { tag, body } of expr.handlers) {
        this.push(tag === undefined ? [0x19] : [0x07, ...leb(tag)]);
        this.list(body);
      }
    });
    this.push(expr.delegate === undefined ? [0x0b] : [0x18, ...leb(this.depth(expr.delegate))]);
  }

  private branch(depths: readonly number[], conditional: boolean): void {
    if (depths.length > 1) this.push([0x0e, ...leb(depths.length - 1), ...depths.flatMap(leb)]);
    else this.push([conditional ? 0x0d : 0x0c, ...leb(depths[0]!)]);
  }

  private inside(label: number, action: () => void): void {
    this.labels.push(label);
    action();
    this.labels.pop();
  }

  /** The function's own label is -1. */
  private depth(label: number): number {
    if (label === -1) return this.labels.length;
    const index = this.labels.lastIndexOf(label);
    if (index < 0) throw new Error('branch to a label that is gone');
    return this.labels.length - 1 - index;
  }

  private push(bytes: readonly number[]): void {
    for (const byte of bytes) this.out.push(byte);
  }
}
