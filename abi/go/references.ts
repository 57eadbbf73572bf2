/**
 * JavaScript values that the program holds. In its memory a value takes 64 bits: a number other than 0 is itself, undefined
 * is 0, and anything else is a NaN whose low word is an index into the table here, with the kind of the value in its high word.
 */
import type { GuestMemory } from '../posix/memory.js';
import { setI64 } from '../posix/memory.js';

const NAN = 0x7ff80000;

/** Go looks at the kind to tell objects from other values without asking. */
const KINDS: Record<string, number> = { object: 1, string: 2, symbol: 3, function: 4 };

/** References that stay: the program knows their numbers. */
const FIXED = 7;

export class References {
  private readonly values: unknown[];
  private readonly counts: number[];
  private readonly ids: Map<unknown, number>;
  private readonly free: number[] = [];

  /** `go` is the object through which the program asks for functions. */
  constructor(global: unknown, go: object) {
    this.values = [NaN, 0, null, true, false, global, go];
    this.counts = new Array(FIXED).fill(Infinity) as number[];
    this.ids = new Map(this.values.map((value, id) => [value, id]));
  }

  load(m: GuestMemory, at: number): unknown {
    const number = m.dv.getFloat64(at, true);
    if (number === 0) return undefined;
    return number === number ? number : this.values[m.dv.getUint32(at, true)];
  }

  store(m: GuestMemory, at: number, value: unknown): void {
    if (typeof value === 'number' && value === value && value !== 0) {
      m.dv.setFloat64(at, value, true);
    } else if (value === undefined) {
      setI64(m, at, 0);
    } else {
      m.dv.setUint32(at, this.refer(value), true);
      m.dv.setUint32(at + 4, NAN | (value === null ? 0 : (KINDS[typeof value] ?? 0)), true);
    }
  }

  /** The index of a value, counted once more. */
  private refer(value: unknown): number {
    let id = this.ids.get(value);
    if (id === undefined) {
      id = this.free.pop() ?? this.values.length;
      this.values[id] = value;
      this.counts[id] = 0;
      this.ids.set(value, id);
    }
    this.counts[id]!++;
    return id;
  }

  /** One of the references with this index is gone. */
  release(id: number): void {
    if (--this.counts[id]! > 0) return;
    this.ids.delete(this.values[id]);
    this.values[id] = undefined;
    this.free.push(id);
  }

  /** `count` values in a row. */
  list(m: GuestMemory, at: number, count: number): unknown[] {
    const list: unknown[] = new Array(count);
    for (let i = 0; i < count; i++) list[i] = this.load(m, at + 8 * i);
    return list;
  }
}
