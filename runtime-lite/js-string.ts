/** The builtin functions of the module "wasm:js-string" (JavaScript API, String Builtins), in the raw convention. */
import type { ArrayReference } from './object.js';
import { trapArray, trapCast, trapNullReference, trapString } from './trap.js';

/** Traps unless `value` is a string. */
export function cast(value: any): string {
  if (typeof value !== 'string') trapCast();
  return value;
}

export function test(value: any): number {
  return typeof value === 'string' ? 1 : 0;
}

/** Code units at a time, so that they can be arguments of one call. */
const CHUNK = 4096;

export function fromCharCodeArray(array: ArrayReference | null, start: number, end: number): string {
  if (array === null) trapNullReference();
  start >>>= 0;
  end >>>= 0;
  if (start > end || end > array.n) trapArray();
  let text = '';
  for (; start < end; start += CHUNK) text += String.fromCharCode(...array.e.subarray(start, start + CHUNK < end ? start + CHUNK : end));
  return text;
}

export function intoCharCodeArray(string: any, array: ArrayReference | null, start: number): number {
  const text = cast(string);
  if (array === null) trapNullReference();
  start >>>= 0;
  if (start + text.length > array.n) trapArray();
  for (let i = 0; i < text.length; i++) array.e[start + i] = text.charCodeAt(i);
  return text.length;
}

export function fromCharCode(code: number): string {
  return String.fromCharCode(code);
}

export function fromCodePoint(code: number): string {
  if (code >>> 0 > 0x10ffff) trapString();
  return String.fromCodePoint(code);
}

export function charCodeAt(string: any, index: number): number {
  const text = cast(string);
  if (index >>> 0 >= text.length) trapString();
  return text.charCodeAt(index);
}

export function codePointAt(string: any, index: number): number {
  const text = cast(string);
  if (index >>> 0 >= text.length) trapString();
  return text.codePointAt(index)!;
}

export function length(string: any): number {
  return cast(string).length;
}

export function concat(first: any, second: any): string {
  return cast(first) + cast(second);
}

export function substring(string: any, start: number, end: number): string {
  const text = cast(string);
  start >>>= 0;
  end >>>= 0;
  return start > end || start > text.length ? '' : text.substring(start, end);
}

/** Null equals null only. */
export function equals(first: any, second: any): number {
  if (first !== null) cast(first);
  if (second !== null) cast(second);
  return first === second ? 1 : 0;
}

/** By code units: -1, 0 or 1. */
export function compare(first: any, second: any): number {
  const [a, b] = [cast(first), cast(second)];
  return a < b ? -1 : a > b ? 1 : 0;
}
