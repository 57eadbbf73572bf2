/** SipHash-2-4 by hand: the four states in eight variables, words of the memory as elements of a typed array, which needs no check. */
export function siphash(): (n: number) => number {
  const words = new Int32Array(1024), bytes = new Uint8Array(words.buffer);
  return (n) => {
    for (let i = 0; i < 4096; i++) bytes[i] = i * 13 + (i >> 5);
    let h = 7, hh = 0;
    for (let round = 0; round < n; round++) {
      let a = h ^ 0x70736575, ah = hh ^ 0x736f6d65, b = 0x6e646f6d, bh = 0x646f7261, c = h ^ 0x6e657261, ch = hh ^ 0x6c796765, d = 0x79746573, dh = 0x74656462, t = 0;
      for (let i = 0; i < 1026; i += 2) {
        // The last piece is 255 and twice as many rounds, and goes to another state.
        const isLast = i === 1024;
        const low = isLast ? 0 : words[i]!, high = isLast ? 0 : words[i + 1]!;
        if (isLast) c ^= 255;
        d ^= low; dh ^= high;
        for (let k = isLast ? 4 : 2; k > 0; k--) {
          a = (a + b) | 0; ah = (ah + bh + ((a >>> 0 < b >>> 0 ? 1 : 0) | 0)) | 0;
          t = (b << 13 | bh >>> 19) ^ a; bh = (bh << 13 | b >>> 19) ^ ah; b = t;
          t = a; a = ah; ah = t;
          c = (c + d) | 0; ch = (ch + dh + ((c >>> 0 < d >>> 0 ? 1 : 0) | 0)) | 0;
          t = (d << 16 | dh >>> 16) ^ c; dh = (dh << 16 | d >>> 16) ^ ch; d = t;
          a = (a + d) | 0; ah = (ah + dh + ((a >>> 0 < d >>> 0 ? 1 : 0) | 0)) | 0;
          t = (d << 21 | dh >>> 11) ^ a; dh = (dh << 21 | d >>> 11) ^ ah; d = t;
          c = (c + b) | 0; ch = (ch + bh + ((c >>> 0 < b >>> 0 ? 1 : 0) | 0)) | 0;
          t = (b << 17 | bh >>> 15) ^ c; bh = (bh << 17 | b >>> 15) ^ ch; b = t;
          t = c; c = ch; ch = t;
        }
        a ^= low; ah ^= high;
      }
      h = a ^ b ^ c ^ d;
      hh = ah ^ bh ^ ch ^ dh;
    }
    return h ^ hh;
  };
}
