/**
 * All passes over loops at once: random nests of loops as compilers make them, with many rounds, entered again and again with what they left,
 * give what the engine's own WebAssembly gives.
 */
import { test } from 'uvu';
import { agree } from '../agree.js';
import { Random } from '../fuzz/random.js';

type Type = 'i32' | 'i64' | 'f64' | 'f32' | 'v128';

const LOCALS: Readonly<Record<Type, readonly string[]>> = { i32: ['$a', '$b', '$c'], i64: ['$p', '$q', '$r'], f64: ['$x', '$y'], f32: ['$z'], v128: ['$u', '$v'] };
const TYPES = Object.keys(LOCALS) as Type[];
/** A mutable global of each type, and a function of two parameters of it, which gives it. */
const GLOBALS: Readonly<Record<Type, string>> = { i32: '$gi', i64: '$gl', f64: '$gd', f32: '$gf', v128: '$gv' };
const FUNCTIONS: Readonly<Record<Type, string>> = { i32: '$fi', i64: '$fl', f64: '$fd', f32: '$ff', v128: '$fv' };
const CONSTANTS: Readonly<Record<Type, readonly (number | bigint | string)[]>> = {
  i32: [0, 1, 2, 3, 7, 8, 31, 255, 1000, 65535, -1, -5, 2 ** 31 - 1, -(2 ** 31), 0x9e3779b9 | 0],
  i64: [0n, 1n, 2n, 3n, 10n, 63n, 1000n, -1n, -7n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 40n, 2n ** 53n, -(2n ** 63n), 6364136223846793005n],
  f64: ['0', '-0', '1', '0.5', '-3.25', '1e10', '4294967296', 'inf'],
  f32: ['0', '1', '-0.75', '1e9', '16777217'],
  v128: ['i32x4 1 2 3 4', 'i32x4 -1 0 0x80000000 7', 'i64x2 1 -1', 'i16x8 1 2 3 4 5 6 7 8'],
};
const LOADS: Readonly<Record<Type, readonly string[]>> = {
  i32: ['load', 'load', 'load8_u', 'load8_s', 'load16_u', 'load16_s'], i64: ['load', 'load', 'load8_u', 'load16_s', 'load32_u', 'load32_s'], f64: ['load'], f32: ['load'], v128: ['load', 'load', 'load32_splat', 'load8x8_u'],
};
const STORES: Readonly<Record<Type, readonly string[]>> = { i32: ['store', 'store', 'store8', 'store16'], i64: ['store', 'store', 'store8', 'store32'], f64: ['store'], f32: ['store'], v128: ['store'] };
const OPS: Readonly<Record<Type, readonly string[]>> = {
  i32: ['add', 'add', 'sub', 'mul', 'and', 'or', 'xor', 'shl', 'shr_s', 'shr_u', 'rotl', 'div_s', 'rem_u'],
  i64: ['add', 'add', 'sub', 'mul', 'and', 'or', 'xor', 'shl', 'shr_s', 'shr_u', 'rotl', 'div_u', 'rem_s'],
  f64: ['add', 'sub', 'mul', 'min'], f32: ['add', 'sub', 'mul', 'max'],
  v128: ['i32x4.add', 'i32x4.sub', 'i32x4.mul', 'i16x8.add', 'i64x2.add', 'i8x16.add_sat_u', 'i32x4.min_s', 'v128.and', 'v128.xor', 'i32x4.gt_s'],
};
/** What numbers of moderate size are made for: what i64 that are kept as doubles, and ranges, can follow. */
const COUNTING: Readonly<Partial<Record<Type, readonly string[]>>> = { i32: ['add', 'sub', 'mul', 'and'], i64: ['add', 'add', 'sub', 'mul', 'div_s', 'rem_s', 'and'] };
const TESTS = ['lt_s', 'lt_u', 'gt_s', 'ge_u', 'le_s', 'eq', 'ne'];
const FLOAT_TESTS = ['lt', 'ge', 'ne'];
const isFloat = (type: Type): type is 'f64' | 'f32' => type === 'f64' || type === 'f32';
const WIDTH: Readonly<Record<Type, number>> = { i32: 4, i64: 8, f64: 8, f32: 4, v128: 16 };
const opOf = (type: Type, name: string): string => (type === 'v128' ? name : `${type}.${name}`);
/** Rounds of a loop by its depth; the innermost runs most. */
const ROUNDS = [[3, 5], [2, 3, 9], [1, 2, 3, 7, 16, 17, 40, 300]];
/** Where counters of i32 and i64 and pointers of each depth are; only the loops themselves write them. */
const DEPTHS = ROUNDS.length;

class Nest {
  private labels = 0;
  private depth = 0;
  /** What the loop that is being made works on, and whether it only counts. */
  private types: readonly Type[] = TYPES;
  private counts = false;
  private calls = false;

  constructor(private readonly r: Random) {}

  private get counters(): Readonly<Record<'i32' | 'i64', readonly string[]>> {
    const depths = [...Array(this.depth).keys()];
    return { i32: depths.map((d) => `$i${d}`), i64: depths.map((d) => `$l${d}`) };
  }

  private get pointers(): string[] {
    return [...Array(this.depth).keys()].map((d) => `$s${d}`);
  }

  private leaf(type: Type): string {
    const { r } = this;
    const own = type === 'i32' || type === 'i64' ? this.counters[type] : [];
    if (own.length > 0 && r.chance(0.35)) return `(local.get ${r.pick(own)})`;
    if (r.chance(0.05)) return `(global.get ${GLOBALS[type]})`;
    return r.chance(0.7) ? `(local.get ${r.pick(LOCALS[type])})` : `(${type}.const ${r.pick(CONSTANTS[type])})`;
  }

  private address(width: number): string {
    const { r } = this;
    const scaled = (e: string): string => (r.chance(0.5) ? `(i32.shl ${e} (i32.const ${Math.log2(width)}))` : `(i32.mul ${e} (i32.const ${r.pick([width, 12, 24])}))`);
    const { pointers, counters } = this;
    if (pointers.length === 0 || r.chance(0.15)) return `(i32.and ${this.value('i32', 1)} (i32.const ${r.pick([1023, 1016, 65535])}))`;
    switch (r.below(5)) {
      case 0: return `(i32.add (local.get ${r.pick(pointers)}) ${scaled(`(local.get ${r.pick(counters.i32)})`)})`;
      case 1: return `(i32.add ${scaled(`(i32.add (local.get ${r.pick(counters.i32)}) (local.get ${r.pick(counters.i32)}))`)} (i32.const ${r.pick([0, 64, 1024, 65400])}))`;
      case 2: return `(i32.add (local.get ${r.pick(pointers)}) (i32.const ${r.pick([4, 8, -8, 32])}))`;
      default: return `(local.get ${r.pick(pointers)})`;
    }
  }

  private load(type: Type): string {
    const { r } = this;
    return `(${type}.${r.pick(LOADS[type])} offset=${r.pick([0, 0, 0, WIDTH[type], 16, 3])} ${this.address(WIDTH[type])})`;
  }

  private test(depth: number): string {
    const { r } = this;
    const type = r.pick(['i32', 'i32', 'i64', 'f64'] as const);
    return `(${type}.${r.pick(isFloat(type) ? FLOAT_TESTS : TESTS)} ${this.value(type, depth)} ${this.value(type, 0)})`;
  }

  private value(type: Type, depth: number): string {
    const { r } = this;
    if (depth <= 0) return this.leaf(type);
    const inner = (of: Type = type): string => this.value(of, depth - 1);
    if (this.calls && r.chance(0.04)) return `(call ${FUNCTIONS[type]} ${inner()} ${this.leaf(type)})`;
    switch (r.below(8)) {
      case 0: return this.load(type);
      case 1: return `(select ${inner()} ${inner()} ${this.test(depth - 1)})`;
      case 2: return `(if (result ${type}) ${this.test(depth - 1)} (then ${inner()}) (else ${inner()}))`;
      case 3: return `(local.tee ${r.pick(LOCALS[type])} ${inner()})`;
      case 4: return this.converted(type, inner);
      default:
        return this.operation(type, inner);
    }
  }

  /** By zero is seldom divided. */
  private operation(type: Type, inner: () => string): string {
    const { r } = this;
    const name = r.pick((this.counts && COUNTING[type]) || OPS[type]);
    const byConstant = /div|rem/.test(name) ? r.chance(0.95) : this.counts && r.chance(0.5);
    return `(${opOf(type, name)} ${inner()} ${byConstant ? `(${type}.const ${r.pick(CONSTANTS[type].slice(1, 6))})` : r.chance(0.6) ? this.leaf(type) : inner()})`;
  }

  private converted(type: Type, inner: (of: Type) => string): string {
    const { r } = this;
    switch (type) {
      case 'v128': return r.pick([() => `(i32x4.splat ${inner('i32')})`, () => `(i64x2.splat ${inner('i64')})`, () => `(i32x4.shl ${inner('v128')} ${inner('i32')})`, () => `(i32x4.replace_lane ${r.below(4)} ${inner('v128')} ${inner('i32')})`])();
      case 'i32': return r.pick([() => `(i32.wrap_i64 ${inner('i64')})`, () => `(i32.trunc_sat_f64_s ${inner('f64')})`, () => this.test(1), () => `(i32.extend8_s ${inner('i32')})`, () => `(i32x4.extract_lane ${r.below(4)} ${inner('v128')})`])();
      case 'i64': return r.pick([() => `(i64.extend_i32_${r.pick(['s', 'u'])} ${inner('i32')})`, () => `(i64.trunc_sat_f64_s ${inner('f64')})`])();
      case 'f64': return `(f64.convert_i${r.pick(['32_s', '32_u'])} ${inner('i32')})`;
      default: return `(f32.convert_i32_s ${inner('i32')})`;
    }
  }

  private statement(out: readonly string[]): string {
    const { r } = this;
    const type = r.pick(this.types);
    switch (r.below(12)) {
      case 0: return `(if ${this.test(1)} (then ${this.list(out, 2)})${r.chance(0.5) ? ` (else ${this.list(out, 2)})` : ''})`;
      case 1:
      case 2: return `(${type}.${r.pick(STORES[type])} offset=${r.pick([0, 0, 8])} ${this.address(WIDTH[type])} ${this.stored(type)})`;
      case 3: return r.chance(0.3) ? `(br_if ${r.pick(out)} ${this.test(1)})` : `(local.set ${r.pick(LOCALS[type])} ${this.load(type)})`;
      case 4: {
        const label = `$skip${this.labels++}`;
        return `(block ${label} ${this.list([...out, label], 2)} (br_if ${label} ${this.test(1)}) ${this.list(out, 2)})`;
      }
      case 5: return r.chance(0.3) ? this.choice(out) : this.assignment(type);
      case 6:
      case 7: return this.depth < DEPTHS ? this.loop(out) : this.assignment(type);
      default: return this.assignment(type);
    }
  }

  /** Bits of a NaN may differ: none is stored. */
  private stored(type: Type): string {
    const value = this.value(type, 2);
    return isFloat(type) ? `(select (local.tee $${type} ${value}) (${type}.const 7) (${type}.eq (local.get $${type}) (local.get $${type})))` : value;
  }

  /** Arms of a switch, some of which fall through to the next. */
  private choice(out: readonly string[]): string {
    const { r } = this;
    const labels = Array.from({ length: 2 + r.below(3) }, () => `$arm${this.labels++}`);
    const end = labels[labels.length - 1]!;
    const arms = labels.slice(0, -1).reduce((inner, label) => `(block ${label} ${inner}) ${this.list(out, 2)} ${r.chance(0.5) ? `(br ${end})` : ''}`, `(br_table ${Array.from({ length: 4 }, () => r.pick(labels)).join(' ')} ${r.pick(labels)} (i32.and ${this.value('i32', 1)} (i32.const 7)))`);
    return `(block ${end} ${arms})`;
  }

  private assignment(type: Type): string {
    const { r } = this;
    if (r.chance(0.06)) return `(global.set ${GLOBALS[type]} ${this.value(type, 2)})`;
    const local = r.pick(LOCALS[type]);
    return r.chance(0.6) ? `(local.set ${local} (${type === 'v128' ? r.pick(['i32x4.add', 'v128.xor']) : `${type}.${isFloat(type) ? 'add' : r.pick(['add', 'xor', 'sub'])}`} (local.get ${local}) ${this.value(type, 2)}))` : `(local.set ${local} ${this.value(type, 2)})`;
  }

  private list(out: readonly string[], most: number): string {
    return Array.from({ length: 1 + this.r.below(most) }, () => this.statement(out)).join('\n');
  }

  private loop(out: readonly string[]): string {
    const { r } = this;
    const d = this.depth;
    const [label, end] = [`$again${this.labels}`, `$out${this.labels++}`];
    const rounds = r.pick(ROUNDS[d]!);
    const [i, l, s] = [`$i${d}`, `$l${d}`, `$s${d}`];
    const { types, counts, calls } = this;
    this.types = r.chance(0.5) ? [r.pick(TYPES), r.pick(TYPES)] : TYPES;
    this.counts = r.chance(0.5);
    this.calls = r.chance(0.3);
    this.depth++;
    const next = `$next${this.labels++}`;
    const list = this.list([...out, end, next], 4);
    const body = list.includes(next) ? `(block ${next} ${list})` : list;
    this.depth--;
    Object.assign(this, { types, counts, calls });
    const step = (local: string, type: 'i32' | 'i64', by: number): string => `(local.set ${local} (${type}.add (local.get ${local}) (${type}.const ${by})))`;
    // What a loop counts besides its rounds goes on where it ended, or begins anew.
    const anew = [r.chance(0.5) && `(local.set ${l} (i64.const ${r.pick(CONSTANTS.i64)}))`, r.chance(0.8) && `(local.set ${s} (i32.const ${r.pick([0, 8, 256, 4000, 65000])}))`];
    const steps = [step(l, 'i64', r.pick([1, 1, -1, 3, 86400])), step(s, 'i32', r.pick([4, 8, 8, 16]))].filter(() => r.chance(0.7));
    const [begin, head, tail] = r.pick([
      [`(local.set ${i} (i32.const 0))`, '', `(br_if ${label} (i32.lt_u (local.tee ${i} (i32.add (local.get ${i}) (i32.const 1))) (i32.const ${rounds})))`],
      [`(local.set ${i} (i32.const ${rounds}))`, '', `(br_if ${label} (local.tee ${i} (i32.sub (local.get ${i}) (i32.const 1))))`],
      [`(local.set ${i} (i32.const 0))`, `(br_if ${end} (i32.ge_s (local.get ${i}) (i32.const ${rounds})))`, `${step(i, 'i32', 1)} (br ${label})`],
      [`(local.set ${i} (i32.const 0))`, `(br_if ${end} (i32.eq (local.get ${i}) (i32.const ${rounds * 4})))`, `${step(i, 'i32', 4)} (br ${label})`],
    ]);
    return `${begin} ${anew.filter((text) => text !== false).join(' ')} (block ${end} (loop ${label} ${head}\n${body}\n${steps.join(' ')} ${tail}))`;
  }

  module(): string {
    const { r } = this;
    const declared = TYPES.flatMap((type) => LOCALS[type].slice(type === 'v128' ? 0 : 1).map((local) => `(local ${local} ${type})`));
    const depths = [...Array(DEPTHS).keys()].map((d) => `(local $i${d} i32) (local $l${d} i64) (local $s${d} i32)`);
    const globals = TYPES.map((type) => `(global ${GLOBALS[type]} (mut ${type}) (${type}.const ${CONSTANTS[type][0]}))`);
    const functions = TYPES.map((type) => `(func ${FUNCTIONS[type]} (param ${type} ${type}) (result ${type}) (${opOf(type, r.pick(OPS[type].slice(0, 4)))} (local.get 0) ${r.pick([`(${opOf(type, r.pick(OPS[type].slice(0, 4)))} (local.get 1) (global.get ${GLOBALS[type]}))`, '(local.get 1)', `(${type}.load (i32.const 64))`])}))`);
    const body = `(block $all ${this.loop(['$all'])} ${this.list(['$all'], 2)})`;
    const word = (type: Type, local: string): string => ({ i32: `(i64.extend_i32_u ${local})`, i64: local, f64: `(i64.trunc_sat_f64_s ${local})`, f32: `(i64.trunc_sat_f32_s ${local})`, v128: `(i64.xor (i64x2.extract_lane 0 ${local}) (i64.rotl (i64x2.extract_lane 1 ${local}) (i64.const 7)))` })[type];
    const read = TYPES.flatMap((type) => LOCALS[type].map((local) => word(type, `(local.get ${local})`))).filter(() => r.chance(0.6));
    const sum = read.reduce((rest, value) => `(i64.add ${value} (i64.rotl ${rest} (i64.const 13)))`, '(i64.const 0)');
    return `(module (memory (export "memory") 1 2) ${globals.join(' ')} ${functions.join(' ')}
      (func (export "f") (param $a i32) (param $p i64) (param $x f64) (param $z f32) (result i64) ${declared.join(' ')} ${depths.join(' ')} (local $f64 f64) (local $f32 f32)
        ${body} ${sum}))`;
  }
}

const calls = [['f', 0, 0n, 0, 0], ['f', 5, -3n, 1.5, -2], ['f', -(2 ** 31), 2n ** 53n + 1n, -1e12, 3e9], ['f', 77, 2n ** 40n, 0.1, 0.3]] as const;
const [from, count] = (process.env['NESTS'] ?? '1,60').split(',').map(Number) as [number, number];

test(`${count} random nests`, () => {
  for (let seed = from; seed < from + count; seed++) {
    const r = new Random(seed);
    const text = new Nest(r).module();
    try {
      agree(text, calls, { levels: [r.pick([1, 2, 2, 2, 3] as const)], options: { target: r.pick(['portable', 'portable', 'v8', 'jsc', 'jitless'] as const), functionLimit: r.pick([undefined, undefined, 150, 600]) } });
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}\n${text}`, { cause: error });
    }
  }
});

test.run();
