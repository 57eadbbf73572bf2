/** SplitMix64 by hand: words in two variables each, high words of products by doubles. */
export function splitmix(): (n: number) => number {
  const { imul } = Math;
  return (n) => {
    let low = 42, high = 0, sumLow = 0, sumHigh = 0;
    for (let i = imul(n, 1000); i > 0; i--) {
      low = (low + 0x7f4a7c15) | 0;
      high = (high - 0x61c88647 + ((low >>> 0 < 0x7f4a7c15 ? 1 : 0) | 0)) | 0;
      let a = low ^ (low >>> 30 | high << 2), b = high ^ high >>> 30;
      let product = imul(a, 0x1ce4e5b9);
      b = (((a >>> 0) * (0x1ce4e5b9 / 4294967296) + 0.5 - (product >>> 0) / 4294967296) | 0) + imul(b, 0x1ce4e5b9) + imul(a, 0xbf58476d) | 0;
      a = product ^ (product >>> 27 | b << 5);
      b ^= b >>> 27;
      product = imul(a, 0x133111eb);
      b = (((a >>> 0) * (0x133111eb / 4294967296) + 0.5 - (product >>> 0) / 4294967296) | 0) + imul(b, 0x133111eb) + imul(a, 0x94d049bb) | 0;
      a = product ^ (product >>> 31 | b << 1);
      sumLow = (sumLow + a) | 0;
      sumHigh = (sumHigh + (b ^ b >>> 31) + (sumLow >>> 0 < a >>> 0 ? 1 : 0)) | 0;
    }
    return sumLow ^ sumHigh;
  };
}
