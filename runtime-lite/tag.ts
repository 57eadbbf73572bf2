/** Exception tags: the JS-API-like object, compared by identity. */
import { isObject } from './descriptor.js';
import { describe } from './func.js';
import { LinkError } from './trap.js';

/** Property under which a `Tag`, of this or any other linked copy, holds its record. */
export const TAG = Symbol.for('wasm2js-aot.tag');

export interface TagRecord {
  /** Signature key without results, e.g. 'il:'. */
  readonly sig: string;
  /** Keys of the types of the values, where the letters of the signature do not tell them. */
  readonly types: readonly string[] | undefined;
  /** The object that stands for the tag in JavaScript. */
  object: object;
  /** Whether it is the tag of the values that JavaScript throws. */
  readonly isJs: boolean;
}

/** What stands for a tag in JavaScript, like a `WebAssembly.Tag`. */
export interface Tag {
  readonly [TAG]: TagRecord;
}

export const tagPrototype = { [Symbol.toStringTag]: 'WebAssembly.Tag' };

function attach(object: object, sig: string, types: readonly string[] | undefined): TagRecord {
  const record: TagRecord = { sig, types, object, isJs: false };
  Object.defineProperty(object, TAG, { value: record });
  return record;
}

/** A tag that compiled code defines. */
export function newTag(sig: string, types?: readonly string[]): TagRecord {
  return attach(Object.create(tagPrototype), sig, types);
}

/** The tag of the values that JavaScript throws. Each linked copy has a record of its own, the object comes with the first import. */
export const jsTag: TagRecord = { sig: 'X:', types: undefined, object: Object.create(tagPrototype), isJs: true };

/** The object of this copy's `jsTag`, made a tag: the `WebAssembly.JSTag` of a namespace. */
export function jsTagObject(): object {
  Object.defineProperty(jsTag.object, TAG, { value: jsTag });
  return jsTag.object;
}

/** The record of a tag of any linked copy; `undefined` if `value` is not a tag. */
export function tagOf(value: unknown): TagRecord | undefined {
  const record = isObject(value) ? (value as Partial<Tag>)[TAG] : undefined;
  if (record === undefined || record.object !== value) return undefined;
  if (!record.isJs) return record;
  jsTag.object = record.object;
  return jsTag;
}

/** LinkError unless `value` is a tag of signature `sig`. */
export function importTag(value: unknown, where: string, sig: string): TagRecord {
  const record = tagOf(value);
  if (record === undefined) throw new LinkError(`${where}: expected a tag, got ${describe(value)}`);
  if (record.sig !== sig) throw new LinkError(`${where}: expected a tag of type ${JSON.stringify(sig)}, got ${JSON.stringify(record.sig)}`);
  return record;
}
