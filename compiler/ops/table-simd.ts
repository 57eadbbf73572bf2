import { Effects, type OpRow } from './row.js';

/** The operations on v128, all with the prefix 0xfd: a part of the operation table. */

type Row = Omit<OpRow, 'id'>;
type Extra = Partial<Pick<Row, 'effects' | 'constant' | 'width' | 'type' | 'lower' | 'lanes' | 'parts' | 'imm'>>;

/** `signature` is operands, colon, result, in signature letters. */
function op(name: string, code: number, shape: Row['shape'], signature: string, extra: Extra = {}): Row {
  const [params = '', result = ''] = signature.split(':');
  return {
    name, prefix: 0xfd, code, shape, params, result,
    imm: extra.imm ?? 'none',
    feature: code < 0x100 ? 'simd' : 'relaxed-simd',
    effects: extra.effects ?? 0,
    constant: extra.constant,
    width: extra.width,
    signed: undefined,
    type: extra.type,
    lower: extra.lower,
    lanes: extra.lanes,
    parts: extra.parts,
  };
}

const unary = (name: string, code: number, lower?: string): Row => op(name, code, 'unary', 'v:v', { lower });
const binary = (name: string, code: number, lower?: string): Row => op(name, code, 'binary', 'vv:v', { lower });
const compare = (name: string, code: number): Row => op(name, code, 'compare', 'vv:v');
const ternary = (name: string, code: number, lower?: string): Row => op(name, code, 'ternary', 'vvv:v', { lower });
const test = (name: string, code: number): Row => op(name, code, 'test', 'v:i');
const shift = (name: string, code: number): Row => op(name, code, 'binary', 'vi:v');

/** Operations with consecutive opcodes, which differ by the second half of their names. */
const family = (make: (name: string, code: number) => Row, shape: string, code: number, names: string): Row[] =>
  names.split(' ').map((name, k) => make(`${shape}.${name}`, code + k));

const reads = Effects.ReadsMemory | Effects.Traps;
const writes = Effects.WritesMemory | Effects.Traps;
type Width = 1 | 2 | 4 | 8;

/** A load whose value goes through further operations. */
const loadThrough = (name: string, code: number, width: Width, parts: string): Row =>
  op(name, code, 'load_through', 'i:v', { imm: 'memarg', effects: reads, width, parts: parts.split(' ') });
const loadZero = (name: string, code: number, width: Width, parts: string): Row =>
  op(name, code, 'load_zero', 'i:v', { imm: 'memarg', effects: reads, width, parts: parts.split(' ') });
const loadLane = (name: string, code: number, width: Width, parts: string): Row =>
  op(name, code, 'load_lane', 'iv:v', { imm: 'memarg lane', effects: reads, width, lanes: 16 / width, parts: parts.split(' ') });
const storeLane = (name: string, code: number, width: Width, parts: string): Row =>
  op(name, code, 'store_lane', 'iv:', { imm: 'memarg lane', effects: writes, width, lanes: 16 / width, parts: parts.split(' ') });

/** Lanes of floating point types are moved as integers, which keeps all bits of a NaN. */
const splat = (name: string, code: number, type: string, parts?: string): Row => op(name, code, 'convert', `${type}:v`, { parts: parts?.split(' ') });
const extract = (name: string, code: number, lanes: number, type: string, parts?: string): Row =>
  op(name, code, 'extract_lane', `v:${type}`, { imm: 'lane', lanes, parts: parts?.split(' ') });
const replace = (name: string, code: number, lanes: number, type: string, parts?: string): Row =>
  op(name, code, 'replace_lane', `v${type}:v`, { imm: 'lane', lanes, parts: parts?.split(' ') });

const integerCompares = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';
const floatCompares = 'eq ne lt gt le ge';
const floatBinaries = 'add sub mul div min max pmin pmax';
const widening = (from: string): string => `extend_low_${from}_s extend_high_${from}_s extend_low_${from}_u extend_high_${from}_u`;
const multiplying = (from: string): string => `extmul_low_${from}_s extmul_high_${from}_s extmul_low_${from}_u extmul_high_${from}_u`;

export const simdRows: readonly Row[] = [
  op('v128.load', 0x00, 'load', 'i:v', { imm: 'memarg', effects: reads, width: 16, type: 'v' }),
  loadThrough('v128.load8x8_s', 0x01, 8, 'i64.load i64x2.splat i16x8.extend_low_i8x16_s'),
  loadThrough('v128.load8x8_u', 0x02, 8, 'i64.load i64x2.splat i16x8.extend_low_i8x16_u'),
  loadThrough('v128.load16x4_s', 0x03, 8, 'i64.load i64x2.splat i32x4.extend_low_i16x8_s'),
  loadThrough('v128.load16x4_u', 0x04, 8, 'i64.load i64x2.splat i32x4.extend_low_i16x8_u'),
  loadThrough('v128.load32x2_s', 0x05, 8, 'i64.load i64x2.splat i64x2.extend_low_i32x4_s'),
  loadThrough('v128.load32x2_u', 0x06, 8, 'i64.load i64x2.splat i64x2.extend_low_i32x4_u'),
  loadThrough('v128.load8_splat', 0x07, 1, 'i32.load8_u i8x16.splat'),
  loadThrough('v128.load16_splat', 0x08, 2, 'i32.load16_u i16x8.splat'),
  loadThrough('v128.load32_splat', 0x09, 4, 'i32.load i32x4.splat'),
  loadThrough('v128.load64_splat', 0x0a, 8, 'i64.load i64x2.splat'),
  op('v128.store', 0x0b, 'store', 'iv:', { imm: 'memarg', effects: writes, width: 16, type: 'v' }),
  op('v128.const', 0x0c, 'const', ':v', { imm: 'v128', constant: 'simd', type: 'v' }),
  op('i8x16.shuffle', 0x0d, 'shuffle', 'vv:v', { imm: 'lanes', lanes: 32 }),
  binary('i8x16.swizzle', 0x0e),

  splat('i8x16.splat', 0x0f, 'i'),
  splat('i16x8.splat', 0x10, 'i'),
  splat('i32x4.splat', 0x11, 'i'),
  splat('i64x2.splat', 0x12, 'l'),
  splat('f32x4.splat', 0x13, 'f', 'i32.reinterpret_f32 i32x4.splat'),
  splat('f64x2.splat', 0x14, 'd', 'i64.reinterpret_f64 i64x2.splat'),
  extract('i8x16.extract_lane_s', 0x15, 16, 'i'),
  extract('i8x16.extract_lane_u', 0x16, 16, 'i'),
  replace('i8x16.replace_lane', 0x17, 16, 'i'),
  extract('i16x8.extract_lane_s', 0x18, 8, 'i'),
  extract('i16x8.extract_lane_u', 0x19, 8, 'i'),
  replace('i16x8.replace_lane', 0x1a, 8, 'i'),
  extract('i32x4.extract_lane', 0x1b, 4, 'i'),
  replace('i32x4.replace_lane', 0x1c, 4, 'i'),
  extract('i64x2.extract_lane', 0x1d, 2, 'l'),
  replace('i64x2.replace_lane', 0x1e, 2, 'l'),
  extract('f32x4.extract_lane', 0x1f, 4, 'f', 'i32x4.extract_lane f32.reinterpret_i32'),
  replace('f32x4.replace_lane', 0x20, 4, 'f', 'i32.reinterpret_f32 i32x4.replace_lane'),
  extract('f64x2.extract_lane', 0x21, 2, 'd', 'i64x2.extract_lane f64.reinterpret_i64'),
  replace('f64x2.replace_lane', 0x22, 2, 'd', 'i64.reinterpret_f64 i64x2.replace_lane'),

  ...family(compare, 'i8x16', 0x23, integerCompares),
  ...family(compare, 'i16x8', 0x2d, integerCompares),
  ...family(compare, 'i32x4', 0x37, integerCompares),
  ...family(compare, 'f32x4', 0x41, floatCompares),
  ...family(compare, 'f64x2', 0x47, floatCompares),

  unary('v128.not', 0x4d),
  ...family(binary, 'v128', 0x4e, 'and andnot or xor'),
  ternary('v128.bitselect', 0x52),
  test('v128.any_true', 0x53),

  loadLane('v128.load8_lane', 0x54, 1, 'i32.load8_u i8x16.replace_lane'),
  loadLane('v128.load16_lane', 0x55, 2, 'i32.load16_u i16x8.replace_lane'),
  loadLane('v128.load32_lane', 0x56, 4, 'i32.load i32x4.replace_lane'),
  loadLane('v128.load64_lane', 0x57, 8, 'i64.load i64x2.replace_lane'),
  storeLane('v128.store8_lane', 0x58, 1, 'i8x16.extract_lane_u i32.store8'),
  storeLane('v128.store16_lane', 0x59, 2, 'i16x8.extract_lane_u i32.store16'),
  storeLane('v128.store32_lane', 0x5a, 4, 'i32x4.extract_lane i32.store'),
  storeLane('v128.store64_lane', 0x5b, 8, 'i64x2.extract_lane i64.store'),
  loadZero('v128.load32_zero', 0x5c, 4, 'i32.load i32x4.replace_lane'),
  loadZero('v128.load64_zero', 0x5d, 8, 'i64.load i64x2.replace_lane'),
  unary('f32x4.demote_f64x2_zero', 0x5e),
  unary('f64x2.promote_low_f32x4', 0x5f),

  ...family(unary, 'i8x16', 0x60, 'abs neg popcnt'),
  ...family(test, 'i8x16', 0x63, 'all_true bitmask'),
  ...family(binary, 'i8x16', 0x65, 'narrow_i16x8_s narrow_i16x8_u'),
  ...family(unary, 'f32x4', 0x67, 'ceil floor trunc nearest'),
  ...family(shift, 'i8x16', 0x6b, 'shl shr_s shr_u'),
  ...family(binary, 'i8x16', 0x6e, 'add add_sat_s add_sat_u sub sub_sat_s sub_sat_u'),
  ...family(unary, 'f64x2', 0x74, 'ceil floor'),
  ...family(binary, 'i8x16', 0x76, 'min_s min_u max_s max_u'),
  unary('f64x2.trunc', 0x7a),
  binary('i8x16.avgr_u', 0x7b),

  ...family(unary, 'i16x8', 0x7c, 'extadd_pairwise_i8x16_s extadd_pairwise_i8x16_u'),
  ...family(unary, 'i32x4', 0x7e, 'extadd_pairwise_i16x8_s extadd_pairwise_i16x8_u'),
  ...family(unary, 'i16x8', 0x80, 'abs neg'),
  binary('i16x8.q15mulr_sat_s', 0x82),
  ...family(test, 'i16x8', 0x83, 'all_true bitmask'),
  ...family(binary, 'i16x8', 0x85, 'narrow_i32x4_s narrow_i32x4_u'),
  ...family(unary, 'i16x8', 0x87, widening('i8x16')),
  ...family(shift, 'i16x8', 0x8b, 'shl shr_s shr_u'),
  ...family(binary, 'i16x8', 0x8e, 'add add_sat_s add_sat_u sub sub_sat_s sub_sat_u'),
  unary('f64x2.nearest', 0x94),
  ...family(binary, 'i16x8', 0x95, 'mul min_s min_u max_s max_u'),
  binary('i16x8.avgr_u', 0x9b),
  ...family(binary, 'i16x8', 0x9c, multiplying('i8x16')),

  ...family(unary, 'i32x4', 0xa0, 'abs neg'),
  ...family(test, 'i32x4', 0xa3, 'all_true bitmask'),
  ...family(unary, 'i32x4', 0xa7, widening('i16x8')),
  ...family(shift, 'i32x4', 0xab, 'shl shr_s shr_u'),
  binary('i32x4.add', 0xae),
  binary('i32x4.sub', 0xb1),
  ...family(binary, 'i32x4', 0xb5, 'mul min_s min_u max_s max_u dot_i16x8_s'),
  ...family(binary, 'i32x4', 0xbc, multiplying('i16x8')),

  ...family(unary, 'i64x2', 0xc0, 'abs neg'),
  ...family(test, 'i64x2', 0xc3, 'all_true bitmask'),
  ...family(unary, 'i64x2', 0xc7, widening('i32x4')),
  ...family(shift, 'i64x2', 0xcb, 'shl shr_s shr_u'),
  binary('i64x2.add', 0xce),
  binary('i64x2.sub', 0xd1),
  binary('i64x2.mul', 0xd5),
  ...family(compare, 'i64x2', 0xd6, 'eq ne lt_s gt_s le_s ge_s'),
  ...family(binary, 'i64x2', 0xdc, multiplying('i32x4')),

  ...family(unary, 'f32x4', 0xe0, 'abs neg'),
  unary('f32x4.sqrt', 0xe3),
  ...family(binary, 'f32x4', 0xe4, floatBinaries),
  ...family(unary, 'f64x2', 0xec, 'abs neg'),
  unary('f64x2.sqrt', 0xef),
  ...family(binary, 'f64x2', 0xf0, floatBinaries),
  ...family(unary, 'i32x4', 0xf8, 'trunc_sat_f32x4_s trunc_sat_f32x4_u'),
  ...family(unary, 'f32x4', 0xfa, 'convert_i32x4_s convert_i32x4_u'),
  ...family(unary, 'i32x4', 0xfc, 'trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero'),
  ...family(unary, 'f64x2', 0xfe, 'convert_low_i32x4_s convert_low_i32x4_u'),

  // Each of these does what the deterministic profile of the specification says.
  binary('i8x16.relaxed_swizzle', 0x100, 'i8x16.swizzle'),
  unary('i32x4.relaxed_trunc_f32x4_s', 0x101, 'i32x4.trunc_sat_f32x4_s'),
  unary('i32x4.relaxed_trunc_f32x4_u', 0x102, 'i32x4.trunc_sat_f32x4_u'),
  unary('i32x4.relaxed_trunc_f64x2_s_zero', 0x103, 'i32x4.trunc_sat_f64x2_s_zero'),
  unary('i32x4.relaxed_trunc_f64x2_u_zero', 0x104, 'i32x4.trunc_sat_f64x2_u_zero'),
  ternary('f32x4.relaxed_madd', 0x105),
  ternary('f32x4.relaxed_nmadd', 0x106),
  ternary('f64x2.relaxed_madd', 0x107),
  ternary('f64x2.relaxed_nmadd', 0x108),
  ternary('i8x16.relaxed_laneselect', 0x109, 'v128.bitselect'),
  ternary('i16x8.relaxed_laneselect', 0x10a, 'v128.bitselect'),
  ternary('i32x4.relaxed_laneselect', 0x10b, 'v128.bitselect'),
  ternary('i64x2.relaxed_laneselect', 0x10c, 'v128.bitselect'),
  binary('f32x4.relaxed_min', 0x10d, 'f32x4.min'),
  binary('f32x4.relaxed_max', 0x10e, 'f32x4.max'),
  binary('f64x2.relaxed_min', 0x10f, 'f64x2.min'),
  binary('f64x2.relaxed_max', 0x110, 'f64x2.max'),
  binary('i16x8.relaxed_q15mulr_s', 0x111, 'i16x8.q15mulr_sat_s'),
  binary('i16x8.relaxed_dot_i8x16_i7x16_s', 0x112),
  ternary('i32x4.relaxed_dot_i8x16_i7x16_add_s', 0x113),
];
