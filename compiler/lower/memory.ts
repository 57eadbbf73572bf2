/**
 * Loads and stores. Every access checks its exact effective address, of 33 bits or more: the view's own bounds check is the trap.
 * Addresses of 64 bits are doubles: exact below 2^53, and out of bounds from there on.
 */
import { mayFollow } from '../ir/effects.js';
import type { View } from '../ir/env.js';
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Const, Expr, Load, Store } from '../ir/nodes.js';
import { Effects } from '../ops/row.js';
import { knownAddresses } from './addresses.js';
import type { Lowering, Pair } from './expression.js';
import { lowWord, unsigned } from './long.js';
import { prefersBytes, readSigned, storeByte } from './memory-bytes.js';
import { storeConstant } from './memory-constants.js';
import { isElement, loadDouble, storeDouble } from './memory-doubles.js';
import { loadElement, loadElements, storeElements } from './memory-elements.js';
import { loadInside, loadLongInside, storeInside } from './memory-inside.js';
import { elementIndex, isInside } from './memory-tables.js';
import { type Before, get, set } from './methods.js';
import { storeLanes } from './vector-memory.js';

const { binary, call, index, int32, isNonNegative, num, TRUE, uint32 } = js;

/** The effective address of an access: a negative or too large number where it is out of bounds. `near`: the base is not negative. */
export function address(cx: Lowering, memory: number, base: Js, offset: number, near = false): Js {
  if (near) return offset === 0 ? base : binary('+', base, num(offset), 'd');
  if (base.k === 'num') return num((isWide(base) ? base.v : base.v >>> 0) + offset);
  if (isWide(base)) return offset === 0 ? base : binary('+', base, num(offset), 'd');
  const large = cx.env.isLarge(memory);
  if (offset === 0) return large ? uint32(base) : int32(base);
  return binary('+', isNonNegative(base) ? int32(base) : uint32(base), num(offset), 'd');
}

/** JavaScript looks at the view before it evaluates the operands: whether they may replace it meanwhile. */
export function replacesView(cx: Lowering, memory: number, operands: readonly Expr[]): boolean {
  return cx.env.canGrow(memory) && operands.some((e) => (e.fx & (Effects.Calls | Effects.WritesMemory)) !== 0);
}

/** Whether an address is a double already. */
export const isWide = (base: Js): boolean => base.range === 'd';
/** An address that may be kept. */
export const keptBase = (base: Js): Js => (isWide(base) ? base : int32(base));

/** The address operand: an i32, or the double of an i64 whose high word is not known to be zero. */
export function baseOf(cx: Lowering, e: Expr, pre: Js[]): Js {
  if (e.type !== 'l') return cx.value(e);
  const pair = cx.long(e, pre);
  return pair.hi.k === 'num' && pair.hi.v === 0 ? pair.lo : unsigned(pair);
}

/** Where an access is: at a base, and a number that is added to it exactly. */
export interface Place {
  readonly base: Js;
  readonly offset: number;
  /** Whether the base is known not to be negative. */
  readonly near: boolean;
}

/** The place, where `base` is still to be made of the operand. */
function placeOf(cx: Lowering, e: Load | Store, base: (operand: Expr) => Js): Place {
  const near = knownAddresses(cx).near.has(e);
  const { addr, offset } = e;
  if (near && addr.k === 'op') return { base: base(addr.args[0]!), offset: offset + (addr.args[1] as Const).lo, near };
  return { base: base(addr), offset, near };
}

/** The place of a load, its base evaluated before the view is looked at where that matters. */
export function loadPlace(cx: Lowering, e: Load, pre: Js[]): Place {
  return placeOf(cx, e, (operand) => {
    const base = baseOf(cx, operand, pre);
    return replacesView(cx, e.memory, [operand]) ? cx.frozen(operand, keptBase(base), NONE, pre) : base;
  });
}

/** An operand, evaluated before the view is looked at where that matters. */
export function operand(cx: Lowering, e: Expr, early: boolean, pre: Js[]): Js {
  const v = cx.value(e);
  return early ? cx.frozen(e, e.type === 'i' ? int32(v) : v, NONE, pre) : v;
}
const NONE: readonly Expr[] = [];

const GET: Readonly<Record<string, string>> = {
  '1s': 'getInt8',
  '1u': 'getUint8',
  '2s': 'getInt16',
  '4': 'getInt32',
  f: 'getFloat32',
  d: 'getFloat64',
};
const SET: Readonly<Record<string, string>> = { '1': 'setInt8', '2': 'setInt16', '4': 'setInt32', f: 'setFloat32', d: 'setFloat64' };

/** Whether an address is known to be aligned and in bounds. */
export const isCertain = (cx: Lowering, memory: number, width: number, at: Js): at is js.JsNumber =>
  at.k === 'num' && at.v >= 0 && at.v % width === 0 && at.v + width <= cx.env.leastBytes(memory);

const VIEWS: Readonly<Record<string, { view: View; width: number; range: js.Range }>> = {
  '1': { view: 'u8', width: 1, range: 'i' },
  '2': { view: 'u16', width: 2, range: 'i' },
  '4': { view: 'i32', width: 4, range: 'i' },
  f: { view: 'f32', width: 4, range: 'f' },
  d: { view: 'f64', width: 8, range: 'd' },
};

/**
 * The element of a typed array, which needs no check where the address is certain. Every engine reads it faster than a DataView until its
 * last compiler has come.
 */
function element(cx: Lowering, memory: number, kind: string, at: Js, inside: boolean): js.JsIndex | undefined {
  const { view, width, range } = VIEWS[kind[0]!]!;
  if (!inside && !isCertain(cx, memory, width, at)) return undefined;
  return index(cx.view(memory, view), elementIndex(at, Math.log2(width)), range, kind[1] === 'u', cx.at);
}

/** Puts a value where there is an element. `element`: a new node each time; `absent`: what is done where there is none. */
export const putElement = (element: () => js.JsIndex, value: Js, absent: Js): Js => js.cond(binary('===', element(), js.UNDEFINED, 'b'), absent, js.assign(element(), value));

function readElement(cx: Lowering, memory: number, kind: string, at: Js, inside: boolean): Js | undefined {
  const word = element(cx, memory, kind, at, inside);
  return word === undefined || kind[1] !== 's' ? word : signed(word, Number(kind[0]));
}

/** The signed number in the lowest bytes. */
export function signed(word: Js, width: number): Js {
  const unused = num(32 - 8 * width);
  return js.shift('>>', js.shift('<<', word, unused), unused);
}

/** `inside`: whether the address is known to be aligned and in memory. */
export function read(cx: Lowering, memory: number, kind: string, at: Js, range: js.Range, nonNegative = false, inside = false): Js {
  const known = readElement(cx, memory, kind, at, inside);
  if (known !== undefined) return known;
  if (kind === '1s' && !cx.env.profile.compiles && !cx.env.fastTraps) return signed(read(cx, memory, '1u', at, 'i'), 1);
  if (kind === '1u') {
    const byte = index(cx.view(memory, 'u8'), at, 'i');
    if (cx.env.fastTraps) return binary('|', byte, num(0), 'i', true);
    return binary('??', byte, call(cx.env.runtime('trap', 'trapMemory'), [], 'x', false, cx.at), 'i', true);
  }
  // V8's Maglev calls a function for getUint16.
  if (kind === '2u') return js.bitwise('&', read(cx, memory, '2s', at, 'i'), num(0xffff));
  return get(cx, cx.view(memory, 'dv'), GET[kind]!, at, kind === '1s' ? [] : [TRUE], range, nonNegative);
}

/** `before`: the address as it is before the value is evaluated; without it, it may follow. `inside`: as of `read`. */
export function write(cx: Lowering, memory: number, kind: string, at: Js, value: Js, before?: Before, inside = false): Js {
  const known = element(cx, memory, kind, at, inside);
  const isFloat = kind === 'f' || kind === 'd';
  if (known !== undefined) return js.assign(known, isFloat ? value : cx.bits(value));
  // V8's middle compiler and JavaScriptCore's methods stay ten times slower once they were given a number that is no int32.
  const given = isFloat ? value : cx.env.profile.compiles ? js.int32(value) : cx.bits(value);
  return set(cx, cx.view(memory, 'dv'), SET[kind]!, at, given, kind === '1' ? [] : [TRUE], before);
}

export const kindOf = (width: number, signed: boolean | undefined): string => (width >= 4 ? '4' : `${width}${signed ? 's' : 'u'}`);

/** A load of an i32, f32 or f64. */
export function load(cx: Lowering, e: Load): Js {
  const { row, memory } = e;
  if (e.isElement) return loadInside(cx, e);
  const inside = isInside(cx, e);
  const element = inside ? undefined : loadElement(cx, e);
  if (element) return element;
  if (!inside && isElement(cx, e)) return loadDouble(cx, e);
  const pre: Js[] = [];
  const place = loadPlace(cx, e, pre);
  const { base, offset, near } = place;
  cx.at = e.at;
  const at = address(cx, memory, base, offset, near);
  if (row.type === 'f') return js.seq(pre, cx.observes(e) ? exactF32(cx, memory, at, pre) : read(cx, memory, 'f', at, 'f', false, inside));
  if (row.type === 'd') return js.seq(pre, read(cx, memory, 'd', at, 'd', false, inside));
  const kind = kindOf(row.width!, row.signed);
  const byte = kind === '1u' && !inside ? readSigned(cx, memory, place, pre) : undefined;
  return js.seq(pre, byte ?? read(cx, memory, kind, at, 'i', row.width! < 4 && !row.signed, inside));
}

/** An f32 with the bits of a signalling NaN: DataView makes NaNs quiet. */
export function exactF32(cx: Lowering, memory: number, address: Js, pre: Js[]): Js {
  const at = cx.atom(address, pre);
  const x = cx.temp(read(cx, memory, 'f', at, 'f'), pre);
  const isNumber = binary('===', x, cx.atom(x, pre), 'b');
  const slow = call(cx.env.runtime('memory', 'loadNaN32'), [cx.view(memory, 'dv'), cx.atom(at, pre)], 's', false, cx.at);
  return js.cond(isNumber, cx.atom(x, pre), slow);
}

/** A load of an i64, as two words. */
export function loadLong(cx: Lowering, e: Load, pre: Js[]): Pair {
  const { row, memory } = e;
  if (e.isElement) return loadLongInside(cx, e, pre);
  const inside = isInside(cx, e);
  const elements = inside ? undefined : loadElements(cx, e, pre);
  if (elements) return elements;
  const place = loadPlace(cx, e, pre);
  const { base, offset, near } = place;
  cx.at = e.at;
  if (row.width === 8) {
    const p = cx.atom(keptBase(base), pre);
    const word = (more: number): Js => cx.temp(read(cx, memory, '4', address(cx, memory, p, offset + more, near), 'i', false, inside), pre);
    const lo = word(0);
    return { lo, hi: word(4) };
  }
  const kind = kindOf(row.width!, row.signed);
  const byte = kind === '1u' && !inside ? readSigned(cx, memory, place, pre) : undefined;
  const lo = cx.temp(byte ?? read(cx, memory, kind, address(cx, memory, base, offset, near), 'i', row.width! < 4 && !row.signed, inside), pre);
  return { lo, hi: row.signed ? js.shift('>>', lo, num(31)) : num(0) };
}

/** A store, as expressions to be evaluated in order. */
export function store(cx: Lowering, s: Store, out: Js[]): void {
  const { row, memory } = s;
  if (row.type === 'v') {
    storeLanes(cx, s, out);
    return;
  }
  if (s.isElement) {
    storeInside(cx, s, out);
    return;
  }
  const inside = isInside(cx, s);
  if (!inside && storeElements(cx, s, out)) return;
  if (!inside && isElement(cx, s)) {
    storeDouble(cx, s, out);
    return;
  }
  if (row.type === 'l') {
    storeLong(cx, s, inside, out);
    return;
  }
  if (row.width === 1 && !inside && prefersBytes(cx, s)) {
    storeByte(cx, s, storePlace(cx, s, false, out), () => cx.value(s.value), out);
    return;
  }
  const early = replacesView(cx, memory, [s.addr, s.value]);
  const { base, offset, near } = storePlace(cx, s, early, out);
  const at = address(cx, memory, base, offset, near);
  const value = operand(cx, s.value, early, out);
  cx.at = s.at;
  const before: Before = (where, pre) => (mayFollow(s.addr, s.value) ? where : cx.frozen(s.addr, where, [s.value], pre));
  if (row.type === 'f' && value.range !== 'f') storeSignalling(cx, s, at, value, out);
  else out.push(write(cx, memory, row.type === 'i' ? String(row.width) : row.type!, at, value, before, inside));
}

/** An f32 that may be a marked NaN, which DataView would make quiet. */
export function storeSignalling(cx: Lowering, { memory, addr, value: source }: Store, address: Js, value: Js, out: Js[]): void {
  const at = cx.frozen(addr, address, [source], out);
  const x = cx.atom(value, out);
  const slow = call(cx.env.runtime('memory', 'storeNaN32'), [cx.view(memory, 'dv'), cx.atom(at, out), cx.atom(x, out)], 'x', false, cx.at);
  out.push(js.cond(binary('===', x, cx.atom(x, out), 'b'), write(cx, memory, 'f', at, cx.atom(x, out)), slow));
}

/** The place of a store; `early`: as it is before the value is evaluated. */
export function storePlace(cx: Lowering, s: Store, early: boolean, out: Js[]): Place {
  return placeOf(cx, s, (operand) => {
    const base = baseOf(cx, operand, out);
    return early ? cx.frozen(operand, keptBase(base), [s.value], out) : base;
  });
}

/** The high word goes first: an access that traps must not have written anything. */
function storeLong(cx: Lowering, s: Store, inside: boolean, out: Js[]): void {
  const { row, memory } = s;
  if (storeConstant(cx, s, out)) return;
  const place = storePlace(cx, s, true, out);
  const { base: p, offset, near } = place;
  if (row.width !== 8) {
    if (row.width === 1 && !inside && prefersBytes(cx, s)) {
      storeByte(cx, s, place, () => lowWord(cx, s.value, out), out);
      return;
    }
    const at = address(cx, memory, p, offset, near);
    const value = lowWord(cx, s.value, out);
    cx.at = s.at;
    out.push(write(cx, memory, String(row.width), at, value, undefined, inside));
    return;
  }
  if (s.value.k === 'load' && s.value.row.width === 8 && !s.value.isElement && cx.env.profile.compiles) {
    copyLong(cx, s, s.value, place, out);
    return;
  }
  const value = cx.long(s.value, out);
  cx.at = s.at;
  const lo = cx.atom(value.lo, out);
  out.push(write(cx, memory, '4', address(cx, memory, p, offset + 4, near), value.hi, undefined, inside));
  out.push(write(cx, memory, '4', address(cx, memory, p, offset, near), lo, undefined, inside));
}

/** From memory to memory as a double, which has all the bits unless it is a NaN: one load and one store. */
function copyLong(cx: Lowering, s: Store, e: Load, to: Place, out: Js[]): void {
  const place = loadPlace(cx, e, out);
  const from = { ...place, base: cx.atom(keptBase(place.base), out) };
  const at = (memory: number, { base, offset, near }: Place): Js => address(cx, memory, cx.atom(base, out), offset, near);
  cx.at = e.at;
  const x = cx.temp(read(cx, e.memory, 'd', at(e.memory, from), 'd'), out);
  cx.at = s.at;
  const slow = call(cx.env.runtime('memory', 'copyLong'), [cx.view(s.memory, 'dv'), at(s.memory, to), cx.view(e.memory, 'dv'), at(e.memory, from)], 'x', false, cx.at);
  out.push(js.cond(binary('===', x, cx.atom(x, out), 'b'), write(cx, s.memory, 'd', at(s.memory, to), cx.atom(x, out)), slow));
}
