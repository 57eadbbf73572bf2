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

/** Width of the addresses of a memory, or of the indices of a table. */
export type AddressType = 'i32' | 'i64';

/** An unsigned integer of 64 bits: a BigInt from 2^53 on. Comparisons may mix both. */
export type Size = number | bigint;

/** JavaScript API, AddressValueToU64: a number for addresses of 32 bits, a BigInt for those of 64. TypeError naming `what` otherwise. */
export function toSize(value: unknown, address: AddressType, what: string): Size {
  if (address === 'i32') return toUint32(value, what);
  // ToBigInt, of as many bits as there may be.
  const size = BigInt.asIntN(Number.MAX_SAFE_INTEGER, value as bigint);
  if (size < 0 || size > BigInt('18446744073709551615')) throw new TypeError(`${what} must be an integer from 0 to 18446744073709551615`);
  return size <= Number.MAX_SAFE_INTEGER ? Number(size) : size;
}

/** JavaScript API, U64ToAddressValue. */
export function fromSize(size: number, address: AddressType): Size {
  return address === 'i64' ? BigInt(size) : size;
}

/**
 * Whether `value` is an object of the engine's own WebAssembly, or of a polyfill that looks like one: it has the class's `member`, which the
 * prototypes of engines and what is made of these refuse to give.
 */
export function isEngineObject(value: unknown, kind: 'Memory' | 'Table' | 'Global', member: string): boolean {
  if (!isObject(value) || Object.prototype.toString.call(value) !== `[object WebAssembly.${kind}]`) return false;
  try {
    void (value as Record<string, unknown>)[member];
    return member in value;
  } catch {
    return false;
  }
}
