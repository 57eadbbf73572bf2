/** Choices in loops become minima, maxima and masks; the results are those of native selects. */
import { test } from 'uvu';
import { testPasses } from './passes.js';

/** A loop of one round that computes $2 from the parameters. */
const inLoop = (body: string, result = 'i32', locals = '(local i32)'): string =>
  `(param i32 i32) (result ${result}) ${locals} (loop (local.set 2 ${body}) (br_if 0 (i32.eqz (i32.const 1)))) (local.get 2)`;
const select = (a: string, b: string, test: string): string => `(select ${a} ${b} ${test})`;
const x = '(local.get 0)', y = '(local.get 1)';
const pairs = [[1, 2], [2, 1], [-1, 1], [0, 0], [-2147483648, 2147483647], [2147483647, -2147483648], [255, 254], [7, 7], [3, 0]];
const made = (value: string): string => `(loop L1\n  (set $2 ${value})\n  (if (i32.eqz 1)\n    (br L1)))\n(return $2)`;

const inLongLoop = (body: string): string => `(param i64 i64) (result i64) (local i64) (loop (local.set 2 ${body}) (br_if 0 (i32.eqz (i32.const 1)))) (local.get 2)`;
const longs = [[1n, 2n], [2n, 1n], [-1n, 1n], [0n, 0n], [-(2n ** 63n), 2n ** 63n - 1n], [1n << 32n, 1n], [(1n << 32n) + 1n, 1n << 32n], [(5n << 32n) + 2n, (5n << 32n) + 0xfffffffen]];

testPasses(['selects'], [
  { what: 'the smaller', func: inLoop(select(x, y, `(i32.lt_s ${x} ${y})`)), ir: made('(i32.min_s $0 $1)'), calls: pairs },
  { what: 'the larger of operands the other way round', func: inLoop(select(y, x, `(i32.le_s ${x} ${y})`)), ir: made('(i32.max_s $0 $1)'), calls: pairs },
  { what: 'the larger', func: inLoop(select(x, y, `(i32.ge_s ${x} ${y})`)), ir: made('(i32.max_s $0 $1)'), calls: pairs },
  { what: 'a bound', func: inLoop(select(x, '(i32.const 5)', `(i32.lt_s ${x} (i32.const 5))`)), ir: made('(i32.min_s $0 5)'), calls: pairs },
  { what: 'another bound than was compared', func: inLoop(select(x, '(i32.const 5)', `(i32.lt_s ${x} (i32.const 6))`)), ir: made('(? (i32.lt_s $0 6) $0 5)'), calls: pairs },
  { what: 'unsigned order', func: inLoop(select(x, y, `(i32.lt_u ${x} ${y})`)), ir: made('(? (i32.lt_u $0 $1) $0 $1)'), calls: pairs },
  { what: 'the lowest bit', func: inLoop(select(x, y, `(i32.and ${x} (i32.const 1))`)), ir: made('(i32.xor (i32.and (i32.shr_s (i32.shl $0 31) 31) (i32.xor $0 $1)) $1)'), calls: pairs },
  { what: 'the lowest bit not set', func: inLoop(select(y, '(i32.const 0)', `(i32.eqz (i32.and ${x} (i32.const 1)))`)), ir: made('(i32.and (i32.sub (i32.and $0 1) 1) $1)'), calls: pairs },
  { what: 'something added or not', func: inLoop(select(`(i32.xor ${y} (i32.const 77))`, y, `(i32.and ${x} (i32.const 1))`)), ir: made('(i32.xor $1 (i32.and (i32.shr_s (i32.shl $0 31) 31) 77))'), calls: pairs },
  { what: 'an i64', func: inLoop(select('(i64.const 0x123456789abcdef)', '(i64.const -3)', `(i32.and ${x} (i32.const 1))`), 'i64', '(local i64)'),
    ir: made('(i64.xor (i64.and (i64.extend_i32_s (i32.shr_s (i32.shl $0 31) 31)) -81985529216486894n) -3n)'), calls: pairs },
  { what: 'the smaller i64', func: inLongLoop(select(x, y, `(i64.lt_u ${x} ${y})`)),
    ir: made('(i64.xor (i64.and (i64.extend_i32_s (i32.shr_s (i32.shl (i64.lt_u $0 $1) 31) 31)) (i64.xor $0 $1)) $1)'), calls: longs },
  { what: 'the larger i64 up to a bound', func: inLongLoop(select('(i64.const 77)', x, `(i64.gt_s ${x} (i64.const 77))`)),
    ir: made('(i64.xor (i64.and (i64.extend_i32_s (i32.shr_s (i32.shl (i64.gt_s $0 77n) 31) 31)) (i64.xor 77n $0)) $0)'), calls: longs },
  { what: 'the largest i64 so far', func: `(param i64 i64) (result i64) (loop (local.set 0 ${select(x, y, `(i64.gt_s ${x} ${y})`)}) (br_if 0 (i32.eqz (i32.const 1)))) ${x}`,
    ir: '(loop L1\n  (set $0 (? (i64.gt_s $0 $1) $0 $1))\n  (if (i32.eqz 1)\n    (br L1)))\n(return $0)', calls: longs },
  { what: 'an i64 that a bit replaces or not', func: `(param i64 i64 i32) (result i64) (loop (local.set 0 ${select(y, x, '(i32.and (local.get 2) (i32.const 1))')}) (br_if 0 (i32.eqz (i32.const 1)))) ${x}`,
    ir: '(loop L1\n  (set $0 (i64.xor (i64.and (i64.extend_i32_s (i32.shr_s (i32.shl $2 31) 31)) (i64.xor $1 $0)) $0))\n  (if (i32.eqz 1)\n    (br L1)))\n(return $0)', calls: [[5n, 9n, 1], [5n, 9n, 2]] },
  { what: 'a bit of an i64 that adds to another or not', func: inLongLoop(select(`(i64.sub ${x} (i64.shl ${y} (i64.const 3)))`, x, `(i32.wrap_i64 (i64.and ${y} (i64.const 1)))`)),
    ir: made('(i64.sub $0 (i64.and (i64.extend_i32_s (i32.shr_s (i32.shl (i32.wrap_i64 $1) 31) 31)) (i64.shl $1 3n)))'), calls: longs },
  { what: 'a bit of an i64 that decides about a product', func: inLongLoop(select(`(i64.mul ${x} ${x})`, x, `(i32.wrap_i64 (i64.and ${y} (i64.const 1)))`)), ir: made('(? (i32.wrap_i64 (i64.and $1 1n)) (i64.mul $0 $0) $0)'), calls: longs },
  { what: 'an i64 by another order', func: inLongLoop(select(x, '(i64.const 3)', `(i64.lt_u ${x} ${y})`)), ir: made('(? (i64.lt_u $0 $1) $0 3n)'), calls: longs },
  { what: 'another bit', func: inLoop(select(x, y, `(i32.and ${x} (i32.const 2))`)), ir: made('(? (i32.and $0 2) $0 $1)'), calls: pairs },
  { what: 'any number', func: inLoop(select(x, y, x)), ir: made('(? $0 $0 $1)'), calls: pairs },
  { what: 'a comparison that is a number, too', func: `(param i32 i32) (result i32) (local i32 i32) (loop (local.set 2 (i32.lt_u ${x} ${y})) (local.set 3 (i32.add (local.get 2) ${select(x, y, '(local.get 2)')})) (br_if 0 (i32.eqz (i32.const 1)))) (local.get 3)`,
    ir: '(loop L1\n  (set $2 (i32.lt_u $0 $1))\n  (set $3 (i32.add $2 (i32.xor (i32.and (i32.shr_s (i32.shl $2 31) 31) (i32.xor $0 $1)) $1)))\n  (if (i32.eqz 1)\n    (br L1)))\n(return $3)', calls: pairs },
  { what: 'no loop', func: `(param i32 i32) (result i32) ${select(x, y, `(i32.lt_s ${x} ${y})`)}`, ir: '(return (? (i32.lt_s $0 $1) $0 $1))', calls: pairs },
  { what: 'a copy that is no longer one', func: `(param i32 i32) (result i32) (local i32 i32) (loop (local.set 2 ${x}) (local.set 0 (i32.add ${x} (i32.const 1))) (local.set 3 ${select('(local.get 2)', y, `(i32.lt_s ${x} ${y})`)}) (br_if 0 (i32.eqz (i32.const 1)))) (local.get 3)`,
    ir: '(loop L1\n  (set $2 $0)\n  (set $0 (i32.add $0 1))\n  (set $3 (? (i32.lt_s $0 $1) $2 $1))\n  (if (i32.eqz 1)\n    (br L1)))\n(return $3)', calls: pairs },
]);

test.run();
