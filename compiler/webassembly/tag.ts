/** Tag of the JS API: what runtime-lite has, as Web IDL has it. */
import { jsTagObject, newTag, type Tag as LiteTag, TAG, tagPrototype } from '../../runtime-lite/tag.js';
import { keysBeyondLetters, nameOfType, signatureKey, valueType } from './value-types.js';
import { defineInterface, isObject, sequence } from './webidl.js';

const where = 'WebAssembly.Tag()';

const reflection = {
  /** Of the type reflection proposal. */
  type(this: LiteTag): object {
    const { sig, types } = this[TAG];
    return { parameters: (types ?? [...sig.slice(0, sig.indexOf(':'))]).map(nameOfType) };
  },
};

export const Tag = defineInterface({
  name: 'Tag',
  prototype: tagPrototype,
  has: (value) => isObject(value) && (value as Partial<LiteTag>)[TAG]?.object === value,
  length: 1,
  construct: (descriptor: { parameters?: unknown }) => {
    if (!isObject(descriptor)) throw new TypeError(`${where}: the descriptor must be an object`);
    const parameters = sequence(descriptor.parameters, where).map((name) => valueType(name, where));
    return newTag(signatureKey(parameters, []), keysBeyondLetters(parameters)).object;
  },
  members: reflection,
}) as unknown as { new (descriptor: { parameters: Iterable<string> }): LiteTag; readonly prototype: LiteTag };

export type Tag = LiteTag;

/** The tag of what JavaScript throws, other than exceptions. */
export const JSTag = jsTagObject() as Tag;
