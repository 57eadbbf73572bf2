/** The variables that are live at one place of a walk backwards over the text, and the segments of it in which each of them was. */

/** Work that is too much: words of sets, times branches, times walks. */
const MAX_WORK = 2 ** 24;

/** One bit for each variable. */
export type Bits = Int32Array;

export class LiveSet {
  readonly bits: Bits;
  private work = 0;
  /** Position in the text: falls while the walk goes on. */
  private position = 0;
  private readonly ends: Int32Array;
  private readonly segments: number[][] = [];

  constructor(private readonly slots: number) {
    this.bits = this.empty();
    this.ends = new Int32Array(slots);
    for (let i = 0; i < slots; i++) this.segments.push([]);
  }

  /** Whether the function is too large for what the sets cost. */
  isExhausted = false;

  empty(): Bits {
    return new Int32Array((this.slots + 31) >> 5);
  }

  copy(): Bits {
    this.work += this.bits.length;
    if (this.work > MAX_WORK) this.isExhausted = true;
    return this.bits.slice();
  }

  /** Begins another walk at the end of the text. */
  clear(): void {
    for (const list of this.segments) list.length = 0;
    this.bits.fill(0);
  }

  /** The beginning of the text, where these variables get their values. The segments are in the order of the text; the set is spent. */
  begin(slots: Iterable<number>): readonly number[][] {
    this.position--;
    for (const i of slots) this.write(i, this.position);
    for (const list of this.segments) list.reverse();
    return this.segments;
  }

  has(slot: number): boolean {
    return (this.bits[slot >> 5]! & (1 << (slot & 31))) !== 0;
  }

  read(slot: number): void {
    this.position--;
    if (this.has(slot)) return;
    this.bits[slot >> 5]! |= 1 << (slot & 31);
    this.ends[slot] = this.position;
  }

  write(slot: number, position = --this.position): void {
    const end = this.has(slot) ? this.ends[slot]! : position;
    this.bits[slot >> 5]! &= ~(1 << (slot & 31));
    this.segments[slot]!.push(end, position);
  }

  /** What is live before a jump, or before the other of two ways. */
  become(next: Bits): void {
    const { bits, ends } = this;
    this.position -= 2;
    this.work += bits.length;
    for (let word = 0; word < bits.length; word++) {
      let different = bits[word]! ^ next[word]!;
      bits[word] = next[word]!;
      for (; different !== 0; different &= different - 1) {
        const lowest = different & -different;
        const slot = word * 32 + 31 - Math.clz32(lowest);
        if ((next[word]! & lowest) !== 0) ends[slot] = this.position;
        else this.segments[slot]!.push(ends[slot]!, this.position + 1);
      }
    }
  }

  join(other: Bits): void {
    const both = this.copy();
    for (let word = 0; word < both.length; word++) both[word]! |= other[word]!;
    this.become(both);
  }
}
