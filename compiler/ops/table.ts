import { CallEffects, Effects, type OpRow } from './row.js';
import { atomicRows } from './table-atomics.js';
import { simdRows } from './table-simd.js';

/** The one place that knows an operation: every table and dispatch in the compiler is derived from these rows. */

type Row = Omit<OpRow, 'id'>;
type Extra = Partial<Pick<Row, 'effects' | 'constant' | 'width' | 'signed' | 'type' | 'lower' | 'feature'>>;
type NumChar = 'i' | 'l' | 'f' | 'd';

const { ReadsMemory, WritesMemory, ReadsGlobal, WritesGlobal, ReadsTable, WritesTable, ReadsHeap, WritesHeap, Traps, Branches } = Effects;

/** `signature` is operands, colon, result, in signature letters. `code` is one byte, or [prefix, code]. */
function op(name: string, code: number | readonly [number, number], shape: Row['shape'], signature: string, imm: Row['imm'], extra: Extra = {}): Row {
  const [params = '', result = ''] = signature.split(':');
  const [prefix, sub] = typeof code === 'number' ? [0, code] : code;
  return {
    name, prefix, code: sub, shape, params, result, imm,
    feature: extra.feature ?? 'mvp',
    effects: extra.effects ?? 0,
    constant: extra.constant,
    width: extra.width,
    signed: extra.signed,
    type: extra.type,
    lower: extra.lower,
    lanes: undefined,
    parts: undefined,
  };
}

/** An operation whose name is its shape. */
const own = (shape: Row['shape'], code: number | readonly [number, number], signature: string, imm: Row['imm'], extra?: Extra): Row =>
  op(shape, code, shape, signature, imm, extra);

const unary = (name: string, code: number, type: NumChar, extra?: Extra): Row => op(name, code, 'unary', `${type}:${type}`, 'none', extra);
const binary = (name: string, code: number, type: NumChar, extra?: Extra): Row => op(name, code, 'binary', `${type}${type}:${type}`, 'none', extra);
const compare = (name: string, code: number, type: NumChar): Row => op(name, code, 'compare', `${type}${type}:i`, 'none');
const convert = (name: string, code: number | readonly [number, number], signature: string, extra?: Extra): Row => op(name, code, 'convert', signature, 'none', extra);
const load = (name: string, code: number, type: NumChar, width: 1 | 2 | 4 | 8, signed?: boolean): Row =>
  op(name, code, 'load', `i:${type}`, 'memarg', { effects: ReadsMemory | Traps, width, signed, type });
const store = (name: string, code: number, type: NumChar, width: 1 | 2 | 4 | 8): Row =>
  op(name, code, 'store', `i${type}:`, 'memarg', { effects: WritesMemory | Traps, width, type });

/** Integers of 128 bits are two of 64, the low one first. */
const wide = (name: string, code: number, signature: string): Row => op(name, [0xfc, code], 'wide', signature, 'none', { feature: 'wide-arithmetic' });

const divides: Extra = { effects: Traps };
const extended: Extra = { constant: 'extended-const' };
const signExtends: Extra = { feature: 'sign-extension' };
const saturates: Extra = { feature: 'saturating-conversions' };
const trapsAs = (lower: string): Extra => ({ effects: Traps, lower });
const saturatesAs = (lower: string): Extra => ({ ...saturates, lower });
const bulk = (effects: number): Extra => ({ feature: 'bulk-memory', effects });
const refs = (effects: number, constant?: Row['constant']): Extra => ({ feature: 'reference-types', effects, constant });
const typedRefs = (effects: number): Extra => ({ feature: 'function-references', effects });
const gc = (effects: number, more: Extra = {}): Extra => ({ feature: 'gc', effects, ...more });
const constantGc: Extra = { constant: 'gc' };
const tailCall: Extra = { feature: 'tail-calls', effects: CallEffects | Branches };
const throws: Extra = { feature: 'exceptions', effects: Traps | Branches };
const stacks = (effects: number): Extra => ({ feature: 'stack-switching', effects });
const legacy: Extra = { feature: 'legacy-exceptions' };

const rows: readonly Row[] = [
  own('unreachable', 0x00, ':', 'none', { effects: Traps | Branches }),
  own('nop', 0x01, ':', 'none'),
  own('block', 0x02, ':', 'block'),
  own('loop', 0x03, ':', 'block'),
  own('if', 0x04, 'i:', 'block'),
  own('else', 0x05, ':', 'none'),
  own('try', 0x06, ':', 'block', legacy),
  own('catch', 0x07, ':', 'tag', legacy),
  own('throw', 0x08, ':', 'tag', throws),
  own('rethrow', 0x09, ':', 'label', { ...throws, feature: 'legacy-exceptions' }),
  own('throw_ref', 0x0a, 'E:', 'none', throws),
  own('end', 0x0b, ':', 'none'),
  own('br', 0x0c, ':', 'label', { effects: Branches }),
  own('br_if', 0x0d, 'i:', 'label', { effects: Branches }),
  own('br_table', 0x0e, 'i:', 'labels', { effects: Branches }),
  own('return', 0x0f, ':', 'none', { effects: Branches }),
  own('call', 0x10, ':', 'func', { effects: CallEffects }),
  own('call_indirect', 0x11, ':', 'type table', { effects: CallEffects }),
  own('return_call', 0x12, ':', 'func', tailCall),
  own('return_call_indirect', 0x13, ':', 'type table', tailCall),
  own('call_ref', 0x14, ':', 'type', typedRefs(CallEffects)),
  own('return_call_ref', 0x15, ':', 'type', typedRefs(CallEffects | Branches)),

  own('delegate', 0x18, ':', 'label', legacy),
  own('catch_all', 0x19, ':', 'none', legacy),
  own('drop', 0x1a, ':', 'none'),
  own('select', 0x1b, ':', 'none'),
  op('select', 0x1c, 'select', ':', 'types', refs(0)),
  own('try_table', 0x1f, ':', 'block catches', { feature: 'exceptions' }),

  own('local.get', 0x20, ':', 'local'),
  own('local.set', 0x21, ':', 'local'),
  own('local.tee', 0x22, ':', 'local'),
  own('global.get', 0x23, ':', 'global', { effects: ReadsGlobal, constant: 'mvp' }),
  own('global.set', 0x24, ':', 'global', { effects: WritesGlobal }),
  own('table.get', 0x25, ':', 'table', refs(ReadsTable | Traps)),
  own('table.set', 0x26, ':', 'table', refs(WritesTable | Traps)),

  load('i32.load', 0x28, 'i', 4),
  load('i64.load', 0x29, 'l', 8),
  load('f32.load', 0x2a, 'f', 4),
  load('f64.load', 0x2b, 'd', 8),
  load('i32.load8_s', 0x2c, 'i', 1, true),
  load('i32.load8_u', 0x2d, 'i', 1, false),
  load('i32.load16_s', 0x2e, 'i', 2, true),
  load('i32.load16_u', 0x2f, 'i', 2, false),
  load('i64.load8_s', 0x30, 'l', 1, true),
  load('i64.load8_u', 0x31, 'l', 1, false),
  load('i64.load16_s', 0x32, 'l', 2, true),
  load('i64.load16_u', 0x33, 'l', 2, false),
  load('i64.load32_s', 0x34, 'l', 4, true),
  load('i64.load32_u', 0x35, 'l', 4, false),
  store('i32.store', 0x36, 'i', 4),
  store('i64.store', 0x37, 'l', 8),
  store('f32.store', 0x38, 'f', 4),
  store('f64.store', 0x39, 'd', 8),
  store('i32.store8', 0x3a, 'i', 1),
  store('i32.store16', 0x3b, 'i', 2),
  store('i64.store8', 0x3c, 'l', 1),
  store('i64.store16', 0x3d, 'l', 2),
  store('i64.store32', 0x3e, 'l', 4),
  own('memory.size', 0x3f, ':i', 'memory', { effects: ReadsMemory }),
  own('memory.grow', 0x40, 'i:i', 'memory', { effects: ReadsMemory | WritesMemory }),

  op('i32.const', 0x41, 'const', ':i', 'i32', { constant: 'mvp', type: 'i' }),
  op('i64.const', 0x42, 'const', ':l', 'i64', { constant: 'mvp', type: 'l' }),
  op('f32.const', 0x43, 'const', ':f', 'f32', { constant: 'mvp', type: 'f' }),
  op('f64.const', 0x44, 'const', ':d', 'f64', { constant: 'mvp', type: 'd' }),

  op('i32.eqz', 0x45, 'test', 'i:i', 'none'),
  compare('i32.eq', 0x46, 'i'),
  compare('i32.ne', 0x47, 'i'),
  compare('i32.lt_s', 0x48, 'i'),
  compare('i32.lt_u', 0x49, 'i'),
  compare('i32.gt_s', 0x4a, 'i'),
  compare('i32.gt_u', 0x4b, 'i'),
  compare('i32.le_s', 0x4c, 'i'),
  compare('i32.le_u', 0x4d, 'i'),
  compare('i32.ge_s', 0x4e, 'i'),
  compare('i32.ge_u', 0x4f, 'i'),
  op('i64.eqz', 0x50, 'test', 'l:i', 'none'),
  compare('i64.eq', 0x51, 'l'),
  compare('i64.ne', 0x52, 'l'),
  compare('i64.lt_s', 0x53, 'l'),
  compare('i64.lt_u', 0x54, 'l'),
  compare('i64.gt_s', 0x55, 'l'),
  compare('i64.gt_u', 0x56, 'l'),
  compare('i64.le_s', 0x57, 'l'),
  compare('i64.le_u', 0x58, 'l'),
  compare('i64.ge_s', 0x59, 'l'),
  compare('i64.ge_u', 0x5a, 'l'),
  compare('f32.eq', 0x5b, 'f'),
  compare('f32.ne', 0x5c, 'f'),
  compare('f32.lt', 0x5d, 'f'),
  compare('f32.gt', 0x5e, 'f'),
  compare('f32.le', 0x5f, 'f'),
  compare('f32.ge', 0x60, 'f'),
  compare('f64.eq', 0x61, 'd'),
  compare('f64.ne', 0x62, 'd'),
  compare('f64.lt', 0x63, 'd'),
  compare('f64.gt', 0x64, 'd'),
  compare('f64.le', 0x65, 'd'),
  compare('f64.ge', 0x66, 'd'),

  unary('i32.clz', 0x67, 'i'),
  unary('i32.ctz', 0x68, 'i'),
  unary('i32.popcnt', 0x69, 'i'),
  binary('i32.add', 0x6a, 'i', extended),
  binary('i32.sub', 0x6b, 'i', extended),
  binary('i32.mul', 0x6c, 'i', extended),
  binary('i32.div_s', 0x6d, 'i', divides),
  binary('i32.div_u', 0x6e, 'i', divides),
  binary('i32.rem_s', 0x6f, 'i', divides),
  binary('i32.rem_u', 0x70, 'i', divides),
  binary('i32.and', 0x71, 'i'),
  binary('i32.or', 0x72, 'i'),
  binary('i32.xor', 0x73, 'i'),
  binary('i32.shl', 0x74, 'i'),
  binary('i32.shr_s', 0x75, 'i'),
  binary('i32.shr_u', 0x76, 'i'),
  binary('i32.rotl', 0x77, 'i'),
  binary('i32.rotr', 0x78, 'i'),
  unary('i64.clz', 0x79, 'l'),
  unary('i64.ctz', 0x7a, 'l'),
  unary('i64.popcnt', 0x7b, 'l'),
  binary('i64.add', 0x7c, 'l', extended),
  binary('i64.sub', 0x7d, 'l', extended),
  binary('i64.mul', 0x7e, 'l', extended),
  binary('i64.div_s', 0x7f, 'l', divides),
  binary('i64.div_u', 0x80, 'l', divides),
  binary('i64.rem_s', 0x81, 'l', divides),
  binary('i64.rem_u', 0x82, 'l', divides),
  binary('i64.and', 0x83, 'l'),
  binary('i64.or', 0x84, 'l'),
  binary('i64.xor', 0x85, 'l'),
  binary('i64.shl', 0x86, 'l'),
  binary('i64.shr_s', 0x87, 'l'),
  binary('i64.shr_u', 0x88, 'l'),
  binary('i64.rotl', 0x89, 'l'),
  binary('i64.rotr', 0x8a, 'l'),
  unary('f32.abs', 0x8b, 'f'),
  unary('f32.neg', 0x8c, 'f'),
  unary('f32.ceil', 0x8d, 'f', { lower: 'f64.ceil' }),
  unary('f32.floor', 0x8e, 'f', { lower: 'f64.floor' }),
  unary('f32.trunc', 0x8f, 'f', { lower: 'f64.trunc' }),
  unary('f32.nearest', 0x90, 'f', { lower: 'f64.nearest' }),
  unary('f32.sqrt', 0x91, 'f'),
  binary('f32.add', 0x92, 'f'),
  binary('f32.sub', 0x93, 'f'),
  binary('f32.mul', 0x94, 'f'),
  binary('f32.div', 0x95, 'f'),
  binary('f32.min', 0x96, 'f', { lower: 'f64.min' }),
  binary('f32.max', 0x97, 'f', { lower: 'f64.max' }),
  binary('f32.copysign', 0x98, 'f'),
  unary('f64.abs', 0x99, 'd'),
  unary('f64.neg', 0x9a, 'd'),
  unary('f64.ceil', 0x9b, 'd'),
  unary('f64.floor', 0x9c, 'd'),
  unary('f64.trunc', 0x9d, 'd'),
  unary('f64.nearest', 0x9e, 'd'),
  unary('f64.sqrt', 0x9f, 'd'),
  binary('f64.add', 0xa0, 'd'),
  binary('f64.sub', 0xa1, 'd'),
  binary('f64.mul', 0xa2, 'd'),
  binary('f64.div', 0xa3, 'd'),
  binary('f64.min', 0xa4, 'd'),
  binary('f64.max', 0xa5, 'd'),
  binary('f64.copysign', 0xa6, 'd'),

  convert('i32.wrap_i64', 0xa7, 'l:i'),
  convert('i32.trunc_f32_s', 0xa8, 'f:i', trapsAs('i32.trunc_f64_s')),
  convert('i32.trunc_f32_u', 0xa9, 'f:i', trapsAs('i32.trunc_f64_u')),
  convert('i32.trunc_f64_s', 0xaa, 'd:i', { effects: Traps }),
  convert('i32.trunc_f64_u', 0xab, 'd:i', { effects: Traps }),
  convert('i64.extend_i32_s', 0xac, 'i:l'),
  convert('i64.extend_i32_u', 0xad, 'i:l'),
  convert('i64.trunc_f32_s', 0xae, 'f:l', trapsAs('i64.trunc_f64_s')),
  convert('i64.trunc_f32_u', 0xaf, 'f:l', trapsAs('i64.trunc_f64_u')),
  convert('i64.trunc_f64_s', 0xb0, 'd:l', { effects: Traps }),
  convert('i64.trunc_f64_u', 0xb1, 'd:l', { effects: Traps }),
  convert('f32.convert_i32_s', 0xb2, 'i:f'),
  convert('f32.convert_i32_u', 0xb3, 'i:f'),
  convert('f32.convert_i64_s', 0xb4, 'l:f'),
  convert('f32.convert_i64_u', 0xb5, 'l:f'),
  convert('f32.demote_f64', 0xb6, 'd:f'),
  convert('f64.convert_i32_s', 0xb7, 'i:d'),
  convert('f64.convert_i32_u', 0xb8, 'i:d'),
  convert('f64.convert_i64_s', 0xb9, 'l:d'),
  convert('f64.convert_i64_u', 0xba, 'l:d'),
  convert('f64.promote_f32', 0xbb, 'f:d'),
  convert('i32.reinterpret_f32', 0xbc, 'f:i'),
  convert('i64.reinterpret_f64', 0xbd, 'd:l'),
  convert('f32.reinterpret_i32', 0xbe, 'i:f'),
  convert('f64.reinterpret_i64', 0xbf, 'l:d'),

  unary('i32.extend8_s', 0xc0, 'i', signExtends),
  unary('i32.extend16_s', 0xc1, 'i', signExtends),
  unary('i64.extend8_s', 0xc2, 'l', signExtends),
  unary('i64.extend16_s', 0xc3, 'l', signExtends),
  unary('i64.extend32_s', 0xc4, 'l', signExtends),

  own('ref.null', 0xd0, ':', 'heap', refs(0, 'reference-types')),
  own('ref.is_null', 0xd1, ':i', 'none', refs(0)),
  own('ref.func', 0xd2, ':F', 'func', refs(0, 'reference-types')),
  own('ref.eq', 0xd3, ':i', 'none', gc(0)),
  own('ref.as_non_null', 0xd4, ':', 'none', typedRefs(Traps)),
  own('br_on_null', 0xd5, ':', 'label', typedRefs(Branches)),
  own('br_on_non_null', 0xd6, ':', 'label', typedRefs(Branches)),

  own('cont.new', 0xe0, ':C', 'type', stacks(Traps)),
  own('cont.bind', 0xe1, ':C', 'type type', stacks(ReadsHeap | WritesHeap | Traps)),
  own('suspend', 0xe2, ':', 'tag', stacks(CallEffects)),
  own('resume', 0xe3, ':', 'type handlers', stacks(CallEffects)),
  own('resume_throw', 0xe4, ':', 'type tag handlers', stacks(CallEffects)),
  own('resume_throw_ref', 0xe5, ':', 'type handlers', stacks(CallEffects)),
  own('switch', 0xe6, ':', 'type tag', stacks(CallEffects)),

  own('struct.new', [0xfb, 0], ':A', 'type', gc(0, constantGc)),
  own('struct.new_default', [0xfb, 1], ':A', 'type', gc(0, constantGc)),
  own('struct.get', [0xfb, 2], ':', 'type field', gc(ReadsHeap | Traps)),
  op('struct.get_s', [0xfb, 3], 'struct.get', ':i', 'type field', gc(ReadsHeap | Traps, { signed: true })),
  op('struct.get_u', [0xfb, 4], 'struct.get', ':i', 'type field', gc(ReadsHeap | Traps, { signed: false })),
  own('struct.set', [0xfb, 5], ':', 'type field', gc(WritesHeap | Traps)),
  own('array.new', [0xfb, 6], ':A', 'type', gc(Traps, constantGc)),
  own('array.new_default', [0xfb, 7], 'i:A', 'type', gc(Traps, constantGc)),
  own('array.new_fixed', [0xfb, 8], ':A', 'type count', gc(0, constantGc)),
  own('array.new_data', [0xfb, 9], 'ii:A', 'type data', gc(ReadsMemory | Traps)),
  own('array.new_elem', [0xfb, 10], 'ii:A', 'type elem', gc(ReadsTable | Traps)),
  own('array.get', [0xfb, 11], ':', 'type', gc(ReadsHeap | Traps)),
  op('array.get_s', [0xfb, 12], 'array.get', ':i', 'type', gc(ReadsHeap | Traps, { signed: true })),
  op('array.get_u', [0xfb, 13], 'array.get', ':i', 'type', gc(ReadsHeap | Traps, { signed: false })),
  own('array.set', [0xfb, 14], ':', 'type', gc(WritesHeap | Traps)),
  own('array.len', [0xfb, 15], 'A:i', 'none', gc(Traps)),
  own('array.fill', [0xfb, 16], ':', 'type', gc(WritesHeap | Traps)),
  own('array.copy', [0xfb, 17], ':', 'type type', gc(ReadsHeap | WritesHeap | Traps)),
  own('array.init_data', [0xfb, 18], ':', 'type data', gc(ReadsMemory | WritesHeap | Traps)),
  own('array.init_elem', [0xfb, 19], ':', 'type elem', gc(ReadsTable | WritesHeap | Traps)),
  own('ref.test', [0xfb, 20], ':i', 'ref', gc(0)),
  own('ref.test', [0xfb, 21], ':i', 'ref null', gc(0)),
  own('ref.cast', [0xfb, 22], ':', 'ref', gc(Traps)),
  own('ref.cast', [0xfb, 23], ':', 'ref null', gc(Traps)),
  own('br_on_cast', [0xfb, 24], ':', 'label cast', gc(Branches)),
  own('br_on_cast_fail', [0xfb, 25], ':', 'label cast', gc(Branches)),
  own('any.convert_extern', [0xfb, 26], ':A', 'none', gc(0, constantGc)),
  own('extern.convert_any', [0xfb, 27], ':X', 'none', gc(0, constantGc)),
  own('ref.i31', [0xfb, 28], 'i:A', 'none', gc(0, constantGc)),
  op('i31.get_s', [0xfb, 29], 'i31.get', ':i', 'none', gc(Traps, { signed: true })),
  op('i31.get_u', [0xfb, 30], 'i31.get', ':i', 'none', gc(Traps, { signed: false })),

  convert('i32.trunc_sat_f32_s', [0xfc, 0], 'f:i', saturatesAs('i32.trunc_sat_f64_s')),
  convert('i32.trunc_sat_f32_u', [0xfc, 1], 'f:i', saturatesAs('i32.trunc_sat_f64_u')),
  convert('i32.trunc_sat_f64_s', [0xfc, 2], 'd:i', saturates),
  convert('i32.trunc_sat_f64_u', [0xfc, 3], 'd:i', saturates),
  convert('i64.trunc_sat_f32_s', [0xfc, 4], 'f:l', saturatesAs('i64.trunc_sat_f64_s')),
  convert('i64.trunc_sat_f32_u', [0xfc, 5], 'f:l', saturatesAs('i64.trunc_sat_f64_u')),
  convert('i64.trunc_sat_f64_s', [0xfc, 6], 'd:l', saturates),
  convert('i64.trunc_sat_f64_u', [0xfc, 7], 'd:l', saturates),

  own('memory.init', [0xfc, 8], 'iii:', 'data memory', bulk(ReadsMemory | WritesMemory | Traps)),
  own('data.drop', [0xfc, 9], ':', 'data', bulk(WritesMemory)),
  own('memory.copy', [0xfc, 10], 'iii:', 'memory memory', bulk(ReadsMemory | WritesMemory | Traps)),
  own('memory.fill', [0xfc, 11], 'iii:', 'memory', bulk(WritesMemory | Traps)),
  own('table.init', [0xfc, 12], 'iii:', 'elem table', bulk(ReadsTable | WritesTable | Traps)),
  own('elem.drop', [0xfc, 13], ':', 'elem', bulk(WritesTable)),
  own('table.copy', [0xfc, 14], 'iii:', 'table table', bulk(ReadsTable | WritesTable | Traps)),
  own('table.grow', [0xfc, 15], ':', 'table', refs(ReadsTable | WritesTable)),
  own('table.size', [0xfc, 16], ':i', 'table', refs(ReadsTable)),
  own('table.fill', [0xfc, 17], ':', 'table', refs(WritesTable | Traps)),

  wide('i64.add128', 19, 'llll:ll'),
  wide('i64.sub128', 20, 'llll:ll'),
  wide('i64.mul_wide_s', 21, 'll:ll'),
  wide('i64.mul_wide_u', 22, 'll:ll'),
];

export const ops: readonly OpRow[] = [...rows, ...simdRows, ...atomicRows].map((row, id) => ({ id, ...row }));
