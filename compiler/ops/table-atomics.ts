import { Effects, type OpRow, type Shape } from './row.js';

/** The operations on shared memory, all with the prefix 0xfe: a part of the operation table. */

type Row = Omit<OpRow, 'id'>;
type NumChar = 'i' | 'l';
type Width = 1 | 2 | 4 | 8;

/** Other threads see every one of them, in one order with all others: nothing moves across. */
const ordered = Effects.ReadsMemory | Effects.WritesMemory;

/** `signature` is operands, colon, result, in signature letters. */
function op(name: string, code: number, shape: Shape, signature: string, width: Width | undefined, lower?: string): Row {
  const [params = '', result = ''] = signature.split(':');
  return {
    name, prefix: 0xfe, code, shape, params, result,
    imm: width === undefined ? 'fence' : 'memarg',
    feature: 'threads',
    effects: width === undefined ? ordered : ordered | Effects.Traps,
    constant: undefined,
    width,
    signed: undefined,
    type: undefined,
    lower,
    lanes: undefined,
    parts: undefined,
  };
}

/** Types and widths of accesses, in the order of their opcodes. */
const accesses: readonly (readonly [type: NumChar, width: Width])[] = [['i', 4], ['l', 8], ['i', 1], ['i', 2], ['l', 1], ['l', 2], ['l', 4]];
const wordOf = { i: 'i32', l: 'i64' } as const;

/** One operation for every access; narrow ones have their width in the name and, where they give a value, `_u` at its end. */
function family(code: number, shape: Shape, before: string, after: string, signature: (type: NumChar) => string, lower?: string): Row[] {
  return accesses.map(([type, width], k) => {
    const isNarrow = width !== (type === 'i' ? 4 : 8);
    const sig = signature(type);
    const name = `${wordOf[type]}.atomic.${before}${isNarrow ? width * 8 : ''}${after}${isNarrow && !sig.endsWith(':') ? '_u' : ''}`;
    return op(name, code + k, shape, sig, width, lower === undefined ? undefined : `${wordOf[type]}.${lower}`);
  });
}

/** `lower` is the operation that an old and the given value go through, where there is one. */
const modify = (code: number, name: string, lower?: string): Row[] => family(code, 'atomic.rmw', 'rmw', `.${name}`, (type) => `i${type}:${type}`, lower);

export const atomicRows: readonly Row[] = [
  op('memory.atomic.notify', 0x00, 'atomic.notify', 'ii:i', 4),
  op('memory.atomic.wait32', 0x01, 'atomic.wait', 'iil:i', 4),
  op('memory.atomic.wait64', 0x02, 'atomic.wait', 'ill:i', 8),
  op('atomic.fence', 0x03, 'atomic.fence', ':', undefined),
  ...family(0x10, 'atomic.load', 'load', '', (type) => `i:${type}`),
  ...family(0x17, 'atomic.store', 'store', '', (type) => `i${type}:`),
  ...modify(0x1e, 'add', 'add'),
  ...modify(0x25, 'sub', 'sub'),
  ...modify(0x2c, 'and', 'and'),
  ...modify(0x33, 'or', 'or'),
  ...modify(0x3a, 'xor', 'xor'),
  ...modify(0x41, 'xchg'),
  ...family(0x48, 'atomic.cmpxchg', 'rmw', '.cmpxchg', (type) => `i${type}${type}:${type}`),
];
