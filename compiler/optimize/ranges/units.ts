import type { Load, Store } from '../../ir/nodes.js';

/** Bytes of the elements that an access is made of; undefined where it is not made of elements. */
export function unitOf({ row: { type, width } }: Load | Store): 1 | 2 | 4 | 8 | undefined {
  if (type === 'v') return undefined;
  return type === 'd' ? 8 : width === 1 || width === 2 ? width : 4;
}
