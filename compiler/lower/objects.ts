/**
 * Structs, arrays, i31 and casts. A struct is an object whose properties are the words of its fields, an array one with `n`
 * (its length) and `e` (its elements, as words); see runtime-lite/object.ts. A null operand is found by the engine, when it
 * looks for a property of null.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import { fieldName, wordsOf } from '../ir/fields.js';
import type { Expr, Intrinsic } from '../ir/nodes.js';
import { sigChar, type RefType, type StorageType } from '../ops/types.js';
import type { Lowering, Pair } from './expression.js';
import { callsOut, withOperands } from './operands.js';

const { binary, call, compare, int32, num } = js;

/** What the elements of an array are kept in, by storage type: suffix of its runtime functions, words and bytes of an element. */
interface Kind {
  readonly name: string;
  readonly maker: string;
  readonly words: number;
  readonly bytes: number;
  readonly range: js.Range;
}
const KINDS: Readonly<Record<string, Kind>> = {
  i8: { name: 'I8', maker: 'i8s', words: 1, bytes: 1, range: 'i' },
  i16: { name: 'I16', maker: 'i16s', words: 1, bytes: 2, range: 'i' },
  i: { name: 'I32', maker: 'i32s', words: 1, bytes: 4, range: 'i' },
  l: { name: 'I64', maker: 'i32s', words: 2, bytes: 8, range: 'i' },
  f: { name: 'F32', maker: 'f32s', words: 1, bytes: 4, range: 's' },
  d: { name: 'F64', maker: 'f64s', words: 1, bytes: 8, range: 'd' },
  v: { name: 'V128', maker: 'i32s', words: 4, bytes: 16, range: 'i' },
};
const REFERENCES: Kind = { name: 'Ref', maker: 'refs', words: 1, bytes: 8, range: 'x' };

const keyOf = (storage: StorageType): string => (storage === 'i8' || storage === 'i16' ? storage : sigChar(storage));
const kindOf = (storage: StorageType): Kind => KINDS[keyOf(storage)] ?? REFERENCES;

const defaults = (storage: StorageType): Js[] => (kindOf(storage) === REFERENCES ? [js.NULL] : Array.from({ length: kindOf(storage).words }, () => js.ZERO));

/** A packed value as the i32 that is asked for. */
function unpacked(value: Js, storage: StorageType, signed: boolean | undefined): Js {
  const bits = storage === 'i8' ? 8 : storage === 'i16' ? 16 : 0;
  if (bits === 0) return value;
  return signed ? js.shift('>>', js.shift('<<', value, num(32 - bits)), num(32 - bits)) : js.bitwise('&', value, num(2 ** bits - 1));
}

const trap = (cx: Lowering, name: string, e: Intrinsic): Js => call(cx.env.runtime('trap', name), [], 'x', false, e.at);
const helper = (cx: Lowering, e: Intrinsic, file: string, name: string, first: readonly Js[] = [], range: js.Range = 'x'): Js =>
  call(cx.env.runtime(file, name), [...first, ...cx.args(e.args)], range, false, e.at);
/** The same for what copies a segment, which an operand may drop. */
const ofSegment = (cx: Lowering, e: Intrinsic, file: string, name: string, first: readonly Js[]): Js =>
  withOperands(cx, cx.args(e.args), callsOut(e.args), (words) => call(cx.env.runtime(file, name), [...first, ...words], 'x', false, e.at));
const operand = (e: Intrinsic): Expr => e.args[0]!;

type Template = (cx: Lowering, e: Intrinsic) => Js;

/** The array and the index of an element access, as atoms; `rest` is evaluated after them. */
function place(cx: Lowering, e: Intrinsic, pre: Js[]): { array: Js; index: Js } {
  const [a, i, ...rest] = e.args as [Expr, Expr, ...Expr[]];
  const array = cx.frozen(a, cx.value(a), [i, ...rest], pre);
  return { array, index: cx.frozen(i, int32(cx.value(i)), rest, pre) };
}

const element = (array: Js, index: Js, range: js.Range): js.JsIndex => js.index(js.member(array, 'e'), index, range);

const lengthOf = (array: Js): Js => js.member(array, 'n', 'i', true);

/** Index of a word of an element with several: exact, so that an index out of bounds stays out of bounds. */
const wordIndex = (index: Js, words: number, word: number): Js => {
  if (index.k === 'num') return num((index.v >>> 0) * words + word);
  const first = binary('*', index, num(words), 'd');
  return word === 0 ? first : binary('+', first, num(word), 'd');
};

function getElement(cx: Lowering, e: Intrinsic): Js {
  const { storage } = cx.env.fields(e.index)[0]!;
  const kind = kindOf(storage);
  const pre: Js[] = [];
  const { array, index } = place(cx, e, pre);
  if (kind.range === 's') return js.seq(pre, getF32(cx, e, array, index, pre));
  const otherwise =
    kind === REFERENCES ? call(cx.env.runtime('array', 'arrayGet'), [array, index], 'x', false, e.at) : trap(cx, 'trapArray', e);
  const value = binary('??', element(array, index, kind.range), otherwise, kind.range);
  return js.seq(pre, storage === 'i8' || storage === 'i16' ? (e.row.signed ? value : unpacked(value, storage, false)) : value);
}

function getF32(cx: Lowering, e: Intrinsic, array: Js, index: Js, pre: Js[]): Js {
  const read = (range: js.Range): Js => binary('??', element(array, index, range), trap(cx, 'trapArray', e), range);
  if (!cx.observes(e)) return read('f');
  const x = cx.temp(read('s'), pre);
  const slow = call(cx.env.runtime('array-f32', 'nanAt'), [js.member(array, 'e'), index], 's');
  return js.cond(compare('===', x, cx.atom(x, pre)), cx.atom(x, pre), slow);
}

function setElement(cx: Lowering, e: Intrinsic): Js {
  const kind = kindOf(cx.env.fields(e.index)[0]!.storage);
  const pre: Js[] = [];
  const { array, index } = place(cx, e, pre);
  const value = cx.args(e.args.slice(2)).map((word) => cx.atom(word, pre));
  const sets = value.map((word, k): Js => {
    const set = js.assign(element(array, kind.words === 1 ? index : wordIndex(index, kind.words, k), kind.range), word);
    if (word.range !== 's') return set;
    return js.cond(compare('===', word, cx.atom(word, pre)), set, call(cx.env.runtime('array-f32', 'setNaN'), [js.member(array, 'e'), index, word], 'x'));
  });
  const fits = compare('<', js.uint32(index), lengthOf(array));
  return js.seq(pre, js.cond(fits, js.seq(sets.slice(0, -1), sets[sets.length - 1]!), trap(cx, 'trapArray', e)));
}

function setField(cx: Lowering, e: Intrinsic): Js {
  const [object, value] = e.args as [Expr, Expr];
  const { storage } = cx.env.fields(e.index)[e.index2]!;
  const field = (o: Js, word: number): js.JsMember => js.member(o, fieldName(e.index2, word), kindOf(storage).range);
  if (wordsOf(storage) === 1) return js.assign(field(cx.value(object), 0), cx.exact(value));
  const pre: Js[] = [];
  const target = cx.frozen(object, cx.value(object), [value], pre);
  const sets = cx.args([value]).map((word) => cx.atom(word, pre)).map((word, k): Js => js.assign(field(target, k), word));
  return js.seq([...pre, ...sets.slice(0, -1)], sets[sets.length - 1]!);
}

/** Up to so many words, assignments are shorter than a list that is copied, and much faster. */
const MAX_ASSIGNED = 16;

function newFixed(cx: Lowering, e: Intrinsic): Js {
  const kind = kindOf(cx.env.fields(e.index)[0]!.storage);
  const type = cx.env.objectClass(e.index);
  const length = num(e.index2);
  if (kind === REFERENCES || kind.range === 's' || e.args.length * kind.words > MAX_ASSIGNED)
    return js.construct(type, [length, helper(cx, e, 'array-new', kind.maker)]);
  const pre: Js[] = [];
  const words = e.args.flatMap((arg, i) => cx.args([arg]).map((word) => cx.frozen(arg, word, e.args.slice(i + 1), pre)));
  const array = cx.temp(helper(cx, { ...e, args: [] }, 'array-new', `new${kind.name}`, [type, ...defaults(cx.env.fields(e.index)[0]!.storage), length]), pre);
  words.forEach((word, i) => pre.push(js.assign(element(cx.atom(array, pre), num(i), kind.range), word)));
  return js.seq(pre, array);
}

/** Whether `o`, an atom that is not null, is of the heap type. */
function isOf(cx: Lowering, o: Js, to: RefType): Js {
  if (typeof to.heap === 'number') {
    const id = cx.env.typeId(to.heap);
    if (to.form === 'func') return call(cx.env.runtime('type-key', 'matchesSig'), [js.member(js.member(o, 'type'), 'sig'), id], 'b');
    return compare('===', js.member(o, `$${cx.env.typeDepth(to.heap)}`), id);
  }
  switch (to.heap) {
    case 'i31':
      return compare('===', js.unary('typeof', o, 'x'), { k: 'lit', v: 'number', range: 'x' });
    // Numbers have no such property, but are equal to themselves.
    case 'eq':
      return compare('!==', js.member(o, 'k'), js.ZERO);
    case 'struct':
      return compare('===', js.member(o, 'k'), num(1));
    case 'array':
      return compare('===', js.member(o, 'k'), num(2));
    case 'none':
    case 'nofunc':
    case 'noextern':
    case 'noexn':
      return js.FALSE;
    default:
      return js.TRUE;
  }
}

/** Whether the atom is of the type. */
function passes(cx: Lowering, o: Js, { to, from }: NonNullable<Intrinsic['cast']>): Js {
  const fits = isOf(cx, o, to);
  if (!from.nullable) return fits;
  const isNull = compare(to.nullable ? '===' : '!==', o, js.NULL);
  if (fits.k === 'lit') return fits.v === to.nullable ? fits : isNull;
  return binary(to.nullable ? '||' : '&&', isNull, fits, 'b', true);
}

const templates: Readonly<Record<string, Template>> = {
  'struct.new': (cx, e) => js.construct(cx.env.objectClass(e.index), cx.args(e.args)),
  'struct.new_default': (cx, e) => js.construct(cx.env.objectClass(e.index), cx.env.fields(e.index).flatMap(({ storage }) => defaults(storage))),
  'struct.get': (cx, e) => {
    const { storage } = cx.env.fields(e.index)[e.index2]!;
    return unpacked(js.member(cx.value(operand(e)), fieldName(e.index2, 0), kindOf(storage).range), storage, e.row.signed);
  },
  'struct.set': setField,
  'array.new': (cx, e) => helper(cx, e, 'array-new', `new${kindOf(cx.env.fields(e.index)[0]!.storage).name}`, [cx.env.objectClass(e.index)]),
  'array.new_default': (cx, e) => {
    const { storage } = cx.env.fields(e.index)[0]!;
    return helper(cx, e, 'array-new', `new${kindOf(storage).name}`, [cx.env.objectClass(e.index), ...defaults(storage)]);
  },
  'array.new_fixed': newFixed,
  'array.new_data': (cx, e) =>
    ofSegment(cx, e, 'array-new', `data${kindOf(cx.env.fields(e.index)[0]!.storage).name}`, [cx.env.objectClass(e.index), cx.env.data(e.index2)]),
  'array.new_elem': (cx, e) => ofSegment(cx, e, 'array-new', 'newElem', [cx.env.objectClass(e.index), cx.env.elem(e.index2)]),
  'array.get': getElement,
  'array.set': setElement,
  'array.len': (cx, e) => lengthOf(cx.value(operand(e))),
  'array.fill': (cx, e) => {
    const { words, range } = kindOf(cx.env.fields(e.index)[0]!.storage);
    return range === 's' ? helper(cx, e, 'array-f32', 'fillF32') : helper(cx, e, 'array', `fill${words}`);
  },
  'array.copy': (cx, e) => helper(cx, e, 'array', 'arrayCopy', [num(kindOf(cx.env.fields(e.index)[0]!.storage).words)]),
  'array.init_data': (cx, e) =>
    ofSegment(cx, e, 'array', 'arrayInitData', [num(kindOf(cx.env.fields(e.index)[0]!.storage).bytes), cx.env.data(e.index2)]),
  'array.init_elem': (cx, e) => ofSegment(cx, e, 'array', 'arrayInitElem', [cx.env.elem(e.index2)]),
  'ref.eq': (cx, e) => compare('===', cx.value(operand(e)), cx.value(e.args[1]!)),
  'ref.test': (cx, e) => {
    const pre: Js[] = [];
    return js.seq(pre, passes(cx, cx.atom(cx.value(operand(e)), pre), e.cast!));
  },
  'ref.cast': (cx, e) => {
    const pre: Js[] = [];
    const o = cx.atom(cx.value(operand(e)), pre);
    const fits = passes(cx, o, e.cast!);
    return js.seq(pre, fits === js.TRUE ? o : js.cond(fits, o, trap(cx, 'trapCast', e)));
  },
  'any.convert_extern': (cx, e) => helper(cx, e, 'object-js', 'fromExtern'),
  'extern.convert_any': (cx, e) => helper(cx, e, 'object-js', 'toExtern'),
  'ref.i31': (cx, e) => js.shift('>>', js.shift('<<', cx.value(operand(e)), num(1)), num(1)),
  'i31.get': (cx, e) => {
    const value = binary('??', cx.value(operand(e)), trap(cx, 'trapNullReference', e), 'i');
    return e.row.signed ? value : js.bitwise('&', value, num(0x7fffffff));
  },
};

/** The lowering of an operation on structs, arrays, i31 or of a cast, unless its value is an i64; undefined for any other operation. */
export function objectExpr(cx: Lowering, e: Intrinsic): Js | undefined {
  return templates[e.row.shape]?.(cx, e);
}

/** The words of a field or element of type i64 or v128. */
export function objectWords(cx: Lowering, e: Intrinsic, pre: Js[]): js.JsLocal[] {
  const isField = e.row.shape === 'struct.get';
  const count = wordsOf(cx.env.fields(e.index)[isField ? e.index2 : 0]!.storage);
  const words = [...Array(count).keys()];
  if (isField) {
    const o = cx.atom(cx.value(operand(e)), pre);
    return words.map((k) => cx.temp(js.member(o, fieldName(e.index2, k), 'i'), pre));
  }
  const { array, index } = place(cx, e, pre);
  return words.map((k) => {
    const word = element(array, wordIndex(index, count, k), 'i');
    return cx.temp(k === 0 ? binary('??', word, trap(cx, 'trapArray', e), 'i') : word, pre);
  });
}

/** A field or element of type i64. */
export function objectLong(cx: Lowering, e: Intrinsic, pre: Js[]): Pair {
  const [lo, hi] = objectWords(cx, e, pre);
  return { lo: lo!, hi: hi! };
}
