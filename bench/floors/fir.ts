/** A filter of f32 by hand: typed arrays, the inner loop unrolled; every sum has to be rounded. */
export function fir(): (n: number) => number {
  const { fround } = Math, x = new Float32Array(1056), y = new Float32Array(1024), h = new Float32Array(32);
  return (n) => {
    for (let i = 0; i < 1056; i++) x[i] = (i % 23) * 0.25 - 2.5;
    for (let i = 0; i < 32; i++) h[i] = 1 / (i + 3);
    for (let round = 0; round < n; round++) {
      for (let i = 0; i < 1024; i++) {
        let sum = fround(0);
        for (let k = 0; k < 32; k += 4) {
          sum = fround(sum + fround(x[i + k]! * h[k]!));
          sum = fround(sum + fround(x[i + k + 1]! * h[k + 1]!));
          sum = fround(sum + fround(x[i + k + 2]! * h[k + 2]!));
          sum = fround(sum + fround(x[i + k + 3]! * h[k + 3]!));
        }
        y[i] = sum;
      }
      x[round & 1023]! += fround(y[100]! * fround(0.001));
    }
    const bits = new Float32Array([fround(fround(y[1]! + y[500]!) + y[1023]!)]);
    return new Int32Array(bits.buffer)[0]!;
  };
}
