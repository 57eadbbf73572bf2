/** Numeric instructions by result type: opcode bytes and operand types. Written out independently of the compiler's table. */
import type { ValueType } from './tree.js';

export interface Operation {
  readonly code: readonly number[];
  readonly params: readonly ValueType[];
  /** A divisor of zero or an overflow traps. */
  readonly divides?: boolean;
  /** Conversion that traps outside the range. */
  readonly truncates?: boolean;
  /** The bits of a NaN operand can be seen in the result. */
  readonly showsNaN?: boolean;
}

export const operations: Record<'i32' | 'i64' | 'f32' | 'f64', Operation[]> = { i32: [], i64: [], f32: [], f64: [] };

function range(result: keyof typeof operations, first: number, last: number, params: readonly ValueType[], more: (code: number) => Partial<Operation> = () => ({})): void {
  for (let code = first; code <= last; code++) operations[result].push({ code: [code], params, ...more(code) });
}

range('i32', 0x45, 0x45, ['i32']);
range('i32', 0x46, 0x4f, ['i32', 'i32']);
range('i32', 0x50, 0x50, ['i64']);
range('i32', 0x51, 0x5a, ['i64', 'i64']);
range('i32', 0x5b, 0x60, ['f32', 'f32']);
range('i32', 0x61, 0x66, ['f64', 'f64']);
range('i32', 0x67, 0x69, ['i32']);
range('i32', 0x6a, 0x78, ['i32', 'i32'], (code) => ({ divides: code >= 0x6d && code <= 0x70 }));
range('i64', 0x79, 0x7b, ['i64']);
range('i64', 0x7c, 0x8a, ['i64', 'i64'], (code) => ({ divides: code >= 0x7f && code <= 0x82 }));
range('f32', 0x8b, 0x91, ['f32']);
range('f32', 0x92, 0x97, ['f32', 'f32']);
range('f32', 0x98, 0x98, ['f32', 'f32'], () => ({ showsNaN: true }));
range('f64', 0x99, 0x9f, ['f64']);
range('f64', 0xa0, 0xa5, ['f64', 'f64']);
range('f64', 0xa6, 0xa6, ['f64', 'f64'], () => ({ showsNaN: true }));
range('i32', 0xa7, 0xa7, ['i64']);
range('i32', 0xa8, 0xa9, ['f32'], () => ({ truncates: true }));
range('i32', 0xaa, 0xab, ['f64'], () => ({ truncates: true }));
range('i64', 0xac, 0xad, ['i32']);
range('i64', 0xae, 0xaf, ['f32'], () => ({ truncates: true }));
range('i64', 0xb0, 0xb1, ['f64'], () => ({ truncates: true }));
range('f32', 0xb2, 0xb3, ['i32']);
range('f32', 0xb4, 0xb5, ['i64']);
range('f32', 0xb6, 0xb6, ['f64']);
range('f64', 0xb7, 0xb8, ['i32']);
range('f64', 0xb9, 0xba, ['i64']);
range('f64', 0xbb, 0xbb, ['f32']);
range('i32', 0xbc, 0xbc, ['f32'], () => ({ showsNaN: true }));
range('i64', 0xbd, 0xbd, ['f64'], () => ({ showsNaN: true }));
range('f32', 0xbe, 0xbe, ['i32']);
range('f64', 0xbf, 0xbf, ['i64']);
range('i32', 0xc0, 0xc1, ['i32']);
range('i64', 0xc2, 0xc4, ['i64']);
for (let sub = 0; sub < 8; sub++) {
  operations[sub < 4 ? 'i32' : 'i64'].push({ code: [0xfc, sub], params: [sub % 4 < 2 ? 'f32' : 'f64'] });
}

/** Memory instructions: opcode, type, and the natural alignment as a power of two. */
export interface Access { readonly code: number; readonly type: ValueType; readonly natural: number }
const access = (type: ValueType, list: readonly (readonly [number, number])[]): Access[] => list.map(([code, natural]) => ({ code, type, natural }));

export const loads: Access[] = [
  ...access('i32', [[0x28, 2], [0x2c, 0], [0x2d, 0], [0x2e, 1], [0x2f, 1]]),
  ...access('i64', [[0x29, 3], [0x30, 0], [0x31, 0], [0x32, 1], [0x33, 1], [0x34, 2], [0x35, 2]]),
  ...access('f32', [[0x2a, 2]]), ...access('f64', [[0x2b, 3]]),
];
export const stores: Access[] = [
  ...access('i32', [[0x36, 2], [0x3a, 0], [0x3b, 1]]), ...access('i64', [[0x37, 3], [0x3c, 0], [0x3d, 1], [0x3e, 2]]),
  ...access('f32', [[0x38, 2]]), ...access('f64', [[0x39, 3]]),
];
