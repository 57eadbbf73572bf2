/** Global of the JS API: what runtime-lite has, as Web IDL has it. */
import { type Global as LiteGlobal, GLOBAL, globalCellOf, globalPrototype, globalToJs, setGlobal } from '../../runtime-lite/global.js';
import { defaultValue, nameOfType, valueType } from './value-types.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

const where = 'WebAssembly.Global()';

const reflection = {
  /** Of the type reflection proposal. */
  type(this: LiteGlobal): object {
    const { mutable, type } = this[GLOBAL];
    return { mutable, value: nameOfType(type) };
  },
};

export const Global = defineInterface({
  name: 'Global',
  prototype: globalPrototype,
  has: (value) => isObject(value) && (value as Partial<LiteGlobal>)[GLOBAL]?.object === value,
  length: 1,
  construct: (descriptor: { mutable?: unknown; value?: unknown }, ...values: unknown[]) => {
    if (!isObject(descriptor)) throw new TypeError(`${where}: the descriptor must be an object`);
    const mutable = Boolean(descriptor.mutable);
    const type = valueType(descriptor.value, where);
    if (type === 'v') throw new TypeError(`${where}: a v128 has no value in JavaScript`);
    const cell = globalCellOf(type, mutable, null);
    const [value] = values;
    // For numbers undefined is as good as missing.
    const missing = values.length === 0 || (value === undefined && 'ilfdX'.includes(type));
    setGlobal(cell, missing ? defaultValue(type) : value);
    return globalToJs(cell);
  },
  members: [membersOf(globalPrototype), reflection],
}) as unknown as { new (descriptor: { value: string; mutable?: boolean | undefined }, value?: unknown): LiteGlobal; readonly prototype: LiteGlobal };
