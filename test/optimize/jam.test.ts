/**
 * Several rounds of a loop at once: random loops around loops that add floats up, with all kinds of addresses, overlapping, beyond the end of
 * memory and wrapping, leave the memory, the locals and the traps that the engine's own WebAssembly leaves.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { Random } from '../fuzz/random.js';
import { irOf, verifyAll } from '../ir/functions.js';
import { assemble } from '../wabt.js';
import { constantBegin } from './constant-begin.js';

const PASSES = ['structure', 'forward', 'moves', 'jam'] as const;
/** A memory that a function fills with numbers from -1 to 1, and a function that tells one state of it from another. */
const around = (type: string, func: string): string => `(module (memory (export "memory") 1)
  (func (export "fill") (local $i i32) (loop $l (${type}.store (local.get $i) (${type}.mul (${type}.convert_i32_s (i32.sub (i32.rem_u (i32.mul (local.get $i) (i32.const 7)) (i32.const 23)) (i32.const 11))) (${type}.const 0.09375)))
    (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const ${width(type)}))) (i32.const 65536)))))
  (func (export "seen") (result i32) (local $i i32) (local $h i32) (loop $l (local.set $h (i32.add (i32.mul (local.get $h) (i32.const 31)) (i32.load (local.get $i))))
    (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 65536)))) (local.get $h))
  (func (export "f") ${func}))`;
const width = (type: string): 4 | 8 => (type === 'f32' ? 4 : 8);
const get = (local: string): string => `(local.get ${local})`;
const set = (local: string, value: string): string => `(local.set ${local} ${value})`;
const add = (a: string, b: string | number): string => `(i32.add ${a} ${typeof b === 'number' ? `(i32.const ${b})` : b})`;
const step = (local: string, by: string | number): string => set(local, add(get(local), by));

class Loops {
  private readonly w: 4 | 8;
  private labels = 0;

  constructor(
    private readonly r: Random,
    private readonly type: string,
  ) {
    this.w = width(type);
  }

  private float(name: string, ...args: string[]): string {
    return `(${this.type}.${name} ${args.join(' ')})`;
  }

  private load(address: string): string {
    const offset = this.r.pick(['', '', ` offset=${this.w}`, ' offset=16', ' offset=3']);
    return this.r.chance(0.9) ? `(${this.type}.load${offset} ${address})` : this.float('convert_i32_s', `(i32.load8_s${offset} ${address})`);
  }

  /** Locals count by one, pointers by the width. */
  private address(counters: readonly string[], pointers: readonly string[]): string {
    const { r } = this;
    const shifted = (e: string): string => (r.chance(0.5) ? `(i32.shl ${e} (i32.const ${Math.log2(this.w)}))` : `(i32.mul ${e} ${r.pick([get('$s'), `(i32.const ${this.w})`, '(i32.const 12)'])})`);
    const pointer = get(r.pick(pointers));
    switch (r.below(5)) {
      case 0: return pointer;
      case 1: return add(pointer, r.pick([4, 8, -8, 32]));
      case 2: return add(pointer, shifted(add(get(r.pick(counters)), get(r.pick(counters)))));
      default: return add(pointer, shifted(get(r.pick(counters))));
    }
  }

  private sum(counters: readonly string[], pointers: readonly string[]): string {
    const { r } = this;
    const product = this.float('mul', this.load(this.address(counters, pointers)), r.chance(0.8) ? this.load(this.address(counters, pointers)) : get('$b'));
    return set('$a', r.chance(0.5) ? this.float('add', get('$a'), product) : this.float(r.pick(['add', 'sub']), product, get('$a')));
  }

  /** A check of bounds, which leads out of all loops; the limit is seldom reached. */
  private check(counters: readonly string[]): string {
    const { r } = this;
    const value = r.pick([get(r.pick(counters)), add(get(r.pick(counters)), get(r.pick(counters))), `(i32.mul ${get(r.pick(counters))} ${get('$m')})`, add(get(r.pick(counters)), -1)]);
    const limit = r.pick(['(i32.const 200)', '(i32.const 30)', `(i32.shl ${get('$n')} (i32.const 1))`, get('$c')]);
    return r.pick([`(i32.ge_u ${value} ${limit})`, `(i32.gt_u ${value} ${limit})`, `(i32.le_u ${limit} ${value})`, `(i32.lt_u ${limit} ${value})`, `(i32.eqz (i32.lt_u ${value} ${limit}))`]);
  }

  private inner(depth: number): string {
    const { r } = this;
    const own = `$k${depth}`, label = `$inner${this.labels++}`;
    const [counters, pointers] = [['$i', own, ...(depth > 0 ? ['$k0'] : [])], ['$p', '$q', '$x']];
    const again = (test: string): string => `(br_if ${label} ${test})`;
    const [begin, end] = r.pick([
      [set(own, '(i32.const 0)'), again(`(i32.ne (local.tee ${own} ${add(get(own), 1)}) ${get('$m')})`)],
      [set(own, '(i32.const 0)'), again(`(i32.ne (local.tee ${own} ${add(get(own), 2)}) (i32.shl ${get('$m')} (i32.const 1)))`)],
      [set(own, get('$m')), again(`(local.tee ${own} (i32.sub ${get(own)} (i32.const 1)))`)],
      [set(own, '(i32.const 0)'), again(`(i32.ne (local.tee ${own} ${add(get(own), 3)}) (i32.const 12))`)],
    ] as const);
    const body = [this.sum(counters, pointers)];
    if (r.chance(0.3)) body.push(this.sum(counters, pointers));
    if (r.chance(0.15)) body.unshift(`(br_if $out ${this.check(counters)})`);
    if (depth === 0 && r.chance(0.2)) body.push(this.inner(1));
    if (r.chance(0.5)) body.push(step('$x', r.pick([this.w, get('$s'), -8])), ...(r.chance(0.3) ? [r.pick(body)] : []));
    return `${begin} (loop ${label} ${body.join(' ')} ${end})`;
  }

  private clamped(e: string): string {
    return this.float('min', this.float('max', e, this.float('const', '-2')), this.float('const', '2'));
  }

  func(): string {
    const { r } = this;
    const counter = r.below(3);
    const head: string[] = [set('$a', r.chance(0.7) ? this.float('const', '0') : this.load(this.address(['$i'], ['$p', '$c'])))];
    if (r.chance(0.8)) head.push(set('$x', r.pick([get('$p'), get('$q'), add(get('$q'), `(i32.shl ${get('$i')} (i32.const 2))`)])));
    if (r.chance(0.2)) head.push(set('$y', `(i32.mul ${get('$i')} ${get('$s')})`));
    const inner = this.inner(0);
    head.push(r.chance(0.3) ? `(if ${r.pick([get('$s'), '(i32.and (local.get $m) (i32.const 1))', `(i32.gt_s ${get('$m')} (i32.const 2))`])} (then ${inner}) (else ${r.chance(0.5) ? this.sum(['$i'], ['$p']) : set('$k0', '(i32.const 5)')}))` : r.chance(0.15) ? Array.from({ length: 7 }, () => this.sum(['$i'], ['$p', '$q'])).join(' ') : inner);
    if (r.chance(0.2)) head.push(this.sum(['$i', '$k0'], ['$p', '$x']));
    const rest: string[] = [];
    const store = (): string => `(${this.type}.store${r.pick(['', ' offset=8'])} ${this.address(['$i', '$y'], ['$c', '$c', '$p'])} ${this.clamped(r.chance(0.7) ? get('$a') : this.load(this.address(['$i'], ['$p', '$c'])))})`;
    if (r.chance(0.8)) rest.push(store());
    if (r.chance(0.4)) rest.push(set('$t', this.float('add', get('$t'), get('$a'))));
    if (r.chance(0.2)) rest.push(`(if ${this.float('gt', get('$a'), get('$t'))} (then ${set('$u', get('$i'))} ${r.chance(0.5) ? store() : set('$t', get('$a'))}))`);
    if (r.chance(0.2)) rest.push(`(i32.store ${this.address(['$i'], ['$c'])} ${get(r.pick(['$i', '$x', '$k0', '$y']))})`);
    const steps = [step('$p', this.w), step('$q', get('$s')), ...(counter === 2 ? [] : [step('$c', this.w)])].filter(() => r.chance(0.5));
    const early = steps.filter(() => r.chance(0.3));
    for (const s of steps) if (!early.includes(s)) rest.splice(r.chance(0.5) ? rest.length : r.below(rest.length + 1), 0, s);
    const body = [...early, ...head, ...rest];
    if (r.chance(0.15)) rest.unshift(`(br_if $out ${this.check(['$i'])})`);
    const [begin, end] = [
      ['', `(br_if $o (i32.ne (local.tee $i ${add(get('$i'), 1)}) ${get('$n')}))`],
      [set('$i', get('$n')), '(br_if $o (local.tee $i (i32.sub (local.get $i) (i32.const 1))))'],
      [set('$e', add(get('$c'), `(i32.mul ${get('$n')} (i32.const ${this.w}))`)), `(br_if $o (i32.ne ${get('$e')} (local.tee $c ${add(get('$c'), this.w)})))`],
    ][counter]!;
    if (r.chance(0.2)) {
      const again = r.chance(0.5) ? end : end.replace(/^\(br_if \$o (.*)\)$/s, '(br_if $out (i32.eqz $1)) (br $o)');
      body.push(`(if ${this.check(['$i'])} (then) (else ${rest.splice(0).map((s) => body.splice(body.indexOf(s), 1)[0]).join(' ')} ${again}))`);
    } else body.push(end);
    const result = ['$i', '$k0', '$k1', '$p', '$q', '$c', '$x', '$y', '$u', ...['$a', '$t'].map((f) => `(i32.trunc_sat_${this.type}_s (${this.type}.mul (local.get ${f}) (${this.type}.const 1000)))`)]
      .map((e) => (e.startsWith('$') ? get(e) : e)).reduce((a, b) => `(i32.add (i32.mul ${a} (i32.const 31)) ${b})`);
    return `(param $n i32) (param $m i32) (param $p i32) (param $q i32) (param $c i32) (param $s i32) (result i32)
      (local $i i32) (local $k0 i32) (local $k1 i32) (local $x i32) (local $y i32) (local $u i32) (local $e i32) (local $a ${this.type}) (local $b ${this.type}) (local $t ${this.type})
      ${set('$b', this.float('const', '0.75'))} ${r.chance(0.35) ? constantBegin(r, ['$p', '$q', '$c'], ['$n', '$m']) : ''} ${begin} (block $out (loop $o\n${body.join('\n')})) ${result}`;
  }
}

function calls(r: Random): (readonly [string, ...unknown[]])[] {
  const pointer = (): number => r.pick([1024, 2048, 4096, 4096, 4104, 4128, 8192, 16384, 1025, 0, 65472, 65504, 65528, -16, 2 ** 31 - 8, 70000]);
  const often = (): number => r.pick([1024, 2048, 4096, 8192, 16384]);
  return Array.from({ length: 14 }, (_, i): [string, ...unknown[]][] => {
    const at = i < 8 ? often : pointer;
    return [['fill'], ['f', r.pick([1, 2, 3, 4, 5, 7, 8, 9, 17, 40]), r.pick([1, 2, 3, 4, 7]), at(), at(), at(), r.pick([4, 8, 8, 12, 64, 0, -4])], ['seen']];
  }).flat();
}

const [from, count] = (process.env['JAM'] ?? '1,120').split(',').map(Number) as [number, number];

test(`${count} random loops`, () => {
  let jammed = 0;
  for (let seed = from; seed < from + count; seed++) {
    const r = new Random(seed);
    const type = r.pick(['f32', 'f64']);
    const text = around(type, new Loops(r, type).func());
    try {
      agree(text, calls(r), { levels: [2] });
      verifyAll(assemble(text));
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}\n${text}`, { cause: error });
    }
    if (irOf(text, ...PASSES).includes('memory.length')) jammed++;
  }
  assert.ok(jammed > count / 5, `only ${jammed} of ${count} were jammed`);
});

/** Rounds that sum three products, from $p and $q on, to $a; $n and $i count, and $c is where they store. */
const sums = (counted: string, rest: string, head = '', inner = ''): string => around('f64', `(param $n i32) (param $p i32) (param $q i32) (param $c i32) (result i32) (local $i i32) (local $k i32) (local $a f64) (local $m i32) (local $e i32)
  (block $out (loop $o ${set('$a', '(f64.const 0)')} ${set('$k', '(i32.const 0)')} ${head} (loop $l ${inner}
    ${set('$a', `(f64.add ${get('$a')} (f64.mul (f64.load ${add(get('$p'), get('$k'))}) (f64.load ${add(get('$q'), get('$k'))})))`)}
    (br_if $l (i32.ne (local.tee $k ${add(get('$k'), 8)}) (i32.const 24))))
  ${rest} ${step('$p', 8)} (br_if $o ${counted}))) (i32.add (i32.mul ${get('$i')} (i32.const 31)) ${get('$k')})`);
const STORE = `(f64.store ${add(get('$c'), `(i32.shl ${get('$i')} (i32.const 3))`)} ${get('$a')})`;
const counted = (by: number): string => `(i32.ne (local.tee $i ${add(get('$i'), by)}) ${get('$n')})`;
const starts = [[1024, 2048, 4096], [1024, 2048, 1024], [1024, 1032, 1048], [4096, 2048, 1024], [65512, 0, 1024], [0, 8, 65480]];
const from1 = [1, 2, 4, 5, 8, 9, 15, 64].flatMap((n) => starts.flatMap((at) => [['fill'], ['f', n, ...at], ['seen']] as const));

const directed: Readonly<Record<string, string>> = {
  'rounds of a counter that misses its end': sums(counted(2), STORE),
  'a store that is seldom done': sums(counted(1), `(if (f64.gt ${get('$a')} (f64.const 0.1)) (then ${STORE}))`),
  'pointers that step before the store': sums(counted(1), `${step('$q', 16)} ${step('$c', -8)} ${STORE}`),
  'a step that is no constant': sums(counted(1), `${STORE} ${step('$q', get('$n'))}`),
  'a negative step that is no constant': sums(counted(1), `${STORE} ${step('$q', get('$m'))}`, set('$m', `(i32.sub (i32.const 0) (i32.shl ${get('$n')} (i32.const 3)))`)),
  'a local that some loops never assign': sums(counted(1), STORE, `(if (i32.gt_u ${get('$n')} (i32.const 9)) (then ${set('$e', add(get('$p'), 5))} (if (i32.lt_u ${get('$n')} (i32.const 20)) (then ${set('$m', add(get('$i'), 7))}))))`).replace(/\) \(local.get \$k\)\)\)\)$/, `) (i32.add (local.get $k) (i32.add (local.get $e) (i32.mul (local.get $m) (i32.const 77)))))))`),
  'checks of bounds': sums(counted(1), `(br_if $out (i32.ge_u ${get('$i')} (i32.const 40))) ${STORE}`, `(br_if $out (i32.gt_u ${add(get('$i'), get('$k'))} (i32.const 60)))`),
  'a sum of the sums': sums(counted(1), `${set('$a', `(f64.add ${get('$a')} (f64.load offset=8 ${get('$c')}))`)} (f64.store offset=8 ${get('$c')} ${get('$a')})`),
};
for (const [what, text] of Object.entries(directed)) test(what, () => agree(text, from1, { levels: [2] }));

test('rounds are made at once where the next ones do not load what one stores', () => {
  assert.match(irOf(sums(counted(1), STORE), ...PASSES), 'memory.length');
  const alone = [
    sums(counted(1), `(f64.store offset=8 ${get('$p')} ${get('$a')})`),
    sums(counted(1), `(call 0) ${STORE}`),
    sums(counted(1), STORE, `(drop (i32.div_u (i32.const 1) ${get('$n')}))`),
    sums(counted(1), `(f64.store ${add(get('$c'), `(i32.load ${get('$q')})`)} ${get('$a')})`),
    sums(`(i32.lt_u (i32.load ${get('$c')}) ${get('$n')})`, STORE),
    sums(counted(1), STORE, set('$m', get('$p')), `${set('$a', `(f64.add ${get('$a')} (f64.load ${get('$m')}))`)} (if ${get('$n')} (then ${set('$e', add(get('$k'), 8))}) (else ${set('$e', '(i32.const 8)')})) ${step('$m', get('$e'))}`),
    sums(counted(1), `${STORE} (memory.fill (i32.const 0) (i32.const 0) (i32.const 9))`),
  ];
  for (const text of alone) assert.not.match(irOf(text, ...PASSES), 'memory.length');
});

test.run();
