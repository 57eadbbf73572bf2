import { abstractSupertypes, type FuncType, type HeapType, isRef, type ValType } from '../ops/index.js';

/** Whether a value of type `found` may stand where `wanted` is asked for (spec: Validation, Matching). `types` are the module's. */
export function matches(types: readonly FuncType[], found: ValType, wanted: ValType): boolean {
  if (found === wanted) return true;
  return isRef(found) && isRef(wanted) && (wanted.nullable || !found.nullable) && heapMatches(types, found.heap, wanted.heap);
}

function heapMatches(types: readonly FuncType[], found: HeapType, wanted: HeapType): boolean {
  if (found === wanted) return true;
  if (typeof found === 'string') {
    return typeof wanted === 'string' ? abstractSupertypes[found].includes(wanted) : found === 'nofunc';
  }
  if (wanted === 'func') return true;
  for (let above = types[found]!.declared?.supertype; above !== undefined; above = types[above]!.declared?.supertype) {
    if (above === wanted) return true;
  }
  return false;
}

/** Whether a function of type `found` can be called as one of type `wanted`: parameters the other way round. */
export function functionMatches(types: readonly FuncType[], found: FuncType, wanted: FuncType): boolean {
  return listMatches(types, wanted.params, found.params) && listMatches(types, found.results, wanted.results);
}

export function listMatches(types: readonly FuncType[], found: readonly ValType[], wanted: readonly ValType[]): boolean {
  return found.length === wanted.length && found.every((type, k) => matches(types, type, wanted[k]!));
}

/** Whether a local of the type has a value before it is set (spec: Types, Defaultable Types). */
export function isDefaultable(type: ValType): boolean {
  return !isRef(type) || type.nullable;
}
