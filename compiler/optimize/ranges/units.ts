import type { Load, Store } from '../../ir/nodes.js';

export type Unit = 1 | 2 | 4 | 8;

/** Bytes of the elements that an access is made of. `hasPairs`: whether a v128 may be two f64. */
export function unitOf({ row: { type, width } }: Load | Store, hasPairs: boolean): Unit {
  if (type === 'v') return hasPairs ? 8 : 4;
  return type === 'd' ? 8 : width === 1 || width === 2 ? width : 4;
}
