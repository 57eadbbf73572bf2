/** Truncations in the range that a comparison has shown need no check; whatever else may trap keeps its own. */
import { test } from 'uvu';
import { testPasses } from './passes.js';

const signed = '(f64.lt (f64.abs (local.get 0)) (f64.const 2147483648))';
const unsigned = (least: string, below: string): string => `(i32.and (f64.lt ${below} (f64.const 4294967296)) (f64.ge ${least} (f64.const 0)))`;
const choice = (test: string, then: string): string => `(param f64) (result i32) (if (result i32) ${test} (then ${then}) (else (i32.const 7)))`;
const values = [[0], [-0], [1.9], [-1.9], [2147483647.5], [-2147483648], [-2147483648.5], [2147483648], [4294967295.5], [4294967296], [-0.5], [NaN], [Infinity], [-Infinity]];
const x = '(local.get 0)';
const longChoice = (type: string, test: string, then: string): string => `(param ${type}) (result i64) (if (result i64) ${test} (then ${then}) (else (i64.const 7)))`;
const longs = [...values, ...[2 ** 53 + 2, 2 ** 60, -(2 ** 60) - 2 ** 20, 2 ** 63, -(2 ** 63), 2 ** 63 - 1024, 1 - 2 ** 53, -4294967296.5, 4294967297.5, 2 ** 64, 2 ** 64 - 2048, 12345678901.75, -12345678901.75].map((value) => [value])];

testPasses(['truncations'], [
  { what: 'below 2^31 in magnitude', func: choice(signed, `(i32.trunc_f64_s ${x})`), ir: '(return (? (f64.lt (f64.abs $0) 2147483648d) (i32.wrap_f64 $0) 7))', calls: values },
  { what: 'an f32', func: '(param f32) (result i32) (if (result i32) (f32.lt (f32.abs (local.get 0)) (f32.const 2147483648)) (then (i32.trunc_f32_s (local.get 0))) (else (i32.const 7)))',
    ir: '(return (? (f32.lt (f32.abs $0) 2147483648f) (i32.wrap_f32 $0) 7))', calls: values },
  { what: 'an f32 from 0 to 2^32', func: '(param f32) (result i32) (if (result i32) (i32.and (f32.lt (local.get 0) (f32.const 4294967296)) (f32.ge (local.get 0) (f32.const 0))) (then (i32.trunc_f32_u (local.get 0))) (else (i32.const 7)))',
    ir: '(return (? (i32.and (f32.lt $0 4294967296f) (f32.ge $0 0f)) (i32.wrap_f32 $0) 7))', calls: values },
  { what: 'where it is not below', func: choice(`(i32.eqz ${signed})`, '(i32.const 5)').replace('(i32.const 7)', `(i32.trunc_f64_s ${x})`),
    ir: '(return (? (i32.eqz (f64.lt (f64.abs $0) 2147483648d)) 5 (i32.wrap_f64 $0)))', calls: values },
  { what: 'from 0 to 2^32', func: choice(unsigned(x, x), `(i32.trunc_f64_u ${x})`), ir: '(return (? (i32.and (f64.lt $0 4294967296d) (f64.ge $0 0d)) (i32.wrap_f64 $0) 7))', calls: values },
  { what: 'an unsigned one in the signed range', func: choice(signed, `(i32.trunc_f64_u ${x})`), ir: '(return (? (f64.lt (f64.abs $0) 2147483648d) (i32.trunc_f64_u $0) 7))', calls: [[5], [1.5], [4294967296], [-1], [-5.5]] },
  { what: 'a signed one in the unsigned range', func: choice(unsigned(x, x), `(i32.trunc_f64_s ${x})`), ir: '(return (? (i32.and (f64.lt $0 4294967296d) (f64.ge $0 0d)) (i32.trunc_f64_s $0) 7))', calls: [[5], [-1], [4294967295], [2147483648]] },
  { what: 'up to 2^31', func: choice('(f64.le (f64.abs (local.get 0)) (f64.const 2147483648))', `(i32.trunc_f64_s ${x})`), ir: '(return (? (f64.le (f64.abs $0) 2147483648d) (i32.trunc_f64_s $0) 7))', calls: [[5], [-2147483648], [2147483648]] },
  { what: 'another bound', func: choice('(f64.lt (f64.abs (local.get 0)) (f64.const 4294967296))', `(i32.trunc_f64_s ${x})`), ir: '(return (? (f64.lt (f64.abs $0) 4294967296d) (i32.trunc_f64_s $0) 7))', calls: [[5], [2147483648]] },
  { what: 'an i64', func: longChoice('f64', '(f64.lt (f64.abs (local.get 0)) (f64.const 9223372036854775808))', `(i64.trunc_f64_s ${x})`),
    ir: '(return (? (f64.lt (f64.abs $0) 9223372036854776000d) (i64.trunc_in_range_f64_s $0) 7n))', calls: longs },
  { what: 'an unsigned i64', func: longChoice('f64', '(i32.and (f64.lt (local.get 0) (f64.const 18446744073709551616)) (f64.ge (local.get 0) (f64.const 0)))', `(i64.trunc_f64_u ${x})`),
    ir: '(return (? (i32.and (f64.lt $0 18446744073709552000d) (f64.ge $0 0d)) (i64.trunc_in_range_f64_u $0) 7n))', calls: longs },
  { what: 'an i64 of an f32', func: longChoice('f32', '(f32.lt (f32.abs (local.get 0)) (f32.const 9223372036854775808))', `(i64.trunc_f32_s ${x})`),
    ir: '(return (? (f32.lt (f32.abs $0) 9223372036854776000f) (i64.trunc_in_range_f32_s $0) 7n))', calls: longs },
  { what: 'an i64 in the range of an i32', func: longChoice('f64', signed, `(i64.trunc_f64_s ${x})`), ir: '(return (? (f64.lt (f64.abs $0) 2147483648d) (i64.trunc_f64_s $0) 7n))', calls: longs },
  { what: 'the low word of an i64', func: choice('(f64.lt (f64.abs (local.get 0)) (f64.const 9223372036854775808))', `(i32.wrap_i64 (i64.trunc_f64_s ${x}))`),
    ir: '(return (? (f64.lt (f64.abs $0) 9223372036854776000d) (i32.wrap_i64 (i64.trunc_in_range_f64_s $0)) 7))', calls: longs },
  { what: 'assigned after the comparison', func: choice(signed, `(local.set 0 (f64.mul ${x} (f64.const 2))) (i32.trunc_f64_s ${x})`),
    ir: '(if (f64.lt (f64.abs $0) 2147483648d)\n  (set $0 (f64.mul $0 2d))\n  (set $1 (i32.trunc_f64_s $0))\n else\n  (set $1 7))\n(return $1)', calls: [[5], [2147483648], [2147483647]] },
  { what: 'compared before the comparison assigns it', func: choice(unsigned(x, '(local.get 0)').replace('(f64.ge (local.get 0)', '(f64.ge (local.tee 0 (f64.mul (local.get 0) (f64.const 4)))'), `(i32.trunc_f64_u ${x})`),
    ir: '(return (? (i32.and (f64.lt $0 4294967296d) (f64.ge (tee $0 (f64.mul $0 4d)) 0d)) (i32.trunc_f64_u $0) 7))', calls: [[5], [-1], [2147483648]] },
]);

test.run();
