/** Sizes in descriptors of memories and tables. */
import { type AddressType, type Size, toSize } from '../../runtime-lite/descriptor.js';
import { isObject } from './webidl.js';

export interface LimitsDescriptor {
  readonly initial?: unknown;
  /** The name of the type reflection proposal for `initial`. */
  readonly minimum?: unknown;
  readonly maximum?: unknown;
}

export interface Limits {
  readonly initial: Size;
  readonly maximum: Size | undefined;
}

/** The width of addresses. @throws TypeError for what is none. */
export function addressOf(descriptor: unknown, where: string): AddressType {
  if (!isObject(descriptor)) throw new TypeError(`${where}: the descriptor must be an object`);
  const { address: width } = descriptor as { address?: unknown };
  const address = width === undefined ? 'i32' : `${width}`;
  if (address !== 'i32' && address !== 'i64') throw new TypeError(`${where}: descriptor.address must be "i32" or "i64"`);
  return address;
}

/** @throws TypeError for what does not convert, RangeError for a maximum below the initial size. */
export function limitsOf(descriptor: LimitsDescriptor, address: AddressType, where: string): Limits {
  const { initial: size } = descriptor;
  const initial = size === undefined ? undefined : toSize(size, address, `${where}: descriptor.initial`);
  const { minimum } = descriptor;
  if (minimum !== undefined && initial !== undefined) throw new TypeError(`${where}: descriptor.initial and descriptor.minimum exclude each other`);
  const least = initial ?? toSize(minimum, address, `${where}: descriptor.initial`);
  const { maximum: limit } = descriptor;
  const maximum = limit === undefined ? undefined : toSize(limit, address, `${where}: descriptor.maximum`);
  if (maximum !== undefined && maximum < least) throw new RangeError(`${where}: descriptor.maximum is below descriptor.initial`);
  return { initial: least, maximum };
}

/** What `type()` tells: addresses of 64 bits are BigInts. */
export function limitsType(minimum: number, { address, maximum }: { readonly address: AddressType; readonly maximum: number | bigint | undefined }): object {
  const value = (size: number | bigint): number | bigint => (address === 'i64' ? BigInt(size) : size);
  return { minimum: value(minimum), ...(maximum === undefined ? {} : { maximum: value(maximum) }), address };
}
