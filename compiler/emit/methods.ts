/** Short names of the methods of views: see runtime-lite/short-methods. */

import type { Module } from '../decode/index.js';

/** Bytes of code from which on short names save more than they cost. */
const LARGE = 2000;

const NAMES: Readonly<Record<string, string>> = {
  getInt32: 'g', setInt32: 's', getInt8: 'b', setInt8: 'p', getUint8: 'u', getInt16: 'h', setInt16: 'r', getFloat32: 'e', setFloat32: 't', getFloat64: 'f', setFloat64: 'd',
};

export class ShortMethods {
  /** Those that were asked for, with their short names. */
  readonly used = new Map<string, string>();

  /** The short name of a method; of any other property its name. */
  of(name: string): string {
    const short = Object.prototype.hasOwnProperty.call(NAMES, name) ? NAMES[name] : undefined;
    if (short === undefined) return name;
    this.used.set(name, short);
    return short;
  }
}

/** Undefined for modules that are too small to gain by them. */
export function shortMethods({ code }: Module): ShortMethods | undefined {
  return code.reduce((size, { start, end }) => size + end - start, 0) < LARGE ? undefined : new ShortMethods();
}
