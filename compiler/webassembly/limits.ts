/** Sizes in descriptors of memories and tables. */
import { type AddressType, type Limits, toSize } from '../../runtime-lite/descriptor.js';

export interface LimitsDescriptor {
  readonly initial?: unknown;
  /** The name of the type reflection proposal for `initial`. */
  readonly minimum?: unknown;
  readonly maximum?: unknown;
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
