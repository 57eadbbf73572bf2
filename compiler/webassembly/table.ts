/** Table of the JS API: the class of runtime-lite as Web IDL has it. */
import { Table as LiteTable, TABLE } from '../../runtime-lite/table.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

export const Table = defineInterface({
  name: 'Table',
  prototype: LiteTable.prototype,
  has: (value) => isObject(value) && (value as Partial<LiteTable>)[TABLE]?.object === value,
  length: 1,
  construct: (...args: ConstructorParameters<typeof LiteTable>) => new LiteTable(...args),
  members: membersOf(LiteTable),
  lengths: new Map([['grow', 1], ['set', 1]]),
}) as typeof LiteTable;
