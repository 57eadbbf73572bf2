/**
 * Result registers of the raw calling convention, one set per linked copy of the runtime (a "realm").
 *
 * A raw function returns its first result word. When the first result is an i64, its high word is left in `HI`; all further
 * words are left in `R[0]`, `R[1]`, ... They are valid until the next raw call.
 */
/** High word (signed int32) of the i64 most recently returned. */
export let HI = 0;

/** Sets `HI`. The linker turns the statement `setHI(x);` into the assignment. */
export function setHI(value: number): void {
  HI = value;
}

/**
 * Result words after the first one, or after the first two when the first result is an i64. V8 makes NaNs quiet in arrays of doubles:
 * the first element tells it that this is none.
 */
export const R: any[] = [null];

/**
 * Numbers that come from parts of functions (the first half) and go to them (the second), which read them at once. As arguments and in variables of
 * the module V8 makes an object of each.
 */
export const NUMBERS = new Float64Array(1024);

export { thisRealm, type Offered, type Realm } from './realm.js';
