import { isRef, type ValType } from '../ops/index.js';

/** Whether a value of type `found` may stand where `wanted` is asked for (spec: Validation, Matching). */
export function matches(found: ValType, wanted: ValType): boolean {
  if (found === wanted) return true;
  return isRef(found) && isRef(wanted) && found.heap === wanted.heap && wanted.nullable;
}
