/** Fibonacci numbers by hand: one level of the recursion is written out. */
export function fib(): (n: number) => number {
  function of(n: number): number {
    if (n < 2) return n;
    const less = n < 3 ? 1 : (of(n - 2) + of(n - 3)) | 0;
    return (less + (n < 4 ? n - 2 : of(n - 3) + of(n - 4))) | 0;
  }
  return (n) => {
    let sum = 0;
    for (let round = 0; round < n; round++) sum = (sum + of(16 + (round & 1))) | 0;
    return sum;
  };
}
