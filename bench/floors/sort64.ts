/** Heapsort of i64 by hand: words as elements of a typed array, whose indices need no check. */
export function sort64(): (n: number) => number {
  const data = new Int32Array(2048);
  const isGreater = (low: number, high: number, low2: number, high2: number): boolean => (high === high2 ? low >>> 0 > low2 >>> 0 : high > high2);
  return (n) => {
    let x = -876643772, xh = 20529293, sum = 0, sumh = 0;
    for (let round = 0; round < n; round++) {
      for (let i = 0; i < 2048; i += 2) {
        xh ^= xh << 13 | x >>> 19; x ^= x << 13;
        x ^= x >>> 7 | xh << 25; xh ^= xh >>> 7;
        xh ^= xh << 17 | x >>> 15; x ^= x << 17;
        data[i] = x; data[i + 1] = xh;
      }
      for (let end = 1024, start = 512; end > 1;) {
        let low = 0, high = 0;
        if (start !== 0) { start--; low = data[2 * start]!; high = data[2 * start + 1]!; }
        else {
          end--;
          low = data[2 * end]!; high = data[2 * end + 1]!;
          data[2 * end] = data[0]!; data[2 * end + 1] = data[1]!;
        }
        let root = start;
        for (;;) {
          let child = root * 2 + 1;
          if (child >= end) break;
          let l = data[2 * child]!, h = data[2 * child + 1]!;
          if (child + 1 < end) {
            const l2 = data[2 * child + 2]!, h2 = data[2 * child + 3]!;
            if (isGreater(l2, h2, l, h)) { child++; l = l2; h = h2; }
          }
          if (!isGreater(l, h, low, high)) break;
          data[2 * root] = l; data[2 * root + 1] = h;
          root = child;
        }
        data[2 * root] = low; data[2 * root + 1] = high;
      }
      for (let i = 0; i < 2048; i += 64) {
        const low = data[i]!, product = (sum >>> 0) * 31;
        sumh = (Math.imul(sumh, 31) + Math.floor(product / 4294967296) + data[i + 1]!) | 0;
        sum = (product % 4294967296 + low) | 0;
        sumh = (sumh + (sum >>> 0 < low >>> 0 ? 1 : 0)) | 0;
      }
    }
    return sum ^ sumh;
  };
}
