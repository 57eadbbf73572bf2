/** Arguments and expected results. */
import type { Constant } from '../values.js';
import { floatBits, integerBits } from './numbers.js';
import { ScriptError } from './tokens.js';
import { atom, head, type Node } from './tree.js';

/** Lane type and count by the shape in a v128.const. */
const shapes: Readonly<Record<string, readonly [string, number]>> = {
  i8x16: ['i8', 16], i16x8: ['i16', 8], i32x4: ['i32', 4], i64x2: ['i64', 2], f32x4: ['f32', 4], f64x2: ['f64', 2],
};

/** Reference types by the heap type's keyword. */
const references: Readonly<Record<string, string>> = {
  func: 'funcref', extern: 'externref', any: 'anyref', eq: 'eqref', i31: 'i31ref', struct: 'structref', array: 'arrayref', exn: 'exnref',
  none: 'nullref', nofunc: 'nullfuncref', noextern: 'nullexternref', noexn: 'nullexnref',
};

export function constant(node: Node): Constant {
  const keyword = head(node);
  if (node.kind !== 'list' || keyword === undefined) throw new ScriptError('expected a constant');
  const args = node.items.slice(1);
  const first = atom(args[0]);
  const [type, what] = keyword.split('.') as [string, string | undefined];
  switch (keyword) {
    case 'i32.const': case 'i64.const': case 'f32.const': case 'f64.const': return { type, value: number(type, args[0]) };
    case 'v128.const': return vector(first, args.slice(1));
    case 'either': return { type, values: args.map(constant) };
    case 'ref': return { type };
    case 'ref.null': return { type: first === undefined ? 'refnull' : references[first] ?? 'ref', value: 'null' };
    case 'ref.extern': case 'ref.host': {
      const reference = keyword === 'ref.host' ? 'anyref' : 'externref';
      return first === undefined ? { type: reference } : { type: reference, value: first };
    }
  }
  const reference = type === 'ref' && what !== undefined ? references[what] : undefined;
  if (reference === undefined) throw new ScriptError(`unknown constant ${keyword}`);
  return { type: reference };
}

/** Bits as a decimal number, or the name of a set of NaNs. */
function number(type: string, node: Node | undefined): string {
  const literal = atom(node);
  if (literal === undefined) throw new ScriptError('expected a number');
  if (literal === 'nan:canonical' || literal === 'nan:arithmetic') return literal;
  const width = Number(type.slice(1));
  return String(type.startsWith('f') ? floatBits(literal, width as 32 | 64) : integerBits(literal, width));
}

function vector(shape: string | undefined, lanes: readonly Node[]): Constant {
  const [type, count] = shapes[shape ?? ''] ?? [];
  if (type === undefined || lanes.length !== count) throw new ScriptError(`v128.const ${shape} with ${lanes.length} lanes`);
  return { type: 'v128', lane_type: type, value: lanes.map((lane) => number(type, lane)) };
}
