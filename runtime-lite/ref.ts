/** Instructions on typed references. */
import { RuntimeError } from './trap.js';

/** ref.as_non_null. Traps on null. */
export function nonNull(ref: any): any {
  if (ref === null) throw new RuntimeError('null reference');
  return ref;
}
