/** Sets of small numbers: the variables of one function. */
export class Bits {
  private constructor(private readonly words: Uint32Array) {}

  static of(size: number): Bits {
    return new Bits(new Uint32Array((size + 31) >>> 5));
  }
  copy(): Bits {
    return new Bits(this.words.slice());
  }
  set(other: Bits): void {
    this.words.set(other.words);
  }
  clear(): void {
    this.words.fill(0);
  }
  has(i: number): boolean {
    return ((this.words[i >>> 5]! >>> (i & 31)) & 1) === 1;
  }
  add(i: number): void {
    this.words[i >>> 5]! |= 1 << (i & 31);
  }
  delete(i: number): void {
    this.words[i >>> 5]! &= ~(1 << (i & 31));
  }
  /** Adds all of `other`; whether any was new. */
  union(other: Bits): boolean {
    const { words } = this;
    let changed = false;
    for (let k = 0; k < words.length; k++) {
      const before = words[k]!;
      const after = (before | other.words[k]!) >>> 0;
      if (after !== before) {
        words[k] = after;
        changed = true;
      }
    }
    return changed;
  }
  meets(other: Bits): boolean {
    return this.words.some((word, k) => (word & other.words[k]!) !== 0);
  }
  /** What both have, ascending. */
  common(other: Bits): number[] {
    const found: number[] = [];
    this.words.forEach((word, k) => {
      for (let rest = word & other.words[k]!; rest !== 0; rest &= rest - 1) found.push(k * 32 + 31 - Math.clz32(rest & -rest));
    });
    return found;
  }
}
