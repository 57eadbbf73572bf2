/** Eight queens by hand. */
export function queens(): (n: number) => number {
  function solve(columns: number, left: number, right: number): number {
    if (columns === 255) return 1;
    let count = 0;
    for (let free = 255 & ~(columns | left | right); free !== 0; free &= free - 1) {
      const bit = free & -free;
      count = (count + solve(columns | bit, (left | bit) << 1, (right | bit) >>> 1)) | 0;
    }
    return count;
  }
  return (n) => {
    let sum = 0;
    for (let round = 0; round < n; round++) sum = (Math.imul(sum, 31) + solve(sum & 3, 0, 0)) | 0;
    return sum;
  };
}
