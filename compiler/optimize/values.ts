/** Which locals hold the same i32 or i64 along a straight piece of code. */
import type { Expr } from '../ir/nodes.js';

export class Values {
  private next = 0;

  constructor(
    private readonly known = new Map<number, number | string>(),
    private readonly bits = new Set<number>(),
  ) {}

  /** What is known here. A value that is met later gets another name than any of the original's. */
  copy(): Values {
    const copy = new Values(new Map(this.known), new Set(this.bits));
    copy.next = this.next + 2 ** 20;
    return copy;
  }

  /** A name for the value of a constant or a local; undefined for others. */
  of(e: Expr): number | string | undefined {
    if (e.type !== 'i' && e.type !== 'l') return undefined;
    if (e.k === 'const') return e.type === 'i' ? `${e.lo}` : `${e.hi}:${e.lo}`;
    if (e.k !== 'get' && e.k !== 'tee') return undefined;
    const known = this.known.get(e.local);
    if (known !== undefined) return known;
    this.known.set(e.local, this.next);
    return this.next++;
  }

  /** Whether the local holds the result of a comparison. */
  isBit(local: number): boolean {
    return this.bits.has(local);
  }

  /** To be called after the value was evaluated. */
  assign(local: number, value: Expr): void {
    const name = this.of(value);
    const isBit = (value.k === 'op' && value.row.shape === 'compare') || ((value.k === 'get' || value.k === 'tee') && this.bits.has(value.local));
    this.forget(local);
    if (name !== undefined) this.known.set(local, name);
    if (isBit) this.bits.add(local);
  }

  forget(local: number): void {
    this.known.delete(local);
    this.bits.delete(local);
  }

  clear(): void {
    this.known.clear();
    this.bits.clear();
  }
}
