/** A small seeded generator of random numbers (xorshift128 seeded by splitmix32): the same seed gives the same module anywhere. */
export class Random {
  private readonly state = new Uint32Array(4);

  constructor(seed: number) {
    let mix = seed | 0;
    for (let index = 0; index < 4; index++) {
      mix = (mix + 0x9e3779b9) | 0;
      let word = mix ^ (mix >>> 16);
      word = Math.imul(word, 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      this.state[index] = word ^ (word >>> 15);
    }
    this.state[0]! |= 1;
  }

  /** A 32-bit unsigned integer. */
  word(): number {
    const s = this.state;
    let t = s[3]!;
    t ^= t << 11;
    t ^= t >>> 8;
    s[3] = s[2]!;
    s[2] = s[1]!;
    s[1] = s[0]!;
    s[0] = t ^ s[0]! ^ (s[0]! >>> 19);
    return s[0]! >>> 0;
  }

  /** 0 to count - 1. */
  below(count: number): number {
    return Math.floor((this.word() / 2 ** 32) * count);
  }

  chance(probability: number): boolean {
    return this.word() < probability * 2 ** 32;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('nothing to pick from');
    return items[this.below(items.length)]!;
  }

  /** One of the values, by weight. */
  weighted<T>(items: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.below(items.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, value] of items) {
      if (left < weight) return value;
      left -= weight;
    }
    throw new Error('no weights');
  }
}
