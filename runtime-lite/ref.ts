/** Instructions on typed references. */
import { trapNullReference } from './trap.js';

/** ref.as_non_null. Traps on null. */
export function nonNull(ref: any): any {
  if (ref === null) trapNullReference();
  return ref;
}
