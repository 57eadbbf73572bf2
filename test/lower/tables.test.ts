/**
 * Accesses to tables at constant addresses, by indices that are masked, shifted, scaled or small: random ones around the end of the least memory, aligned or
 * not, leave the memory, the results and the traps that the engine's own WebAssembly leaves, whatever engine the code is for.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { Random } from '../fuzz/random.js';
import { assemble } from '../wabt.js';

const TARGETS = ['portable', 'v8', 'jsc', 'spidermonkey', 'hermes', 'jitless'] as const;
const [from, count] = (process.env['TABLES'] ?? '1,400').split(',').map(Number) as [number, number];

/** Widths of accesses of each type, with what loads and stores them. */
const KINDS = [['i32', '8_u', '8'], ['i32', '8_s', '8'], ['i32', '16_u', '16'], ['i32', '16_s', '16'], ['i32', '', ''], ['i64', '8_u', '8'], ['i64', '16_s', '16'], ['i64', '32_u', '32'], ['i64', '', ''], ['f32', '', ''], ['f64', '', '']] as const;

class Tables {
  constructor(private readonly r: Random) {}

  /** An i32, mostly of few values. */
  index(depth: number): string {
    const { r } = this;
    const inner = (): string => this.index(depth - 1);
    const n = (list: readonly number[]): string => `(i32.const ${r.pick(list)})`;
    if (depth === 0) return r.pick(['(local.get $a)', '(local.get $b)', '(i32.load8_u (local.get $a))', '(i32.load16_u offset=8 (i32.and (local.get $b) (i32.const 62)))', n([0, 1, 4, 8, 16, 1024, -4])]);
    return r.pick([
      () => `(i32.and ${inner()} ${n([7, 15, 255, 252, 1020, 2040, 65532, -4])})`,
      () => `(i32.and ${inner()} ${n([7, 255, 1020])})`,
      () => `(i32.shr_u ${inner()} ${n([1, 2, 8, 16, 24, 33])})`,
      () => `(i32.shl ${inner()} ${n([1, 2, 3, 29, 34])})`,
      () => `(i32.add ${inner()} ${n([4, 8, 1024, 60000, 64000, 65280, 65532, -4])})`,
      () => `(i32.add ${inner()} ${inner()})`,
      () => `(i32.mul ${inner()} ${n([2, 4, 8, 12, 24])})`,
      () => `(i32.or ${inner()} ${n([1, 4, 8, 256])})`,
      () => `(i32.xor ${inner()} ${n([1, 4, 60])})`,
      () => `(i32.rem_u ${inner()} ${n([3, 10, 100, 4096])})`,
      () => `(i32.div_u ${inner()} ${n([3, 16, 65536])})`,
      () => `(select ${inner()} ${inner()} (i32.lt_u ${inner()} ${n([10, 256])}))`,
      () => `(i32.eqz ${inner()})`,
      () => `(local.tee ${r.pick(['$x', '$y'])} ${inner()})`,
      () => r.pick(['(local.get $x)', '(local.get $y)']),
      () => `(i32.${r.pick(['add', 'or', 'xor', 'and'])} ${r.pick(['(local.get $x)', '(i32.add (local.get $x) (i32.const 4))', `(i32.and ${inner()} (local.get $x))`])} (local.tee $x ${inner()}))`,
    ])();
  }

  statement(): string {
    const { r } = this;
    const [type, load, store] = r.pick(KINDS);
    const memarg = `offset=${r.pick([0, 0, 0, 1, 2, 4, 8, 1024, 63496, 64512, 65024, 65276, 65280, 65408, 65472, 65504, 65520, 65528])}`;
    const index = this.index(r.pick([1, 2, 3, 4]));
    const loaded = (at: string): string => `(${type}.load${load} ${memarg} ${at})`;
    const mixed = (value: string): string => type === 'i32' ? value : type === 'i64' ? `(i32.wrap_i64 (i64.xor ${value} (i64.shr_u ${value} (i64.const 32))))` : type === 'f32' ? `(i32.reinterpret_f32 ${value})` : `(i32.wrap_i64 (i64.shr_u (i64.reinterpret_f64 ${value}) (i64.const 9)))`;
    const one = type.startsWith('i') ? `(${type}.const ${r.pick([1, 3, -1, 77])})` : `(${type}.const ${r.pick(['0.5', '3', '-1'])})`;
    const sum = (value: string): string => `(${type}.add ${value} ${one})`;
    return r.pick([
      () => `(local.set $s (i32.xor (i32.rotl (local.get $s) (i32.const 5)) ${mixed(loaded(index))}))`,
      () => `(${type}.store${store} ${memarg} (local.tee $x ${index}) ${sum(loaded('(local.get $x)'))})`,
      () => `(${type}.store${store} ${memarg} ${index} ${one})`,
      () => `(${type}.store${store} ${memarg} ${index} ${sum(loaded(this.index(2)))})`,
      () => `(local.set ${r.pick(['$x', '$y'])} ${index})`,
      () => `(if ${index} (then ${this.statement()}) (else ${this.statement()}))`,
      () => `(i32.store ${memarg} ${index} (call $grow (i32.const ${r.pick([0, 1])})))`,
    ])();
  }

  module(memory: string): string {
    const { r } = this;
    const body = Array.from({ length: r.pick([1, 2, 4, 6]) }, () => this.statement()).join('\n');
    return `(module (memory (export "memory") ${memory}) (data (i32.const 0) "\\01\\02\\03\\04\\85\\06\\f7\\08\\ff\\fe\\7d\\fc\\80\\81\\02\\83") (data (i32.const 65500) "\\01\\02\\03\\04\\05\\06\\07\\08\\09\\0a\\0b\\0c\\0d\\0e\\0f\\10")
      (func $grow (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "f") (param $a i32) (param $b i32) (result i32) (local $x i32) (local $y i32) (local $s i32)
        ${body} (i32.xor (local.get $s) (i32.add (local.get $x) (local.get $y)))))`;
  }
}

const NUMBERS = [0, 1, 3, 4, 8, 255, 256, 1000, 65500, 65532, 65535, 65536, 0x7fffffff, -1, -4, -65536, 0x12345678];

test(`${count} random functions`, () => {
  for (let seed = from; seed < from + count; seed++) {
    const r = new Random(seed);
    const text = new Tables(r).module(r.pick(['1', '1 3', '1 1', '2', '1 40000']));
    const calls = Array.from({ length: 24 }, () => ['f', r.pick(NUMBERS), r.pick(NUMBERS)] as const);
    try {
      agree(text, calls, { levels: [2], options: { target: r.pick(TARGETS) } });
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}\n${text}`, { cause: error });
    }
  }
});

/** The function, pretty. */
function code(body: string, memory = '1', target: (typeof TARGETS)[number] = 'jsc'): string {
  const text = compile(assemble(`(module (memory ${memory}) (func (export "f") (param $a i32) (result i32) ${body}))`), { pretty: true, target }).code;
  return /function \$f0\([^)]*\) \{\n([\s\S]*?)\n  \}/.exec(text)![1]!;
}

test('a word of a table is an element, where engines like that', () => {
  const masked = '(i32.load offset=1024 (i32.shl (i32.and (local.get $a) (i32.const 255)) (i32.const 2)))';
  for (const target of ['jsc', 'spidermonkey', 'hermes', 'jitless'] as const) assert.match(code(masked, '1', target), /I\w*\[\(p0 & 255\) \+ 256\]/);
  for (const target of ['portable', 'v8'] as const) assert.match(code(masked, '1', target), 'getInt32');
  assert.match(code('(i32.load offset=1024 (i32.and (i32.shr_u (local.get $a) (i32.const 22)) (i32.const 1020)))'), '.I[(p0 >>> 24) + 256]');
  assert.match(code('(i32.load16_u offset=1024 (i32.shl (i32.and (local.get $a) (i32.const 255)) (i32.const 1)))'), '.W[(p0 & 255) + 512]');
  assert.match(code('(i32.load8_u offset=1024 (i32.and (local.get $a) (i32.const 255)))', '1', 'portable'), /\.U\[\(p0 & 255\) \+ 1024/);
});

test('but not where it may be unaligned, or beyond the least memory', () => {
  const word = (offset: number, index: string): string => code(`(i32.load offset=${offset} ${index})`);
  const masked = '(i32.and (local.get $a) (i32.const 252))';
  assert.match(word(65280, masked), '.I[');
  assert.not.match(word(65284, masked), '.I[');
  assert.not.match(word(1022, masked), '.I[');
  assert.not.match(word(1024, '(i32.and (local.get $a) (i32.const 255))'), '.I[');
  assert.not.match(word(1024, '(i32.shl (i32.shr_u (local.get $a) (i32.const 1)) (i32.const 2))'), '.I[');
  assert.not.match(word(1024, '(i32.add (i32.and (local.get $a) (i32.const 252)) (i32.const -4))'), '.I[');
  assert.not.match(word(65500, '(i32.or (i32.and (local.get $a) (i32.const 28)) (i32.const 32))'), '.I[');
  assert.match(word(65468, '(i32.or (i32.and (local.get $a) (i32.const 28)) (i32.const 32))'), '.I[');
});

test('shifts of more than a word is long', () => {
  const index = (by: number): string => `(i32.load offset=1024 (i32.and (i32.shr_u (local.get $a) (i32.const ${by})) (i32.const 1020)))`;
  const text = `(module (memory (export "memory") 1) (data (i32.const 1024) "\\01\\02\\03\\04") ${[29, 30, 31].map((by) => `(func (export "f${by}") (param $a i32) (result i32) ${index(by)})`).join('\n')})`;
  agree(text, [29, 30, 31].flatMap((by) => [0, 1, -1, 0x40000000, 0x12345678].map((a) => [`f${by}`, a] as const)), { options: { target: 'jsc' } });
});

test.run();
