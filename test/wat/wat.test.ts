/** The module in the text format: wabt reads it and makes the same module of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompileError } from '../../compiler/diagnostics.js';
import { decode, OperatorReader } from '../../compiler/decode/index.js';
import { validate } from '../../compiler/validate/index.js';
import { type FeatureId, type ImmKind, ops } from '../../compiler/ops/index.js';
import { disassemble } from '../../compiler/wat/index.js';
import { body, i32, leb, moduleOf, name, type, vector } from '../cases.js';
import { arrayType, binary, field, i8, ref, refNull, structType, sub } from '../decode/binary.js';
import { encode } from '../fuzz/encode.js';
import { fuzzed } from '../fuzz/features.js';
import { generate } from '../fuzz/generate.js';
import { nativeHas } from '../native-features.js';
import { findArchive, unpack } from '../spec/data.js';
import { root, sharedFile, skip } from '../support.js';
import { assemble, renew, rewritten, rewrittenText, withoutCustomSections } from '../wabt.js';

const textOf = (bytes: Uint8Array): string => disassemble(decode(bytes)).chunks.join('');

function assertSame(bytes: Uint8Array, what: string): void {
  const expected = rewritten(bytes);
  assert.ok(expected, `${what}: wabt cannot read it`);
  const ours = assemble(textOf(bytes), { names: false });
  // The text of the two tells less than the bytes: not how locals are grouped.
  if (!Buffer.from(ours).equals(expected)) assert.is(rewrittenText(ours), rewrittenText(bytes), what);
}

const everything = `(module $all
  (type $t (func (param i32 i64) (result f32 f64)))
  (import "env" "f\\22\\0a\\e2\\80\\a8" (func $imported (param i32) (result i32)))
  (import "env" "m" (memory $memory 1 2))
  (import "env" "t" (table $imports 1 externref))
  (import "env" "g" (global $g (mut i64)))
  (table $table 4 10 funcref)
  (global $h f32 (f32.const -nan:0x200001)) (global f64 (f64.const 5e-324)) (global $sum (mut i32) (i32.add (i32.const 1) (i32.sub (i32.const -5) (i32.const 7))))
  (func $typed (type $t) (local $a i32) (local i64 i64) (local $b f64) (f32.const -0) (f64.const nan:0x1) (local.set $b) (local.get $b))
  (func $f (export "f") (param $p i32) (param i64) (param $q f32) (result i32)
    (block $out (result i32)
      (loop $again (param i32) (result i32) (br_if $again (local.get $p)) (br_table 0 $out 1 (local.get $p)))
      (if (param i32) (result i32) (local.get $p) (then (call $imported)) (else (drop) (i32.const -2147483648))))
    (drop (select (result funcref) (ref.func $f) (ref.null func) (i32.const 0)))
    (drop (call_indirect $table (type $t) (i32.const 1) (i64.const -9223372036854775808) (i32.const 0)))
    (drop) (drop (table.get $imports (i32.const 0))) (table.set $imports (i32.const 0) (ref.null extern)) (drop (table.grow $table (ref.null func) (i32.const 1)))
    (table.copy $table $table (i32.const 0) (i32.const 1) (i32.const 2)) (table.init $table $passive (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $passive)
    (memory.init $data (i32.const 0) (i32.const 0) (i32.const 1)) (data.drop $data) (memory.fill (i32.const 0) (i32.const 1) (i32.const 2)) (memory.copy (i32.const 0) (i32.const 1) (i32.const 2))
    (i64.store16 offset=4294967295 align=1 (i32.const 0) (i64.load32_u offset=3 align=2 (i32.const 8)))
    (drop (f64.const 0x1.fffffffffffffp1023)) (drop (f32.const 0x1p-149)) (drop (f32.const inf)) (drop (i64.trunc_sat_f64_u (f64.const 1e21))))
  (func (param i32 i32) (drop (call $imported (local.get 0))))
  (func $start) (start $start)
  (export "\\00" (func $typed)) (export "memory" (memory $memory)) (export "t" (table $table)) (export "g" (global $h))
  (elem $passive funcref (ref.func $f) (ref.null func)) (elem declare func $f) (elem (table $table) (i32.const 1) func $f $start $f $f $f $f $f $f $f $f)
  (data $data "\\00\\ff\\22\\5c" "text") (data (i32.const 70) "${'x'.repeat(200)}"))`;

const ops128 = ops.filter((row) => row.feature === 'simd');
const immediates: Partial<Record<ImmKind, string>> = { 'v128': 'i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 255', 'lanes': '0 31 2 3 4 5 6 7 8 9 10 11 12 13 14 15', 'lane': '1', 'memarg': 'offset=7 align=1', 'memarg lane': 'offset=9 align=1 1' };

test('vector operations', () => {
  const operand: Record<string, string> = { i: '(i32.const 0)', l: '(i64.const 0)', f: '(f32.const 0)', d: '(f64.const 0)', v: '(local.get $v)' };
  const functions = ops128.map((row) => {
    const code = `(${row.name} ${immediates[row.imm] ?? ''} ${[...row.params].map((letter) => operand[letter]).join(' ')})`;
    return `(func (param $v v128) (local v128) ${row.result ? `(drop ${code})` : code})`;
  });
  assert.is(functions.length, 236);
  const bytes = assemble(`(module (memory 1) (global (mut v128) (v128.const f32x4 nan -0 1 -nan:0x200001)) ${functions.join('\n')})`, { names: false });
  assertSame(bytes, 'vector operations');
});

test('every construct', () => {
  const bytes = assemble(everything);
  assertSame(bytes, 'everything');
  const text = textOf(bytes);
  const lines = new Set(text.split('\n').map((line) => line.replace(/ ;; @0x[0-9a-f]+$/, '').trim()));
  for (const line of ['(module $all', '  (func $f (type 2) (param $p i32) (param i64) (param $q f32) (result i32)', '      loop (type 1)', '  (import "env" "f\\22\\0a\\e2\\80\\a8" (func $imported (type 1)))',
    '    f32.const -nan:0x200001', '    (local $a i32) (local i64 i64) (local $b f64)', '    local.set $b', '    i64.store16 offset=4294967295 align=1', '    call_indirect $table (type 0)']) {
    assert.ok(lines.has(line.trim()), line);
  }
});

test('several memories', () => {
  assertSame(assemble(`(module (memory $a 1) (memory $b 1) (data (memory $b) (i32.const 0) "x") (data $d "y")
    (func (i32.store $b offset=1 (i32.const 0) (i32.load8_s $a (i32.const 1))) (memory.copy $b $a (i32.const 0) (i32.const 0) (i32.const 0)) (memory.copy $a $a (i32.const 0) (i32.const 0) (i32.const 0))
      (drop (memory.grow $b (memory.size $b))) (memory.init $b $d (i32.const 0) (i32.const 0) (i32.const 0)) (memory.fill $b (i32.const 0) (i32.const 0) (i32.const 0))))`), 'two memories');
});

test('struct and array types', () => {
  const types = [sub([], structType(field(i8), field(refNull(0), 1))), sub([0], structType(field(i8), field(refNull(0), 1), field(i32))), arrayType(field(ref(1), 1)), structType()];
  const lines = textOf(binary({ type: types })).split('\n').map((line) => line.trim()).filter((line) => line.startsWith('(type'));
  assert.equal(lines, [
    '(type (;0;) (sub (struct (field i8) (field (mut (ref null 0))))))',
    '(type (;1;) (sub 0 (struct (field i8) (field (mut (ref null 0))) (field i32))))',
    '(type (;2;) (array (mut (ref 1))))',
    '(type (;3;) (struct))',
  ]);
});

test('generated modules', () => {
  const beyondWabt: ReadonlySet<FeatureId> = new Set<FeatureId>(['exceptions', 'function-references', 'gc', 'multi-memory']);
  const features = new Set([...fuzzed].filter((id) => !beyondWabt.has(id)));
  for (let seed = 1; seed <= 60; seed++) assertSame(encode(generate(seed, { size: 120, features })), `seed ${seed}`);
});

const programs = [join(root, 'cli/demo/server.wasm'), sharedFile('data', 'nginx', 'nginx.wasm')];
if (programs[1] === undefined) skip('nginx as text', 'there is no ../shared/data/nginx/nginx.wasm');
test('continuations and their handlers', () => {
  const text = textOf(readFileSync(join(root, 'test/continuations/switching.wasm')));
  for (const line of [/\(type \(;3;\) \(cont 0\)\)/, /^ +cont\.bind 4 3/m, /^ +resume 5 \(on 1 0\)/m, /^ +resume 15 \(on 5 switch\)/m, /^ +switch 15 5/m, /^ +suspend 0/m, /^ +resume_throw 7 3/m]) assert.match(text, line);
});

for (const path of programs) if (path !== undefined) test(`program ${path.slice(path.lastIndexOf('/') + 1)}`, () => assertSame(readFileSync(path), path));

/** Bytes, and so lines, of every instruction of the module's functions. */
test('the position of every instruction is the line that names it', () => {
  for (const bytes of [assemble(everything), encode(generate(5)), readFileSync(programs[0]!)]) {
    const module = decode(bytes);
    const wat = disassemble(module);
    const lines = wat.chunks.join('').split('\n');
    let count = 0;
    module.code.forEach((code, i) => {
      const index = i + module.imports.filter((imp) => imp.desc.kind === 'func').length;
      assert.ok(lines[wat.funcPosition(index)!.line - 1]!.startsWith('  (func '));
      const reader = new OperatorReader(module, code.start, code.end);
      while (reader.next()) {
        const { at, row } = reader.instr;
        const { line, column } = wat.position(at)!;
        const text = lines[line - 1]!;
        assert.ok(text.endsWith(` ;; @0x${at.toString(16)}`), text);
        const last = reader.pos === code.end;
        assert.ok(text.slice(column).startsWith(last ? ')' : row.name) && (column === 0 || text[column - 1] === ' '), text);
        count++;
      }
    });
    assert.ok(count > 20);
    assert.is(wat.position(0), undefined);
  }
});

const archive = findArchive();
if (archive === undefined) skip('specification suite as text', 'there is no ../shared/spec/spectest-data.tar.gz');
else {
  test('modules of the specification suite', async () => {
    await renew();
    const directory = unpack(archive);
    let same = 0;
    for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.wasm')) continue;
      const bytes = readFileSync(join(directory, path));
      try { validate(bytes); } catch (error) { if (error instanceof CompileError) continue; throw error; }
      const expected = rewritten(bytes);
      const text = textOf(bytes);
      // wabt's text format does not know typed references, and forgets the type that try_table names.
      if (expected === undefined || /\bcall_ref\b|\(ref |\(sub |\btry_table \(type /.test(text)) continue;
      const ours = assemble(text, { names: false });
      if (Buffer.from(ours).equals(expected)) same++;
      else if (nativeHas('exceptions') || !/\btry_table\b/.test(text)) assert.ok(WebAssembly.validate(ours), path);
      else validate(ours);
    }
    assert.ok(same > 900, `${same} modules came back the same`);
  });
}

/** A module whose functions have the given names. */
function named(names: readonly (readonly [number, string])[], functions: number): Uint8Array<ArrayBuffer> {
  const map = vector(names.map(([index, text]) => [...leb(index), ...name(text)]));
  return moduleOf([1, vector([type([], [i32])])], [3, vector(Array.from({ length: functions }, () => [0]))],
    [10, vector(Array.from({ length: functions }, (_, i) => body([], [0x10, ...leb((i + 1) % functions)])))], [0, [...name('name'), 1, ...leb(map.length), ...map]]);
}

test('hostile names', () => {
  const hostile = ['', ' ', '"', '\\', '$', '#', '\\20', ')', '(;', ';;', '\n', '\u2028', '\u{1F600}', '\0', 'a'.repeat(5000), 'a'.repeat(5001), 'x', 'x', 'x#17', 'x', '0', 'é'.repeat(100)];
  const bytes = named([...hostile.map((text, i) => [i, text] as const), [1e6, 'nowhere'], [4294967295, 'x']], hostile.length);
  const text = textOf(bytes);
  assert.ok(/^[\n\x20-\x7e]*$/.test(text), 'only plain characters');
  assert.ok(text.split('\n').every((line) => line.length < 400), 'long names are cut');
  assertSame(bytes, 'names');
  assert.ok(Buffer.from(withoutCustomSections(assemble(text))).equals(rewritten(bytes)!), 'different names are different identifiers');
});

test('no quadratic work: names, nesting, locals, types', () => {
  const started = process.cpuUsage().user;
  const same = Array.from({ length: 50_000 }, (_, i) => [i, 'same'] as const);
  assert.ok(textOf(named(same, 50_000)).length > 50_000);
  const depth = 100_000;
  const deep = moduleOf([1, vector([type([], [])])], [3, vector([[0]])], [10, vector([body([], [...new Array<number>(depth * 2).fill(0).map((_, i) => (i % 2 ? 0x40 : 2)), ...new Array<number>(depth).fill(0x0b)])])]);
  assert.ok(textOf(deep).length < depth * 2 * 100);
  const wide = type(new Array<number>(1000).fill(i32), []);
  const many = moduleOf([1, vector([wide])], [3, vector(new Array<number[]>(20_000).fill([0]))], [10, vector(new Array<number[]>(20_000).fill(body([[49_000, i32]], [])))]);
  assert.ok(textOf(many).length < 20e6);
  assert.ok(process.cpuUsage().user - started < 8e6, `${process.cpuUsage().user - started} microseconds`);
});

test('structs, arrays and casts as the text format writes them', () => {
  const [structNull, any] = [[0x63, 0], 0x6e];
  const types = [[0x5f, 2, i32, 1, 0x78, 0], [0x5e, 0x77, 1], type([], [])];
  const code = [0xfb, 1, 0, 0xfb, 3, 0, 1, 0x1a, 0xfb, 8, 1, 0, 0xfb, 15, 0x1a, 0xd0, 0x71, 0xfb, 20, 0, 0x1a, 0xd0, 0x71, 0xfb, 23, 0x6c, 0x1a,
    0x02, ...structNull, 0xd0, 0x71, 0xfb, 24, 3, 0, any, 0, 0x1a, 0xd0, 0x71, 0x0b, 0x1a, 0xd0, 0x71, 0xd0, 0x71, 0xd3, 0x1a, 0xd0, 1, 0xd0, 1, 0x41, 0, 0x41, 0, 0xfb, 17, 1, 1];
  const text = textOf(moduleOf([1, vector(types)], [3, vector([[2]])], [10, vector([body([], code)])]));
  for (const line of ['(type (;0;) (struct (field (mut i32)) (field i8)))', '(type (;1;) (array (mut i16)))', 'struct.new_default 0', 'struct.get_s 0 1', 'array.new_fixed 1 0', 'array.len',
    'ref.test (ref 0)', 'ref.cast i31ref', 'block (result (ref null 0))', 'br_on_cast 0 anyref (ref null 0)', 'ref.eq', 'array.copy 1 1'])
    assert.ok(text.split('\n').some((found) => found.trim().replace(/ ;;.*/, '') === line), `${line} in ${text}`);
});

test('a malformed body ends where it cannot be read', () => {
  const text = textOf(moduleOf([1, vector([type([], [])])], [3, vector([[0], [0]])], [10, vector([body([], [0x01, 0x06]), body([], [0x01])])]));
  assert.is(text.match(/\n    nop/g)?.length, 2);
  assert.ok(text.endsWith('  ) ;; @0x1e\n)\n'), text);
});

test.run();
