/** Reading scripts: tokens, numbers to the bit, constants, commands. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assemble } from '../../wabt.js';
import { constant } from './constants.js';
import { featureOf } from './features.js';
import { floatBits, integerBits } from './numbers.js';
import { convertScript } from './script.js';
import { ScriptError, asciiOnly, tokenAt, unescape } from './tokens.js';
import { parse, type Node } from './tree.js';

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const isScriptError = (error: Error): boolean => error instanceof ScriptError;
const show = (node: Node): unknown => (node.kind === 'atom' ? node.text : node.kind === 'string' ? { text: node.bytes } : node.items.map(show));
const constantOf = (text: string): unknown => constant(parse(text)[0]!);

test('lists, strings, identifiers, nested comments and annotations', () => {
  const source = '(a (; one (; two ;) ;) "b(\\"\\41;;" $"c d" ;; to the end )\n (@note "x" (y)) (e;f))';
  assert.equal(parse(source).map(show), [['a', { text: 'b("A;;' }, '$c d', ['e', ';', 'f']]]);
  let at = 0;
  let joined = '';
  while (at < source.length) {
    const token = tokenAt(source, at);
    joined += source.slice(token.start, token.end);
    at = token.end;
  }
  assert.is(joined, source);
});

test('what does not end or begin is an error with its line', () => {
  for (const [text, message] of [['\n(a', 'line 2: "("'], ['\n\n)', 'line 3: ")"'], ['(; (; ;)', 'comment does not end'], ['"a\\"', 'string does not end']] as const) {
    assert.throws(() => parse(text), (error: Error) => error instanceof ScriptError && error.message.includes(message), text);
  }
  assert.is(parse('('.repeat(100_000) + ')'.repeat(100_000)).length, 1);
});

test('escapes are bytes', () => {
  assert.is(unescape('"\\n\\t\\\\\\22\\ff\\u{1F_600}"'), `\n\t\\"\xff${latin1('😀')}`);
  assert.throws(() => unescape('"\\q"'), isScriptError);
  assert.is(asciiOnly(latin1('(a "ü" ;; ü\n $"ü")')), '(a "\\c3\\bc" ;; ??\n $"\\c3\\bc")');
});

test('integers wrap around', () => {
  assert.is(integerBits('-1', 32), 0xffff_ffffn);
  assert.is(integerBits('0xffff_ffff_ffff_ffff', 64), 2n ** 64n - 1n);
  assert.is(integerBits('-0x80', 8), 0x80n);
  for (const text of ['', '0x', '1.5', '--1']) assert.throws(() => integerBits(text, 32), isScriptError);
});

const view = new DataView(new ArrayBuffer(8));
function f64Bits(value: number): bigint { view.setFloat64(0, value); return view.getBigUint64(0); }
function f32Bits(value: number): bigint { view.setFloat32(0, value); return BigInt(view.getUint32(0)); }

test('decimal and hexadecimal floats are what the language says', () => {
  const anyBits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((bits) => { view.setBigUint64(0, bits); return view.getFloat64(0); }).filter(Number.isFinite);
  fc.assert(fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), anyBits), (value) => {
    const sign = Object.is(value, -0) ? '-' : '';
    assert.is(floatBits(sign + String(value), 64), f64Bits(value));
    assert.is(floatBits(sign + value.toExponential(12), 64), f64Bits(Number(sign + value.toExponential(12))));
    const exact = Math.fround(value);
    if (Number.isFinite(exact)) assert.is(floatBits(hex(exact), 32), f32Bits(exact));
    assert.is(floatBits(hex(value), 64), f64Bits(value));
  }), { numRuns: 2000, seed: 1 });
});

/** The exact value as a hexadecimal literal. */
function hex(value: number): string {
  const bits = f64Bits(value);
  const exponent = Number((bits >> 52n) & 0x7ffn), mantissa = bits & (2n ** 52n - 1n);
  const digits = exponent === 0 ? mantissa : mantissa + 2n ** 52n;
  return `${bits >> 63n ? '-' : ''}0x${digits.toString(16)}.0p${(exponent || 1) - 1075}`;
}

test('f32 literals are rounded once', () => {
  // Halfway between two f32 values, and just above: through f64 both would round to even.
  assert.is(floatBits('16777217', 32), f32Bits(16777216));
  assert.is(floatBits('16777217.0000000000000000000001', 32), f32Bits(16777218));
  assert.is(floatBits('0x1.00000100000000001p0', 32), 0x3f80_0001n);
  assert.is(floatBits('0x1p-149', 32), 1n);
  assert.is(floatBits('0x1p-150', 32), 0n);
  assert.is(floatBits('0x1.000001p-150', 32), 1n);
  assert.is(floatBits('0x1.fffffep127', 32), 0x7f7f_ffffn);
  assert.is(floatBits('340282356779733661637539395458142568448', 32), 0x7f80_0000n);
});

test('NaNs and infinities', () => {
  assert.is(floatBits('-nan:0x20_0000', 32), 0xffa0_0000n);
  assert.is(floatBits('nan', 64), 0x7ff8_0000_0000_0000n);
  assert.is(floatBits('-inf', 64), 0xfff0_0000_0000_0000n);
  assert.throws(() => floatBits('infinity', 64), isScriptError);
});

test('constants', () => {
  assert.equal(constantOf('(v128.const f32x4 1 nan:canonical -0 nan:arithmetic)'),
    { type: 'v128', lane_type: 'f32', value: ['1065353216', 'nan:canonical', '2147483648', 'nan:arithmetic'] });
  assert.equal(constantOf('(v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 -1)'),
    { type: 'v128', lane_type: 'i8', value: [...Array.from({ length: 15 }, (_, i) => String(i)), '255'] });
  assert.equal(constantOf('(either (i32.const 1) (i32.const -1))'), { type: 'either', values: [{ type: 'i32', value: '1' }, { type: 'i32', value: '4294967295' }] });
  assert.equal(constantOf('(ref.null exn)'), { type: 'exnref', value: 'null' });
  assert.equal(constantOf('(ref.null)'), { type: 'refnull', value: 'null' });
  assert.equal(constantOf('(ref.extern 7)'), { type: 'externref', value: '7' });
  assert.equal(constantOf('(ref.host 7)'), { type: 'anyref', value: '7' });
  assert.equal(constantOf('(ref.i31)'), { type: 'i31ref' });
  for (const text of ['(v128.const i32x4 1 2 3)', '(i32.const)', '(ref.cast)', '1']) assert.throws(() => constantOf(text), isScriptError);
});

const encoders = [{ name: 'wabt', encode: (text: string): Uint8Array => assemble(text, { names: false }) }];

test('every form of module and command', async () => {
  const { commands, files, unread } = await convertScript(latin1(`
    (module $m (func (export "é") (param f32)))
    (module binary "\\00asm" "\\01\\00\\00\\00")
    (module quote "(func)")
    (module definition $d (func (export "f")))
    (module instance $i $d)
    (module instance $d)
    (register "as" $m)
    (invoke $m "é" (f32.const 1))
    (get $i "g")
    (assert_return (invoke "f") (i32.const 1) (i64.const 2))
    (assert_trap (invoke "f") "unreachable")
    (assert_trap (module (func $f unreachable) (start $f)) "unreachable")
    (assert_exhaustion (invoke "f") "call stack exhausted")
    (assert_exception (invoke "f"))
    (assert_malformed (module quote "(func" ")(") "unexpected token")
    (assert_malformed (module binary "") "unexpected end")
    (assert_invalid (module quote "(func (result i32))") "type mismatch")
    (assert_malformed_custom (module quote "(@custom)") "missing section name")
    (assert_unlinkable (module (import "a" "b" (func))) "unknown import")
    (assert_invalid (module (nonsense)) "never encoded")`), 's', encoders);
  assert.equal(commands.map(({ line, type, ...rest }) => [line - 1, type, ...Object.values(rest)]), [
    [1, 'module', '$m', 's.0.wasm', 'binary'],
    [2, 'module', 's.1.wasm', 'binary'],
    [3, 'module', 's.2.wasm', 'binary'],
    [4, 'module_definition', '$d', 's.3.wasm', 'binary'],
    [5, 'module_instance', '$i', '$d'],
    [6, 'module_instance', '$d'],
    [7, 'register', 'as', '$m'],
    [8, 'action', { type: 'invoke', module: '$m', field: 'é', args: [{ type: 'f32', value: '1065353216' }] }],
    [9, 'action', { type: 'get', module: '$i', field: 'g' }],
    [10, 'assert_return', { type: 'invoke', field: 'f', args: [] }, [{ type: 'i32', value: '1' }, { type: 'i64', value: '2' }]],
    [11, 'assert_trap', { type: 'invoke', field: 'f', args: [] }, 'unreachable'],
    [12, 'assert_uninstantiable', 's.4.wasm', 'binary', 'unreachable'],
    [13, 'assert_exhaustion', { type: 'invoke', field: 'f', args: [] }, 'call stack exhausted'],
    [14, 'assert_exception', { type: 'invoke', field: 'f', args: [] }],
    [15, 'assert_malformed', 's.5.wat', 'text', 'unexpected token'],
    [16, 'assert_malformed', 's.6.wasm', 'binary', 'unexpected end'],
    [17, 'assert_invalid', 's.7.wasm', 'binary', 'type mismatch'],
    [18, 'assert_malformed_custom', 's.8.wat', 'text', 'missing section name'],
    [19, 'assert_unlinkable', 's.9.wasm', 'binary', 'unknown import'],
    [20, 'assert_invalid', 's.10.wat', 'unread', 'never encoded'],
  ]);
  assert.is(unread.length, 1);
  assert.equal([...files.get('s.0.wasm')!], [...assemble('(module (func (export "\\c3\\a9") (param f32)))', { names: false })]);
  assert.equal([...files.get('s.1.wasm')!], [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
});

test('a file may be the fields of one module, and unknown commands are errors', async () => {
  const { commands } = await convertScript('(func) (memory 0) (func (export "f"))', 's', encoders);
  assert.equal(commands, [{ type: 'module', line: 1, filename: 's.0.wasm', module_type: 'binary' }]);
  for (const text of ['(module) (assert_nothing)', '(module) x', '(assert_return 1)', '(assert_return (invoke))']) {
    let message: string | undefined;
    await convertScript(text, 's', encoders).catch((error: Error) => { message = error.constructor.name; });
    assert.is(message, 'ScriptError', text);
  }
});

test('files belong to the features of the specification\'s own folders', () => {
  const expected = { i64: 'base', f64_cmp: 'base', address64: 'memory64', linking3: 'multi-memory', simd_load: 'simd', ref_cast: 'gc', memory_copy: 'bulk-memory', memory_grow: 'multi-memory', memory_size: 'base', try_table: 'exceptions' };
  for (const [file, feature] of Object.entries(expected)) assert.is(featureOf(file), feature, file);
});

test.run();
