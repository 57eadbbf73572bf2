/** 64-bit sums of small numbers by hand: what stays below 2 ** 53 for any number of rounds is a double, which is exact. */
export function counter64(): (n: number) => number {
  const data = new Int32Array(1024);
  return (n) => {
    for (let i = 0; i < 1024; i++) data[i] = i * 37 ^ i >> 2;
    let sum = 0, largest = -1, count = 0;
    for (let i = 0, end = n * 1000; i < end; i++) {
      const v = data[i & 1023]!;
      sum += v;
      if (v > largest) largest = v;
      if (sum - Math.floor(sum / 1000) * 1000 === 0) count++;
    }
    const result = sum + largest + count;
    return result ^ Math.floor(result / 4294967296);
  };
}
