/** Products of i64 with constants, where the low word is so close to 0 or 2 ** 32 that rounding could show in the high word. */
import { test } from 'uvu';
import { agree } from '../agree.js';

/** The inverse of an odd word modulo 2 ** 32. Each step of Newton's doubles the bits that are right, of which three are at first. */
function inverse(word: number): number {
  let result = word;
  for (let bits = 3; bits < 32; bits *= 2) result = Math.imul(result, 2 - Math.imul(word, result));
  return result;
}

const factors = [0x200001, 0x7fffffff, 0x40000001, 0x1ce4e5b9, 0x12345679, -1, -3, -0x7fffffff, -0x40000001, -0x200001, -0x3d4d51cb];
/** Low words at both ends, and beyond where products are told to be close to one. */
const lows = [...Array(65).keys()].flatMap((i) => [i, -i - 1]).concat([...Array(100).keys()].flatMap((i) => [i * 173, -i * 173]), [-8191, -8192, -8193, 8191, 8192, 2 ** 31, 2 ** 31 - 1]);

for (const target of ['portable', 'v8', 'jitless'] as const) {
  test(`high words of products with constants, for ${target}`, () => {
    const functions = factors.flatMap((factor, i) => [`${factor}`, `${(BigInt(factor) & 0xffffffffn) | 0x9e3779b900000000n}`].map((constant, j) =>
      `(func (export "f${i}_${j}") (param i64) (result i64) (i64.mul (local.get 0) (i64.const ${constant})))`));
    const calls = factors.flatMap((factor, i) => lows.flatMap((low) => {
      const word = BigInt(Math.imul(low, inverse(factor)) >>> 0);
      return [0, 1].flatMap((j) => [word, word | 0xfedcba9800000000n].map((x) => [`f${i}_${j}`, x] as const));
    }));
    agree(`(module ${functions.join('\n')})`, calls, { options: { target } });
  });
}

test.run();
