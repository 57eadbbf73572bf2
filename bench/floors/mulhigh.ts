/** The high half of 64 x 64 bits by hand: every product is one double and its low word, and the middle is summed up as a double. */
export function mulhigh(): (n: number) => number {
  const { imul, floor } = Math;
  const high = (a: number, b: number, low: number): number => (((a >>> 0) * (b >>> 0) - (low >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0;
  return (n) => {
    let a = 1, ah = 0, sum = 0, sumh = 0;
    for (let i = imul(n, 1000); i > 0; i--) {
      a = (a + 0x78bd642f) | 0;
      ah = (ah + 0xa0761d64 + (a >>> 0 < 0x78bd642f ? 1 : 0)) | 0;
      const b = a ^ 0xa0b428db, bh = ah ^ 0xe7037ed1;
      const ll = imul(a, b), lh = imul(a, bh), hl = imul(ah, b), hh = imul(ah, bh);
      const top = high(a, b, ll), up = high(a, bh, lh), down = high(ah, b, hl);
      const middle = (top >>> 0) + (lh >>> 0) + (hl >>> 0), more = floor(middle * 2.3283064365386963e-10);
      const rest = (up >>> 0) + (down >>> 0) + (hh >>> 0) + more;
      sum ^= rest ^ ll;
      sumh ^= (high(ah, bh, hh) + floor(rest * 2.3283064365386963e-10)) ^ (top + lh + hl);
    }
    return sum ^ sumh;
  };
}
