/**
 * The order in which functions are written: like ones near each other, because gzip looks back no further than 32 KiB. How like two
 * functions are is estimated from the bytes of their bodies: each short run of bytes has a hash that falls into one of `BINS`, and the least
 * of each bin is kept. The part of these that two functions share is about the part of all their runs that they share.
 */
import type { Body } from './decode/index.js';

/** Modules whose code is smaller have all of it in sight. */
const LEAST_CODE = 8192;
/** Smaller functions stay where they are, and what comes after so many others: each takes 1.5 KiB. */
const LEAST_BYTES = 24;
const MOST_FUNCTIONS = 2 ** 16;
const BINS = 128;
/** As many bins have to agree for a function to be moved. */
const LEAST_SHARED = 9;
/** A function is sought that is like one of so many that were written last. */
const RECENT = 8;
/** As many functions with the same hash are looked at. */
const MOST_CANDIDATES = 16;
const NONE = -1;

/** The indices of the bodies in the order in which they are to be written. */
export function similarOrder(bytes: Uint8Array, bodies: readonly Body[]): readonly number[] {
  const code = bodies.reduce((sum, { start, end }) => sum + end - start, 0);
  return code < LEAST_CODE ? [...bodies.keys()] : new Order(bytes, bodies).run();
}

class Order {
  /** Bodies that may move. Members are their indices in this list. */
  private readonly members: readonly number[];
  /** Per member and bin: the least hash. */
  private readonly sketches: Int32Array;
  /** A table of lists of members with a bin and hash, as indices into `sketches`, in order. What is written is taken out when it is met. */
  private readonly first: Int32Array;
  private readonly next: Int32Array;
  private readonly mask: number;
  private readonly shared: Uint8Array;
  private readonly isWritten: Uint8Array;
  /** Members to which nothing is similar that is left. */
  private readonly isAlone: Uint8Array;
  /** Members in the order in which they are written. */
  private readonly written: number[] = [];

  constructor(
    bytes: Uint8Array,
    private readonly bodies: readonly Body[],
  ) {
    this.members = [...bodies.keys()].filter((i) => bodies[i]!.end - bodies[i]!.start >= LEAST_BYTES).slice(0, MOST_FUNCTIONS);
    const entries = this.members.length * BINS;
    this.sketches = new Int32Array(entries).fill(NONE);
    this.mask = 2 ** (32 - Math.clz32(entries)) - 1;
    this.first = new Int32Array(this.mask + 1).fill(NONE);
    this.next = new Int32Array(entries);
    this.shared = new Uint8Array(this.members.length);
    this.isWritten = new Uint8Array(this.members.length);
    this.isAlone = new Uint8Array(this.members.length);
    this.members.forEach((i, member) => {
      this.sketch(bytes, bodies[i]!, member * BINS);
    });
    for (let entry = entries - 1; entry >= 0; entry--) {
      if (this.sketches[entry] === NONE) continue;
      const slot = this.slotOf(entry);
      this.next[entry] = this.first[slot]!;
      this.first[slot] = entry;
    }
  }

  run(): readonly number[] {
    const order: number[] = [];
    let ahead = 0;
    for (let i = 0; i < this.bodies.length; i++) {
      if (this.members[ahead] !== i) {
        order.push(i);
        continue;
      }
      for (let member = ahead++; member !== NONE && this.isWritten[member] === 0; member = this.similar()) {
        this.isWritten[member] = 1;
        this.written.push(member);
        order.push(this.members[member]!);
      }
    }
    return order;
  }

  private sketch(bytes: Uint8Array, { start, end }: Body, base: number): void {
    const { sketches } = this;
    // Each byte moves the earlier ones out: the run is of five or six bytes.
    for (let at = start, run = 0; at < end; at++) {
      const byte = bytes[at]!;
      run = (run << 6) ^ Math.imul(byte + 1, 0x9e3779b1);
      // local.get, local.set, local.tee: which local it is does not matter. A byte that only looks like one does no harm.
      if (byte >= 0x20 && byte <= 0x22) at++;
      const mixed = Math.imul(run ^ (run >>> 15), 0x85ebca6b);
      const hash = mixed ^ (mixed >>> 13);
      const entry = base + (hash & (BINS - 1));
      const value = hash >>> 7;
      if (sketches[entry] === NONE || value < sketches[entry]!) sketches[entry] = value;
    }
  }

  private slotOf(entry: number): number {
    return (Math.imul(this.sketches[entry]!, 0x9e3779b1) ^ Math.imul(entry & (BINS - 1), 0x85ebca6b)) & this.mask;
  }

  /** A member to be written next for its likeness to one of those just written. */
  private similar(): number {
    const { written } = this;
    for (let i = written.length - 1; i >= 0 && i >= written.length - RECENT; i--) {
      const member = written[i]!;
      if (this.isAlone[member] === 1) continue;
      const found = this.mostSimilar(member);
      if (found !== NONE) return found;
      this.isAlone[member] = 1;
    }
    return NONE;
  }

  private mostSimilar(to: number): number {
    const met: number[] = [];
    for (let entry = to * BINS; entry < (to + 1) * BINS; entry++) if (this.sketches[entry] !== NONE) this.count(entry, met);
    let best = NONE;
    let most = LEAST_SHARED - 1;
    for (const member of met) {
      const shared = this.shared[member]!;
      if (shared > most || (shared === most && best !== NONE && member < best)) [best, most] = [member, shared];
      this.shared[member] = 0;
    }
    return best;
  }

  /** Counts the entry for the members that have it, too. */
  private count(entry: number, met: number[]): void {
    const { next, sketches } = this;
    const slot = this.slotOf(entry);
    let last = NONE;
    for (let other = this.first[slot]!, looked = 0; other !== NONE && looked < MOST_CANDIDATES; other = next[other]!) {
      const member = Math.floor(other / BINS);
      if (this.isWritten[member] === 1) {
        if (last === NONE) this.first[slot] = next[other]!;
        else next[last] = next[other]!;
        continue;
      }
      last = other;
      looked++;
      if (sketches[other] === sketches[entry] && (other - entry) % BINS === 0 && this.shared[member]!++ === 0) met.push(member);
    }
  }
}
