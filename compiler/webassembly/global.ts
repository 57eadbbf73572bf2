/** Global of the JS API: the class of runtime-lite as Web IDL has it. */
import { Global as LiteGlobal, GLOBAL } from '../../runtime-lite/global.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

export const Global = defineInterface({
  name: 'Global',
  prototype: LiteGlobal.prototype,
  has: (value) => isObject(value) && (value as Partial<LiteGlobal>)[GLOBAL]?.object === value,
  length: 1,
  construct: (...args: ConstructorParameters<typeof LiteGlobal>) => new LiteGlobal(...args),
  members: membersOf(LiteGlobal),
}) as typeof LiteGlobal;
