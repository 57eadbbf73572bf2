/**
 * Loops whose accesses are looked at before: random loops in loops, with accesses of all types and widths, aligned or not, beyond the end of
 * memory and wrapping, all kinds of counters and ways out, leave the memory, the results and the traps that the engine's own WebAssembly leaves.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { Random } from '../fuzz/random.js';
import { irOf, verifyAll } from '../ir/functions.js';
import { assemble } from '../wabt.js';
import { constantBegin } from './constant-begin.js';

const PASSES = ['structure', 'forward', 'moves', 'ranges'] as const;
const get = (local: string): string => `(local.get ${local})`;
const set = (local: string, value: string): string => `(local.set ${local} ${value})`;
const i32 = (value: number): string => `(i32.const ${value})`;
const add = (a: string, b: string | number): string => `(i32.add ${a} ${typeof b === 'number' ? i32(b) : b})`;
const step = (local: string, by: string | number): string => set(local, add(get(local), by));

/** What a memory has at first: numbers that no two bytes share a pattern of, signalling NaNs of f32 among them. */
const around = (memory: string, func: string): string => `(module (memory (export "memory") ${memory})
  (func (export "fill") (local $i i32) (local $x i32) (local.set $x (i32.const 12345)) (loop $l
    (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
    (i32.store (local.get $i) (select (i32.const 0x7f812345) (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 13))) (i32.eqz (i32.and (local.get $x) (i32.const 0x7000000)))))
    (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 65536)))))
  (func (export "seen") (result i32) (local $i i32) (local $h i32) (loop $l (local.set $h (i32.add (i32.mul (local.get $h) (i32.const 31)) (i32.load (local.get $i))))
    (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 65536)))) (local.get $h))
  (func (export "f") ${func}))`;

interface Kind {
  readonly width: number;
  /** What is made of the value at an address. */
  readonly load: (memarg: string, address: string) => string;
  readonly store: (memarg: string, address: string) => string;
}
const number = (type: string, width: number, load: string, store: string, use: (value: string) => string, value: string): Kind => ({
  width,
  load: (memarg, address) => use(`(${type}.${load}${memarg} ${address})`),
  store: (memarg, address) => `(${type}.${store}${memarg} ${address} ${value})`,
});
const mix = (value: string): string => set('$a', `(i32.xor (i32.rotl ${get('$a')} ${i32(5)}) ${value})`);
const mixLong = (value: string): string => set('$l', `(i64.add (i64.rotl ${get('$l')} (i64.const 7)) ${value})`);
const sum = (type: string) => (value: string): string => set('$d', `(f64.add (f64.mul ${get('$d')} (f64.const 0.5)) (f64.min (f64.max ${type === 'f32' ? `(f64.promote_f32 ${value})` : value} (f64.const -1e6)) (f64.const 1e6)))`);
const vector = (use: (value: string) => string, value: string): Kind => number('v128', 16, 'load', 'store', use, value);
const splat = (shape: string, value: number): string => `(${shape}.splat (${shape.slice(0, 3)}.const ${value}))`;
/** A number of some size, also instead of a NaN. */
const clamped = (shape: string, value: string): string => `(${shape}.pmin ${splat(shape, 1e6)} (${shape}.pmax ${splat(shape, -1e6)} ${value}))`;
const KINDS: readonly Kind[] = [
  number('i32', 1, 'load8_u', 'store8', mix, get('$a')),
  number('i32', 1, 'load8_s', 'store8', mix, add(get('$a'), get('$k'))),
  number('i32', 2, 'load16_u', 'store16', mix, get('$a')),
  number('i32', 2, 'load16_s', 'store16', mix, `(i32.mul ${get('$a')} ${i32(3)})`),
  number('i32', 4, 'load', 'store', mix, get('$a')),
  number('i32', 4, 'load', 'store', mix, `(i32.add (i32.load ${get('$p')}) ${get('$i')})`),
  number('i64', 8, 'load', 'store', mixLong, get('$l')),
  number('i64', 8, 'load', 'store', mixLong, `(i64.load ${get('$q')})`),
  number('i64', 4, 'load32_u', 'store32', mixLong, get('$l')),
  number('i64', 2, 'load16_s', 'store16', mixLong, get('$l')),
  number('f64', 8, 'load', 'store', sum('f64'), get('$d')),
  number('f64', 8, 'load', 'store', (value) => mixLong(`(i64.reinterpret_f64 ${value})`), `(f64.load ${get('$q')})`),
  number('f32', 4, 'load', 'store', sum('f32'), `(f32.demote_f64 ${get('$d')})`),
  number('f32', 4, 'load', 'store', (value) => mix(`(i32.reinterpret_f32 ${value})`), `(f32.load ${get('$q')})`),
  number('f32', 4, 'load', 'store', (value) => set('$f', value), get('$f')),
  vector((value) => set('$v', `(i32x4.add (v128.xor ${get('$v')} (i32x4.shl ${get('$v')} (i32.const 3))) ${value})`), get('$v')),
  vector((value) => set('$v', `(i8x16.add ${get('$v')} ${value})`), `(i16x8.mul ${get('$v')} (v128.load ${get('$q')}))`),
  vector((value) => set('$v', `(i64x2.add ${get('$v')} ${value})`), `(v128.load ${get('$q')})`),
  vector((value) => set('$v', value), get('$v')),
  vector((value) => set('$w', `(f32x4.add (f32x4.mul ${get('$w')} ${splat('f32x4', 0.5)}) ${clamped('f32x4', value)})`), get('$w')),
  vector((value) => set('$w', clamped('f32x4', value)), `(f32x4.sub ${get('$w')} (f32x4.splat (f32.convert_i32_s ${get('$k')})))`),
  vector((value) => set('$u', `(f64x2.add (f64x2.mul ${get('$u')} ${splat('f64x2', 0.5)}) ${clamped('f64x2', value)})`), get('$u')),
  vector((value) => set('$u', `(f64x2.sub ${get('$u')} ${clamped('f64x2', value)})`), `(v128.load ${get('$q')})`),
];

class Loops {
  private labels = 0;

  constructor(private readonly r: Random) {}

  private address(width: number): string {
    const { r } = this;
    const counter = get(r.pick(['$k', '$k', '$k', '$i']));
    const scaled = r.pick([`(i32.shl ${counter} ${i32(Math.log2(width))})`, `(i32.mul ${counter} ${i32(width)})`, `(i32.mul ${counter} ${get('$s')})`, `(i32.mul ${add(counter, get('$i'))} ${i32(8)})`]);
    const pointer = r.chance(0.08) ? `(select ${get('$p')} ${get('$q')} (i32.gt_s ${get('$m')} ${i32(7)}))` : get(r.pick(['$p', '$q', '$x', '$x']));
    if (r.chance(0.15)) return add(`(local.tee $t ${r.pick([pointer, add(pointer, scaled)])})`, r.pick([0, 8, 16]));
    if (r.chance(0.1)) return add(pointer, `(local.tee $t ${r.pick([scaled, `(i32.load16_u ${pointer})`])})`);
    if (r.chance(0.15)) return r.pick([get('$t'), add(get('$t'), r.pick([8, 4])), add(pointer, get('$t'))]);
    return r.pick([pointer, add(pointer, scaled), add(scaled, pointer), `(i32.sub ${pointer} ${scaled})`, add(add(pointer, scaled), r.pick([8, -8, 16, 4]))]);
  }

  private access(): string {
    const { r } = this;
    const kind = r.pick(KINDS);
    const memarg = r.pick(['', '', ` offset=${kind.width}`, ' offset=16', r.chance(0.3) ? ' offset=3' : '', r.chance(0.2) ? ' offset=4294967288' : '', r.chance(0.2) ? ' align=1' : '']);
    return r.chance(0.65) ? kind.load(memarg, this.address(kind.width)) : kind.store(memarg, this.address(kind.width));
  }

  private statements(): string[] {
    const { r } = this;
    return Array.from({ length: 1 + r.below(3) }, () => {
      const one = this.access();
      if (r.chance(0.12)) return `(if ${r.pick([`(i32.and ${get('$k')} ${i32(3)})`, get('$m'), `(i32.lt_s ${get('$a')} ${i32(0)})`])} (then ${one}) (else ${r.chance(0.5) ? this.access() : step('$y', 1)}))`;
      return one;
    });
  }

  /** A loop around statements: what comes before it, how it begins, and how it goes on. `n`: the number of rounds. */
  private loop(counter: string, n: string, body: readonly string[]): string {
    const { r } = this;
    const label = `$loop${this.labels++}`;
    const c = get(counter);
    const by = r.pick([1, 1, 2, 3]);
    const up = `(local.tee ${counter} ${add(c, by)})`, down = `(local.tee ${counter} (i32.sub ${c} ${i32(by)}))`;
    const scaled = `(i32.mul ${n} ${i32(by)})`;
    const round = body.join('\n');
    const exit = r.chance(0.12) ? `(br_if $out ${r.pick([`(i32.ge_u ${c} ${i32(200)})`, `(i32.gt_u ${add(c, get('$i'))} ${i32(30)})`, `(i32.eq (i32.and ${get('$a')} ${i32(0xff)}) ${i32(7)})`])})` : '';
    const whole = (begin: string, test: string): string => `${set(counter, begin)} (loop ${label} ${exit} ${round} (br_if ${label} ${test}))`;
    const whilst = (begin: string, test: string, next: string): string => `${set(counter, begin)} (loop ${label} (if ${test} (then ${exit} ${round} ${next} (br ${label}))))`;
    const pointed = `${set('$e', add(get('$x'), `(i32.mul ${n} ${i32(8)})`))} (loop ${label} ${exit} ${round} ${step(counter, 1)} (br_if ${label} (i32.ne (local.tee $x ${add(get('$x'), 8)}) ${get('$e')})))`;
    return r.pick([
      () => whole(i32(0), `(i32.ne ${up} ${scaled})`),
      () => whole(scaled, down),
      () => whole(i32(0), `(i32.${r.pick(['lt_s', 'lt_u', 'le_s', 'le_u'])} ${up} ${n})`),
      () => whole(i32(-3), `(i32.${r.pick(['lt_s', 'le_s', 'lt_u'])} ${up} ${n})`),
      () => whole(n, `(i32.${r.pick(['gt_s', 'ge_s'])} ${down} ${i32(1)})`),
      () => whole(n, `(i32.${r.pick(['lt_s', 'le_s'])} ${i32(2)} ${down})`),
      () => whole(i32(2 ** 31 - 1 - 20 * by), `(i32.lt_s ${up} ${i32(2 ** 31 - 1 - by)})`),
      () => `${set(counter, i32(0))} (loop ${label} (if (i32.ne (i32.and ${get('$a')} ${i32(63)}) ${i32(7)}) (then ${round} (br_if ${label} (i32.ne ${up} ${scaled})))))`,
      () => whilst(i32(0), `(i32.${r.pick(['lt_s', 'lt_u'])} ${c} ${n})`, step(counter, by)),
      () => whilst(n, `(i32.gt_s ${c} ${i32(0)})`, step(counter, -by)),
      () => whole(i32(0), `(i32.eqz (i32.${r.pick(['ge_s', 'ge_u', 'gt_s'])} ${up} ${n}))`),
      () => (counter === '$k' && !round.includes('(local.set $x') ? pointed : whole(i32(0), `(i32.ne ${up} ${scaled})`)),
      () => whole(i32(0), `(i32.ne ${up} ${i32(24 * by)})`),
    ])();
  }

  func(): string {
    const { r } = this;
    const begin = [set('$x', r.pick([get('$p'), get('$q'), add(get('$q'), `(i32.mul ${get('$i')} ${i32(64)})`), `(i32.load ${get('$p')})`]))];
    const steps = (): string[] => [step('$x', r.pick<string | number>([8, 4, 1, get('$s'), -8])), step('$q', get('$s')), step('$y', 3)].filter(() => r.chance(0.3));
    const body = [...this.statements(), ...steps()];
    const inner = this.loop('$k', r.chance(0.3) ? add(get('$j'), r.pick([1, 1, 9])) : get('$m'), body);
    const nest = r.chance(0.65)
      ? [set('$i', i32(1)), this.loop('$i', get('$n'), [...begin, ...(r.chance(0.3) ? this.statements() : []), r.chance(0.2) ? `(if (i32.and ${get('$i')} ${i32(1)}) (then ${inner}))` : inner, ...(r.chance(0.3) ? this.statements() : []), ...(r.chance(0.25) ? [this.loop('$k', get('$m'), [...this.statements(), ...steps()])] : []), ...steps(), step('$j', 1)])]
      : [set('$i', get('$n')), ...begin, inner];
    const result = ['$i', '$k', '$p', '$q', '$x', '$y', '$t', '$a', '(i32.wrap_i64 (local.get $l))', '(i32.wrap_i64 (i64.shr_u (local.get $l) (i64.const 32)))', '(i32.trunc_sat_f64_s (f64.mul (local.get $d) (f64.const 1000)))', '(i32.reinterpret_f32 (local.get $f))', ...['$u', '$v', '$w'].flatMap((local) => [0, 1, 2, 3].map((lane) => `(i32x4.extract_lane ${lane} ${get(local)})`))]
      .map((e) => (e.startsWith('$') ? get(e) : e)).reduce((a, b) => `(i32.add (i32.mul ${a} (i32.const 31)) ${b})`);
    return `(param $n i32) (param $m i32) (param $p i32) (param $q i32) (param $s i32) (result i32)
      (local $i i32) (local $j i32) (local $k i32) (local $x i32) (local $y i32) (local $t i32) (local $e i32) (local $a i32) (local $l i64) (local $d f64) (local $f f32) (local $u v128) (local $v v128) (local $w v128)
      (block $out ${r.chance(0.35) ? constantBegin(r, ['$p', '$q'], ['$n', '$m']) : ''} ${nest.join('\n')}) ${result}`;
  }
}

function calls(r: Random): (readonly [string, ...unknown[]])[] {
  const pointer = (): number => r.pick([1024, 4096, 4104, 4100, 1025, 0, 8, 65472, 65504, 65528, 65535, -8, -16, 2 ** 31 - 8, -(2 ** 31), 70000]);
  const often = (): number => r.pick([1024, 2048, 4096, 8192, 16384]);
  return Array.from({ length: 14 }, (_, i): [string, ...unknown[]][] => {
    const at = i < 9 ? often : pointer;
    return [['fill'], ['f', r.pick([1, 2, 3, 5, 17, 20, 40]), r.pick([1, 2, 7, 15, 16, 17, 30, 64]), at(), at(), r.pick([4, 8, 8, 8, 12, 64, 0, -8, 3])], ['seen']];
  }).flat();
}

const [from, count] = (process.env['RANGES'] ?? '1,120').split(',').map(Number) as [number, number];

test(`${count} random loops`, () => {
  let looked = 0;
  for (let seed = from; seed < from + count; seed++) {
    const r = new Random(seed);
    const text = around(r.pick(['1 2', '1 2', '1 1', '1', '1 65536']), new Loops(r).func());
    try {
      agree(text, calls(r), { levels: [2] });
      verifyAll(assemble(text));
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}\n${text}`, { cause: error });
    }
    if (irOf(text, ...PASSES).includes('[]')) looked++;
  }
  assert.ok(looked > count / 4, `only ${looked} of ${count} were looked at`);
});

/** Stores to $p, eight bytes further on in each round. */
const filling = (round: string, again: string): string => around('1 2', `(param $p i32) (param $n i32) (param $k i32) (loop $l (f64.store ${get('$p')} (f64.convert_i32_s ${get('$p')})) ${round} (br_if $l ${again}))`);
const MANY = [['fill'], ['f', 1024, 20, 0], ['seen'], ['f', 1028, 20, 0], ['seen'], ['f', 65400, 40, 0], ['seen']] as const;

test('a counter that misses its end goes on to the end of memory', () => {
  agree(filling(step('$p', 8), `(i32.ne ${get('$p')} ${add(get('$n'), 4096)})`), MANY, { levels: [2] });
  agree(filling(step('$p', 8), `(i32.ne (local.tee $k ${add(get('$k'), 3)}) ${add(get('$n'), 100)})`), MANY, { levels: [2] });
});

test('so does one that wraps', () => {
  for (const test of ['lt_s', 'le_s', 'lt_u', 'le_u']) {
    const most = test.endsWith('u') ? -1 : 2 ** 31 - 1;
    const calls = [0, 1, 2, 3].flatMap((less) => [['fill'], ['f', 1024, most - less, most - 100], ['seen']] as const);
    agree(filling(step('$p', 8), `(i32.${test} (local.tee $k ${add(get('$k'), 3)}) ${get('$n')})`), calls, { levels: [2] });
  }
  const falling = filling(step('$p', 8), `(i32.gt_s (local.tee $k ${add(get('$k'), -3)}) ${get('$n')})`);
  agree(falling, [0, 1, 2, 3].flatMap((more) => [['fill'], ['f', 1024, -(2 ** 31) + more, -(2 ** 31) + 100], ['seen']] as const), { levels: [2] });
});

test('a loop that is left early has not stepped what follows it', () => {
  const back = `(loop $back (if (i32.ne (i32.and ${get('$a')} ${i32(15)}) ${i32(7)}) (then ${set('$a', add(get('$a'), 2))} ${step('$x', -8)} (br_if $back (i32.ne (local.tee $k ${add(get('$k'), 1)}) ${i32(20)})))))`;
  const sum = `(loop $sum ${set('$s', `(i32.xor (i32.rotl ${get('$s')} ${i32(3)}) (i32.load (i32.add ${get('$x')} (i32.shl ${get('$j')} ${i32(2)}))))`)} (br_if $sum (i32.ne (local.tee $j ${add(get('$j'), 1)}) ${i32(24)})))`;
  const text = around('1 2', `(param $p i32) (param $a i32) (result i32) (local $i i32) (local $j i32) (local $k i32) (local $x i32) (local $s i32)
    (loop $l ${set('$x', get('$p'))} ${set('$k', i32(0))} ${set('$j', i32(0))} ${back} ${sum} (br_if $l (i32.ne (local.tee $i ${add(get('$i'), 1)}) ${i32(2)}))) ${get('$s')}`);
  assert.match(irOf(text, ...PASSES), 'i32.load[]');
  agree(text, [[1024, 0], [1024, 7], [65520, 7], [65520, 0], [65520, 1], [65440, 7], [65440, 3], [0, 7], [0, 0]].flatMap(([p, a]) => [['fill'], ['f', p, a]] as const), { levels: [2] });
});

test('a step that is taken out of a loop does nothing else', () => {
  const text = (by: string): string => around('1 2', `(param $p i32) (param $a i32) (result i32) (local $k i32) (local $s i32) (local $t i32)
    (loop $l ${set('$a', `(i32.sub ${get('$a')} ${by})`)} ${set('$s', `(i32.xor (i32.rotl ${get('$s')} ${i32(3)}) (i32.load ${get('$p')}))`)} ${step('$p', 4)}
      (br_if $l (i32.lt_u (local.tee $k ${add(get('$k'), 1)}) ${i32(40)}))) (i32.add (i32.mul ${get('$a')} ${i32(31)}) (i32.add (i32.mul ${get('$t')} ${i32(7)}) ${get('$s')}))`);
  for (const by of [i32(217), `(local.tee $t ${i32(217)})`]) {
    assert.match(irOf(text(by), ...PASSES), 'i32.load[]');
    agree(text(by), [1024, 1025, 65500].flatMap((p) => [['fill'], ['f', p, 5], ['f', p, -1000]] as const), { levels: [2] });
  }
});

test('beyond 2 GiB', () => {
  const moved = '(f32.store offset=256 (local.get $p) (local.get $v)) (local.set $v (select (f32.load (local.get $p)) (f32.neg (local.get $v)) (local.get $k)))';
  const scaled = '(f64.store offset=256 (local.get $p) (f64.neg (f64.load (local.get $p))))';
  const moves = ([['f32', 'i32', 4, moved], ['f64', 'i64', 8, scaled]] as const).map(([type, bits, width, move], i) => `(func (export "f${i}") (param $p i32) (param $x ${bits}) (result ${bits}) (local $k i32) (local $v ${type})
    (${bits}.store (i32.const 0x80001040) (${bits}.const 0x7f812345))
    (loop $l ${move} ${set('$x', `(${bits}.add ${get('$x')} (${bits}.reinterpret_${type} (${type}.load ${get('$p')})))`)}
      ${step('$p', width)} (br_if $l (i32.lt_u (local.tee $k ${add(get('$k'), 1)}) ${i32(40)}))) ${get('$x')})`);
  const text = `(module (memory 32770) (func (export "seen") (param $p i32) (result i32) (i32.load ${get('$p')})) ${moves.join('\n')})`;
  assert.match(irOf(text, ...PASSES), 'f64.load[]');
  const calls = [-0x7ffff000, 0x7fffffa0].flatMap((p) => [['f0', p, 3], ['seen', p + 0x140], ['f1', p, 3n], ['seen', p + 0x144]] as const);
  agree(text, calls, { levels: [2] });
});

test('what leads out is copied with a loop, but not where it is much', () => {
  const leaving = (way: string, tag = ''): string => around('1 2', `(param $p i32) (param $n i32) (result i32) (local $k i32) (local $s i32)
    (block $out (loop $l (if (i32.eq ${get('$k')} ${get('$n')}) (then ${way})) ${set('$s', `(i32.xor (i32.rotl ${get('$s')} ${i32(3)}) (i32.load ${get('$p')}))`)} ${step('$p', 4)}
      (br_if $l (i32.lt_u (local.tee $k ${add(get('$k'), 1)}) ${i32(40)})))) ${get('$s')}`).replace('(memory', `${tag} (memory`);
  const chosen = (after: string): string => `(block $c (block $b (block $a (br_table $a $b $c (i32.and ${get('$s')} ${i32(3)}))) (return ${i32(1)})) ${step('$s', 2)}) ${after}`;
  const caught = `(try (do ${chosen('')} (throw 0 ${get('$s')})) (catch 0 (local.set $s))) (br $out)`;
  const again = `(loop $m ${step('$s', 7)} (br_if $m (i32.gt_u ${get('$s')} ${i32(9)}))) (return ${get('$s')})`;
  const much = `${step('$s', 5).repeat(80)} (return ${get('$s')})`;
  const calls = [1024, 65500, 65535].flatMap((p) => [3, 17, 50].flatMap((n) => [['fill'], ['f', p, n]] as const));
  for (const way of [chosen('(br $out)'), caught, again, much]) {
    const text = leaving(way, way === caught ? '(tag (param i32))' : '');
    assert.is(irOf(text, ...PASSES).includes('i32.load[]'), way !== much);
    agree(text, calls, { levels: [2] });
  }
});

test('loops that copy, are left when something is found, or mostly compute are as they were', () => {
  const loop = (body: string): string => irOf(around('1 2', `(param $p i32) (param $q i32) (param $n i32) (result i32) (local $a i32) (local $l i64)
    (block $out (loop $l ${body} ${step('$p', 8)} ${step('$q', 8)} (br_if $l (local.tee $n (i32.sub ${get('$n')} ${i32(1)}))))) (i32.add ${get('$a')} (i32.wrap_i64 ${get('$l')}))`), ...PASSES);
  const sum = set('$a', `(i32.add ${get('$a')} (i32.load ${get('$p')}))`);
  assert.match(loop(sum), 'i32.load[]');
  assert.not.match(loop(`(i64.store ${get('$q')} (i64.load ${get('$p')}))`), '[]');
  assert.not.match(loop(`(i32.store ${get('$q')} (i32.load ${get('$p')}))`), '[]');
  assert.not.match(loop(`${sum} (br_if $out (i32.eq (i32.load ${get('$q')}) ${i32(7)}))`), '[]');
  assert.not.match(loop(`${sum} (call 0)`), '[]');
  assert.not.match(loop(set('$a', `(i32.add ${get('$a')} (i32.load align=1 ${get('$p')}))`)), '[]');
  const rotated = '(i64.mul (i64.rotl (i64.mul (i64.xor (local.get $l) (i64.load (local.get $p))) (i64.const 0x9e3779b97f4a7c15)) (i64.const 31)) (i64.const 0x2545f4914f6cdd1d))';
  assert.not.match(loop(set('$l', rotated)), '[]');
});

test.run();
