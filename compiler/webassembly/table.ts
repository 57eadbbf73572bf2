/** Table of the JS API: what runtime-lite has, as Web IDL has it. */
import type { AddressType, Size } from '../../runtime-lite/descriptor.js';
import { referenceFromJs } from '../../runtime-lite/func.js';
import { makeTable, type Table as LiteTable, TABLE, tablePrototype } from '../../runtime-lite/table.js';
import { addressOf, type LimitsDescriptor, limitsOf, limitsType } from './limits.js';
import { defaultValue, elementType, nameOfType } from './value-types.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

const where = 'WebAssembly.Table()';

const reflection = {
  /** Of the type reflection proposal. */
  type(this: LiteTable): object {
    const table = this[TABLE];
    return { element: nameOfType(table.type), ...limitsType(table.elems.length, table) };
  },
};

export const Table = defineInterface({
  name: 'Table',
  prototype: tablePrototype,
  has: (value) => isObject(value) && (value as Partial<LiteTable>)[TABLE]?.object === value,
  length: 1,
  construct: (descriptor: LimitsDescriptor & { readonly element?: unknown }, value?: unknown) => {
    if (!isObject(descriptor)) throw new TypeError(`${where}: the descriptor must be an object`);
    const type = elementType(descriptor.element, where);
    const address = addressOf(descriptor, where);
    const { initial, maximum } = limitsOf(descriptor, address, where);
    const filler = referenceFromJs(type, value === undefined ? defaultValue(type) : value) as unknown;
    return makeTable(type, initial, maximum, filler, address).object;
  },
  members: [membersOf(tablePrototype), reflection],
  lengths: new Map([['grow', 1], ['set', 1]]),
}) as unknown as {
  new (descriptor: { element: string; initial: Size; maximum?: Size | undefined; address?: AddressType | undefined }, value?: unknown): LiteTable;
  readonly prototype: LiteTable;
};
