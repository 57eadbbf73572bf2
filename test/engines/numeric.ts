/** Every numeric instruction on edge values, and every load and store at edge addresses: rows of the op table. */
import { ops, type FeatureId, type OpRow } from '../../compiler/ops/index.js';
import type { Group } from './group.js';

const TYPES: Record<string, string> = { i: 'i32', l: 'i64', f: 'f32', d: 'f64' };

/** As text: JSON has neither BigInt nor -0, NaN and infinities. */
const EDGES: Record<string, string[]> = {
  i: ['0', '1', '-1', '2', '3', '31', '32', '65535', '2147483647', '-2147483648', '305419896'],
  l: ['0', '1', '-1', '2', '31', '32', '33', '63', '4294967295', '4294967296', '-4294967297', '9007199254740993', '9223372036854775807', '-9223372036854775808', '81985529216486895'],
  f: ['0', '-0', '1', '-1.5', '2.5', '0.3333333432674408', '16777216', '2147483648', '-2147483904', '3.4028234663852886e38', '1.401298464324817e-45', 'Infinity', '-Infinity', 'NaN'],
  d: ['0', '-0', '1', '-1.5', '2.5', '-0.9999999999999999', '2147483647.5', '-2147483649', '4294967296', '9007199254740993', '9223372036854775808', '-9223372036854777856', '18446744073709551616', '1e300', '5e-324', 'Infinity', '-Infinity', 'NaN'],
};

const FEATURES: readonly FeatureId[] = ['mvp', 'sign-extension', 'saturating-conversions'];

const get = (count: number): string => Array.from({ length: count }, (_, i) => `(local.get ${i})`).join(' ');
const valueTypes = (letters: string): string => [...letters].map((letter) => TYPES[letter]).join(' ');

function rowsOf(shapes: readonly string[]): OpRow[] {
  return ops.filter((row) => shapes.includes(row.shape) && FEATURES.includes(row.feature) && /^[ilfd]+$/.test(row.params + row.result));
}

function numeric(name: string, chosen: (row: OpRow) => boolean): Group {
  const rows = rowsOf(['unary', 'binary', 'compare', 'test', 'convert']).filter(chosen);
  const functions = rows.map((row) => `(func (export "${row.name}") (param ${valueTypes(row.params)}) (result ${valueTypes(row.result)}) (${row.name} ${get(row.params.length)}))`);
  return {
    name,
    wat: { m: `(module ${functions.join('\n')})` },
    data: { rows: rows.map((row) => [row.name, row.params]), edges: EDGES },
    bigint: rows.some((row) => /l/.test(row.params + row.result)),
    driver: (load, report, data) => {
      const exports = load.m!();
      const edgesOf = (letter: string): any[] => data.edges[letter].map((text: string) => (letter === 'l' ? BigInt(text) : Number(text)));
      const show = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));
      const one = (call: () => unknown): string => { try { return show(call()); } catch (error) { return '!'; } };
      data.rows.forEach((row: string[]) => {
        const operation = exports[row[0]!];
        const first = edgesOf(row[1]![0]!);
        const second = row[1]!.length > 1 ? edgesOf(row[1]![1]!) : [undefined];
        report(row[0]!, () => first.map((a) => second.map((b) => one(() => operation(a, b))).join(' ')).join(' '));
      });
    },
  };
}

const uses = (letter: string) => (row: OpRow): boolean => (row.params + row.result).includes(letter);

function accesses(): Group {
  const rows = rowsOf(['load', 'store']);
  const functions = rows.flatMap((row) => ['', ' align=1', ' offset=3', ' offset=4294967295'].map((immediates, i) => {
    const isLoad = row.shape === 'load';
    const type = TYPES[row.type!]!;
    return isLoad ? `(func (export "${row.name} ${i}") (param i32) (result ${type}) (${row.name}${immediates} (local.get 0)))`
      : `(func (export "${row.name} ${i}") (param i32 ${type}) (${row.name}${immediates} (local.get 0) (local.get 1)))`;
  }));
  return {
    name: 'loads and stores, unaligned and out of bounds',
    wat: { m: `(module (memory (export "memory") 1) (data (i32.const 0) "\\01\\ff\\80\\7f\\00\\fe\\40\\12\\34\\56\\78\\9a\\bc\\de\\f0\\3f\\c0\\05") (data (i32.const 65520) "0123456789abcdef") ${functions.join('\n')})` },
    data: { rows: rows.map((row) => [row.name, row.shape, row.type]), values: { i: ['-2', '305419896'], l: ['-2', '81985529216486895'], f: ['-1.5', '3.4028234663852886e38'], d: ['-1.5', '1e300'] } },
    bigint: true,
    driver: (load, report, data) => {
      const exports = load.m!();
      const bytes = new Uint8Array(exports.memory.buffer);
      const addresses = [0, 1, 2, 3, 5, 7, 9, 65525, 65528, 65529, 65530, 65531, 65532, 65533, 65534, 65535, 65536, -1, -2, -8, 2147483647, -2147483648];
      const show = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));
      const sum = (): number => { let at = 0; return bytes.reduce((a, b) => (at++, Math.imul(a ^ (b + at), 16777619)), -2128831035); };
      data.rows.forEach((row: string[]) => {
        [0, 1, 2, 3].forEach((variant) => {
          const access = exports[`${row[0]} ${variant}`];
          const values = row[1] === 'load' ? [undefined] : data.values[row[2]!].map((text: string) => (row[2] === 'l' ? BigInt(text) : Number(text)));
          report(`${row[0]} ${variant}`, () => addresses.map((address) => values.map((value: unknown) => {
            try { return show(access(address, value)); } catch (error) { return '!'; }
          }).join(' ')).join(' ') + (row[1] === 'store' ? ` ${sum()}` : ''));
        });
      });
    },
  };
}

/** Masks and integers that are kept as floats, in locals that the function also computes with: engines with one NaN must not see them. */
const masks: Group = {
  name: 'bits of NaNs that are moved',
  wat: {
    m: `(module (memory (export "memory") 1) (data (i32.const 0) "\\ff\\ff\\ff\\ff\\01\\00\\80\\7f\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\01\\00\\00\\00\\00\\00\\f0\\7f\\00\\00\\00\\40")
      (func (export "f32") (param $from i32) (param $to i32) (local $x f32)
        (local.set $x (f32.load (local.get $from))) (f32.store (local.get $to) (local.get $x))
        (local.set $x (f32.sqrt (f32.load (i32.const 24)))) (f32.store offset=4 (local.get $to) (f32.mul (local.get $x) (local.get $x))))
      (func (export "f64") (param $from i32) (param $to i32) (local $x f64)
        (local.set $x (f64.convert_i32_s (local.get $from))) (f64.store offset=8 (local.get $to) (f64.add (local.get $x) (local.get $x)))
        (local.set $x (f64.load (local.get $from))) (if (local.get $from) (then (local.set $x (f64.load offset=8 (i32.const 0))))) (f64.store (local.get $to) (local.get $x)))
      (func (export "union") (param $from i32) (param $to i32) (local $x f64)
        (if (local.get $from)
          (then (local.set $x (f64.reinterpret_i64 (i64.sub (i64.load32_u (local.get $from)) (i64.const 0x80000001)))))
          (else (local.set $x (f64.sub (f64.convert_i32_s (local.get $to)) (f64.const 0.5)))))
        (f64.store (local.get $to) (local.get $x))
        (f64.store offset=8 (local.get $to) (select (f64.load (local.get $from)) (f64.mul (f64.convert_i32_s (local.get $to)) (f64.const 0.5)) (local.get $from))))
      (func (export "either") (param $from i32) (param $to i32) (local $x f64)
        (f64.store (local.get $to) (local.tee $x (f64.load (local.get $from))))
        (f64.store offset=8 (local.get $to) (if (result f64) (i32.and (local.get $from) (i32.const 8))
          (then (f64.convert_i32_u (i64.ne (i64.reinterpret_f64 (local.get $x)) (i64.const -1)))) (else (f64.convert_i32_u (f64.gt (local.get $x) (f64.const 0)))))))
      (func (export "remainder") (param $from i32) (param $to i32) (local $x f64)
        (if (local.get $from)
          (then (local.set $x (f64.reinterpret_i64 (i64.rem_s (i64.sub (i64.load32_u (local.get $from)) (i64.const 0x100000007)) (i64.const -9)))))
          (else
            (local.set $x (f64.sub (f64.convert_i32_s (local.get $to)) (f64.const 64.5)))
            (if (f64.lt (local.get $x) (f64.const 0)) (then (local.set $x (f64.add (local.get $x) (f64.const 9)))))))
        (f64.store (local.get $to) (local.get $x)))
      (func (export "bits") (param i32) (result i32) (i32.load (local.get 0))))`,
  },
  data: [['f32', 0], ['f32', 4], ['f32', 24], ['f64', 0], ['f64', 8], ['f64', 16], ['f64', 20], ['union', 0], ['union', 4], ['union', 8], ['union', 16], ['either', 0], ['either', 8], ['either', 24], ['either', 16], ['remainder', 0], ['remainder', 4], ['remainder', 8]],
  driver: (load, report, data) => {
    const exports = load.m!();
    data.forEach((row: any[]) => report(`${row[0]} ${row[1]}`, () => { exports[row[0]](row[1], 64); return [64, 68, 72, 76].map((at) => exports.bits(at)).join(' '); }));
  },
};

export const numericGroups: readonly Group[] = [
  numeric('i32', (row) => uses('i')(row) && !uses('l')(row)),
  numeric('i64', uses('l')),
  numeric('f32', (row) => uses('f')(row) && !uses('l')(row)),
  numeric('f64', (row) => uses('d')(row) && !uses('l')(row)),
  accesses(),
  masks,
];
