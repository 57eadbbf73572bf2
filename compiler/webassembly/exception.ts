/** Exception of the JS API: the class of runtime-lite as Web IDL has it. */
import { Exception as LiteException, EXCEPTION } from '../../runtime-lite/exception.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

export const Exception = defineInterface({
  name: 'Exception',
  prototype: LiteException.prototype,
  has: (value) => isObject(value) && (value as Partial<LiteException>)[EXCEPTION]?.thrown === value,
  length: 2,
  construct: (...args: ConstructorParameters<typeof LiteException>) => new LiteException(...args),
  members: membersOf(LiteException.prototype),
}) as typeof LiteException;
