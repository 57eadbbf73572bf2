/** Tag of the JS API: the class of runtime-lite as Web IDL has it. */
import { jsTagObject, Tag as LiteTag, TAG } from '../../runtime-lite/tag.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

export const Tag = defineInterface({
  name: 'Tag',
  prototype: LiteTag.prototype,
  has: (value) => isObject(value) && (value as Partial<LiteTag>)[TAG]?.object === value,
  length: 1,
  construct: (descriptor) => new LiteTag(descriptor),
  members: membersOf(LiteTag),
}) as typeof LiteTag;

export type Tag = LiteTag;

/** The tag of what JavaScript throws, other than exceptions. */
export const JSTag = jsTagObject() as Tag;
