/** The operation table against native WebAssembly: every row, as a module of its own, with right and with wrong types. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { byName, byOpcode, CallEffects, Effects, features, isAtomic, isSupported, ops, type ImmKind, type OpRow, sigChar, sigTypes } from '../../compiler/ops/index.js';
import { binary, body, end, f32, f64, funcref, funcType, i32, i64, leb, refNull, type TypeBytes, v128 } from '../decode/binary.js';
import { nativeHas } from '../native-features.js';
import { skip } from '../support.js';

/** Signature letters, and R for a reference to a function without parameters and results. */
const typeCodes: Record<string, TypeBytes> = { i: i32, l: i64, f: f32, d: f64, v: v128, F: funcref, E: 0x69, R: refNull(0) };

const immediateBytes: Record<ImmKind, readonly number[]> = {
  'none': [], 'block': [0x40], 'label': [0], 'labels': [0, 0], 'func': [0], 'type': [0], 'type table': [0, 0], 'local': [0], 'global': [0],
  'table': [0], 'table table': [0, 0], 'elem': [0], 'elem table': [0, 0], 'memory': [0], 'memory memory': [0, 0], 'data': [0], 'data memory': [0, 0],
  'memarg': [0, 0], 'i32': [0], 'i64': [0], 'f32': [0, 0, 0, 0], 'f64': [0, 0, 0, 0, 0, 0, 0, 0], 'types': [1, i32], 'heap': [funcref],
  'type field': [0, 0], 'type count': [0, 0], 'type data': [0, 0], 'type elem': [0, 0], 'type type': [0, 0], 'ref': [funcref], 'ref null': [funcref], 'label cast': [3, 0, funcref, funcref],
  'v128': new Array<number>(16).fill(0), 'lanes': new Array<number>(16).fill(0), 'lane': [0], 'memarg lane': [0, 0, 0], 'fence': [0],
  'tag': [0], 'block catches': [0x40, 0], 'type tag': [0, 0], 'type handlers': [0, 0], 'type tag handlers': [0, 0, 0],
};

const accessShapes: readonly string[] = ['load', 'store', 'load_through', 'load_zero', 'load_lane', 'store_lane'];

const opcodeBytes = (row: OpRow): number[] => row.prefix === 0 ? [row.code] : [row.prefix, ...leb(row.code)];

/** Operations on shared memory name their natural alignment. */
const immediatesOf = (row: OpRow): readonly number[] => (isAtomic(row.shape) && row.width ? [Math.log2(row.width), 0] : immediateBytes[row.imm]);

/** The operation applied to parameters of these types in a module that has one of everything. */
function moduleOf(row: OpRow, params: readonly TypeBytes[], results: readonly TypeBytes[]): Uint8Array<ArrayBuffer> {
  const code = [...params.flatMap((_, k) => [0x20, k]), ...opcodeBytes(row), ...immediatesOf(row), ...(after[row.shape] ?? [])];
  if (row.imm === 'block' || row.imm === 'block catches') code.push(end);
  code.push(end);
  return binary({
    type: [funcType([], []), funcType(params, results)],
    func: [[0], [1]],
    table: [[funcref, 0x00, 1]],
    memory: [[0x00, 1]],
    tag: [[0, 0]],
    global: [[i32, 1, 0x41, 0, end]],
    elem: [[0x01, 0x00, 1, 0]],
    dataCount: [[1]],
    code: [body([end]), body(code, [[1, i32]])],
    data: [[0x01, 0]],
  });
}

/** Operands and results of the rows whose shape decides, in the module above. */
const special: Partial<Record<string, readonly [params: string, results: string]>> = {
  'call': ['', ''], 'call_indirect': ['i', ''], 'drop': ['d', ''], 'select': ['iii', 'i'],
  'global.get': ['', 'i'], 'global.set': ['i', ''],
  'table.get': ['i', 'F'], 'table.set': ['iF', ''], 'table.grow': ['Fi', 'i'], 'table.fill': ['iFi', ''],
  'ref.null': ['', 'F'], 'ref.is_null': ['F', 'i'],
  'call_ref': ['R', ''], 'return_call': ['', ''], 'return_call_indirect': ['i', ''], 'return_call_ref': ['R', ''],
  'ref.as_non_null': ['F', 'F'], 'br_on_null': ['F', ''], 'br_on_non_null': ['F', 'F'],
  'local.get': ['', 'i'],
  'local.set': ['i', ''], 'local.tee': ['i', 'i'],
};

/** What makes the stack fit the end of the function where the operation alone does not. */
const after: Partial<Record<string, readonly number[]>> = { 'br_on_null': [0x1a], 'br_on_non_null': [0x00] };

/** `else` stands only inside an `if`, what handles exceptions inside a `try`, and a second `end` closes nothing. */
const notAlone = new Set(['else', 'end', 'catch', 'catch_all', 'delegate', 'rethrow']);

function signatureOf(row: OpRow): readonly [string, string] {
  return special[row.shape] ?? [row.params, row.result];
}

test('a row is dense, and found by opcode and by name', () => {
  ops.forEach((row, k) => {
    assert.is(row.id, k);
    assert.is(byOpcode(row.prefix, row.code), row, row.name);
    assert.is(byName(row.name)?.shape, row.shape);
  });
  assert.is(new Set(ops.map((row) => `${row.prefix} ${row.code}`)).size, ops.length);
  assert.is(byOpcode(0, 0xff), undefined);
  assert.is(byOpcode(0xfc, 0xffffffff), undefined);
});

test('signatures parse, and memory accesses carry width and type', () => {
  for (const row of ops) {
    assert.is(sigTypes(row.params).map(sigChar).join(''), row.params);
    assert.ok(row.result.length <= (row.shape === 'wide' ? 2 : 1), row.name);
    const accesses = accessShapes.includes(row.shape);
    assert.is(row.width !== undefined, accesses || (isAtomic(row.shape) && row.shape !== 'atomic.fence'), row.name);
    assert.is(row.type !== undefined, (accesses && !row.parts) || row.shape === 'const', row.name);
    if (row.shape.startsWith('load')) assert.is((row.effects & Effects.ReadsMemory) !== 0, true, row.name);
    if (row.shape.startsWith('store')) assert.is((row.effects & Effects.WritesMemory) !== 0, true, row.name);
    if (isAtomic(row.shape)) assert.is(row.effects & ~Effects.Traps, Effects.ReadsMemory | Effects.WritesMemory, row.name);
    if (row.effects & Effects.Calls) assert.is(row.effects & CallEffects, CallEffects, row.name);
    if (row.lower !== undefined) assert.ok(byName(row.lower), `${row.name} lowers as ${row.lower}`);
    assert.is(row.lanes !== undefined, /lane/.test(row.imm), row.name);
    for (const part of row.parts ?? []) assert.ok(byName(part) && !byName(part)!.parts, `${row.name} is made of ${part}`);
  }
});

test('every opcode of the supported features has a row', () => {
  const plain = [[0x00, 0x15], [0x18, 0x1c], [0x1f, 0x26], [0x28, 0xc4], [0xd0, 0xd6], [0xe0, 0xe6]] as const;
  for (let code = 0; code < 256; code++) {
    const known = plain.some(([first, last]) => first <= code && code <= last);
    assert.is(byOpcode(0, code) !== undefined, known, `opcode ${code}`);
  }
  for (let code = 0; code < 64; code++) assert.is(byOpcode(0xfc, code) !== undefined, code <= 17 || (code >= 19 && code <= 22), `opcode 0xfc ${code}`);
  const unassigned = [0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4, 0xe2, 0xee];
  for (let code = 0; code < 0x200; code++) assert.is(byOpcode(0xfd, code) !== undefined, code < 0x114 && !unassigned.includes(code), `opcode 0xfd ${code}`);
  assert.is(ops.filter((row) => row.feature === 'simd').length, 236);
  assert.is(ops.filter((row) => row.feature === 'relaxed-simd').length, 20);
  for (let code = 0; code < 0x80; code++) assert.is(byOpcode(0xfe, code) !== undefined, code < 4 || (code >= 0x10 && code < 0x4f), `opcode 0xfe ${code}`);
  for (const row of ops) assert.ok(isSupported(row.feature), row.name);
});

test('opcodes that wait for their rows do not overlap those that have one', () => {
  for (const { id, opcodes } of features) {
    for (const { prefix, first, last } of opcodes) {
      for (const row of ops) assert.not(row.prefix === prefix && first <= row.code && row.code <= last, `${row.name} in ${id}`);
    }
  }
});

test('native WebAssembly accepts each operation with its signature', () => {
  skip('operations of structs and arrays alone', 'they need types that this module does not declare; the official suite has them');
  for (const row of ops) {
    if (notAlone.has(row.shape) || row.feature === 'gc' || !nativeHas(row.feature)) continue;
    const [params, results] = signatureOf(row);
    const codes = (chars: string): TypeBytes[] => [...chars].map((char) => typeCodes[char]!);
    assert.ok(WebAssembly.validate(moduleOf(row, codes(params), codes(results))), `${row.name} is ${params}:${results}`);
  }
});

test('native WebAssembly refuses each operation with any other type in its signature', () => {
  let refused = 0;
  for (const row of ops) {
    if (row.params === '' && row.result === '') continue;
    if (['if', 'br_if', 'br_table', 'ref.is_null'].includes(row.shape)) continue;
    const right = [...row.params, ...row.result].map((char) => typeCodes[char]!);
    right.forEach((type, k) => {
      for (const other of [i32, i64, f32, f64, v128, funcref]) {
        if (other === type) continue;
        const wrong = right.slice();
        wrong[k] = other;
        const arity = row.params.length;
        assert.not(WebAssembly.validate(moduleOf(row, wrong.slice(0, arity), wrong.slice(arity))), `${row.name} at ${k}`);
        refused++;
      }
    });
  }
  assert.ok(refused > 1500, `only ${refused} modules were tried`);
});

test('native WebAssembly agrees on the width of each access', () => {
  const signature = (row: OpRow): [TypeBytes[], TypeBytes[]] =>
    [[...row.params].map((char) => typeCodes[char]!), [...row.result].map((char) => typeCodes[char]!)];
  for (const row of ops) {
    if (row.width === undefined) continue;
    const [params, results] = signature(row);
    const natural = Math.log2(row.width);
    for (const [align, allowed] of [[natural, true], [natural + 1, false]] as const) {
      const bytes = moduleOf(row, params, results);
      const at = findAlign(bytes, row, params.length);
      bytes[at] = align;
      assert.is(WebAssembly.validate(bytes), allowed, `${row.name} aligned to 2^${align}`);
    }
  }
});

/** Position of the alignment: after the local.get instructions and the opcode of the second body. */
function findAlign(bytes: Uint8Array, row: OpRow, params: number): number {
  const pattern = [...Array.from({ length: params }, (_, k) => [0x20, k]).flat(), ...opcodeBytes(row), ...immediatesOf(row), end];
  for (let at = bytes.length - pattern.length; at >= 0; at--) {
    if (pattern.every((byte, k) => bytes[at + k] === byte)) return at + pattern.length - 1 - immediatesOf(row).length;
  }
  throw new Error(`no ${row.name} in the module`);
}

test.run();
