/** Table of the JS API: the class of runtime-lite as Web IDL has it. */
import { toLimits } from '../../runtime-lite/descriptor.js';
import { referenceFromJs } from '../../runtime-lite/func.js';
import { makeTable, Table as LiteTable, TABLE } from '../../runtime-lite/table.js';
import { defaultValue, elementType } from './value-types.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

const where = 'WebAssembly.Table()';

export const Table = defineInterface({
  name: 'Table',
  prototype: LiteTable.prototype,
  has: (value) => isObject(value) && (value as Partial<LiteTable>)[TABLE]?.object === value,
  length: 1,
  construct: (descriptor: { element?: unknown }, value?: unknown) => {
    if (!isObject(descriptor)) throw new TypeError(`${where}: the descriptor must be an object`);
    const type = elementType(descriptor.element, where);
    const { initial, maximum } = toLimits(descriptor, where);
    const filler = referenceFromJs(type, value === undefined ? defaultValue(type) : value) as unknown;
    return makeTable(type, initial, maximum, filler).object;
  },
  members: membersOf(LiteTable),
  lengths: new Map([['grow', 1], ['set', 1]]),
}) as typeof LiteTable;
