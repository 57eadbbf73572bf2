/** Conversions of the descriptors that the JavaScript API's constructors take. */

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** WebIDL's `[EnforceRange] unsigned long`. TypeError naming `what` otherwise. */
export function toUint32(value: unknown, what: string): number {
  const number = Math.trunc(+(value as number)) + 0;
  if (!(number >= 0 && number <= 4294967295)) throw new TypeError(`${what} must be an integer from 0 to 4294967295`);
  return number;
}

/** Reads `initial` and `maximum` of a memory or table descriptor. */
export function toLimits(descriptor: unknown, owner: string): { initial: number; maximum: number | undefined } {
  if (!isObject(descriptor)) throw new TypeError(`${owner}: the descriptor must be an object`);
  const { initial } = descriptor as { initial?: unknown };
  const least = toUint32(initial, `${owner}: descriptor.initial`);
  const { maximum } = descriptor as { maximum?: unknown };
  const limits = { initial: least, maximum: maximum === undefined ? undefined : toUint32(maximum, `${owner}: descriptor.maximum`) };
  if (limits.maximum !== undefined && limits.maximum < limits.initial) {
    throw new RangeError(`${owner}: descriptor.maximum is below descriptor.initial`);
  }
  return limits;
}

/** Whether `value` is an object of the engine's own WebAssembly, or of a polyfill that looks like one. */
export function isEngineObject(value: unknown, kind: 'Memory' | 'Table' | 'Global'): boolean {
  return isObject(value) && Object.prototype.toString.call(value) === `[object WebAssembly.${kind}]`;
}
