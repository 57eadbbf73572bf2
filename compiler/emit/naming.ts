/**
 * Chooses names for the variables of functions such that variables in like roles have the same names in all functions, which is what
 * compresses. What is around a variable is looked up in a table of the names that stood there in the functions before; a variable gets the name
 * that all its places together make most likely, the variables with most places first.
 */
import type { JsFunction } from '../ir/js.js';
import { CONTEXTS, Roles } from './roles.js';

/** Names that take part, those of one letter. The variables beyond get the names that follow. */
const NAMES = 26;
/** Contexts are numbers below this; different ones that fall on the same number share a row. */
const RANGE = 2 ** 16;
/** Rows that there is room for at first: few modules have many, and what is compiled at run time is often small. */
const FIRST = 256;
/** Names that a row remembers, each with how often it stood there: a count, and in the lowest bits the name. */
const WIDTH = 8;
const ONE = 32;
const NAME = ONE - 1;
const MOST = 65535;

/** What a share of a row, in 1024ths, counts for: how much likelier it makes a name, as a logarithm that is the same on every engine. */
const WEIGHTS = Int32Array.from({ length: 1025 }, (_, share) => {
  const odds = 1024 + share * NAMES;
  const whole = 31 - Math.clz32(odds);
  return whole * 1024 + Math.floor(odds * 2 ** (10 - whole)) - 11 * 1024;
});

export class Naming {
  private readonly roles = new Roles(RANGE);
  /** The row of each context; the row 0, which stays empty, is that of all that have none yet. */
  private readonly rows = new Int32Array(RANGE);
  private count = 1;
  private entries = new Int32Array(FIRST * WIDTH);
  private totals = new Uint16Array(FIRST);

  /** The number of the name of each slot that has a variable of its own. */
  assign(f: JsFunction): number[] {
    const { roles } = this;
    roles.read(f);
    const order = this.byUses(f);
    const scores = this.scores(f.slots.length, order);
    const result: number[] = [];
    const taken = new Uint8Array(NAMES);
    let next = NAMES;
    order.forEach((slot, i) => {
      let best = -1;
      for (let name = 0; name < NAMES && i < NAMES; name++)
        if (taken[name] === 0 && (best < 0 || scores[i * NAMES + name]! > scores[i * NAMES + best]!)) best = name;
      if (best >= 0) taken[best] = 1;
      result[slot] = best >= 0 ? best : next++;
    });
    roles.slots.forEach((slot, i) => {
      const name = result[slot]!;
      if (name < NAMES) for (let k = i * CONTEXTS; k < (i + 1) * CONTEXTS; k++) this.note(roles.contexts[k]!, name);
    });
    return result;
  }

  /** Slots with variables of their own, those with most places first. */
  private byUses(f: JsFunction): number[] {
    const uses = new Map<number, number>();
    for (const slot of f.params) uses.set(slot, 0);
    for (const slot of this.roles.slots) uses.set(slot, (uses.get(slot) ?? 0) + 1);
    return [...uses.keys()].sort((a, b) => uses.get(b)! - uses.get(a)! || a - b);
  }

  /** For each slot of the list, how well each name suits it. */
  private scores(count: number, order: readonly number[]): Int32Array {
    const { roles: { slots, contexts }, rows, entries, totals } = this;
    const rank = new Int32Array(count);
    order.forEach((slot, i) => (rank[slot] = i));
    const scores = new Int32Array(order.length * NAMES);
    for (let i = 0; i < slots.length; i++) {
      const base = rank[slots[i]!]! * NAMES;
      for (let k = i * CONTEXTS; k < (i + 1) * CONTEXTS; k++) {
        const row = rows[contexts[k]!]!;
        const total = totals[row]! + 5;
        for (let at = row * WIDTH; at < (row + 1) * WIDTH && entries[at]! > 0; at++)
          scores[base + (entries[at]! & NAME)]! += WEIGHTS[((entries[at]! & ~NAME) * (1024 / ONE)) / total | 0]!;
      }
    }
    return scores;
  }

  /** Counts the name in the context's row. One that finds no place makes the last one rarer. */
  private note(context: number, name: number): void {
    const row = this.rows[context]! || this.newRow(context);
    const { entries, totals } = this;
    if (totals[row]! === MOST) return;
    totals[row]!++;
    const last = (row + 1) * WIDTH - 1;
    for (let at = row * WIDTH; at <= last; at++) {
      const entry = entries[at]!;
      if (entry > 0 && (entry & NAME) !== name) continue;
      entries[at] = entry > 0 ? entry + ONE : ONE + name;
      return;
    }
    const rarer = entries[last]! - ONE;
    entries[last] = rarer < ONE ? ONE + name : rarer;
  }

  private newRow(context: number): number {
    const row = this.count++;
    this.rows[context] = row;
    if (row === this.totals.length) {
      const { entries, totals } = this;
      this.entries = new Int32Array(entries.length * 2);
      this.entries.set(entries);
      this.totals = new Uint16Array(row * 2);
      this.totals.set(totals);
    }
    return row;
  }
}
