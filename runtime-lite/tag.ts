/** Exception tags: the JS-API-like object, compared by identity. Throwing is not translated yet; tags link. */
import { isObject } from './descriptor.js';
import { describe } from './func.js';
import { LinkError } from './trap.js';

/** Property under which a `Tag`, of this or any other linked copy, holds its record. */
export const TAG = Symbol.for('wasm2js-aot.tag');

export interface TagRecord {
  /** Signature key without results, e.g. 'il:'. */
  readonly sig: string;
  /** The object that stands for the tag in JavaScript. */
  readonly object: object;
}

const letters: Record<string, string | undefined> = { i32: 'i', i64: 'l', f32: 'f', f64: 'd', anyfunc: 'F', funcref: 'F', externref: 'X' };

/** Like `WebAssembly.Tag`. TypeError for parameters that are not value types. */
export class Tag {
  readonly [TAG]!: TagRecord;

  constructor(descriptor: { parameters: Iterable<string> }) {
    if (!isObject(descriptor)) throw new TypeError('Tag: the descriptor must be an object');
    let sig = '';
    for (const type of descriptor.parameters) {
      const letter = Object.prototype.hasOwnProperty.call(letters, type) ? letters[type] : undefined;
      if (letter === undefined) throw new TypeError(`Tag: ${JSON.stringify(type)} is not a value type`);
      sig += letter;
    }
    Object.defineProperty(this, TAG, { value: { sig: `${sig}:`, object: this } });
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Tag';
  }
}

/** A tag that compiled code defines. */
export function newTag(sig: string): TagRecord {
  const object: object = Object.create(Tag.prototype);
  const record: TagRecord = { sig, object };
  Object.defineProperty(object, TAG, { value: record });
  return record;
}

/** LinkError unless `value` is a tag of signature `sig`. */
export function importTag(value: unknown, where: string, sig: string): TagRecord {
  const record = isObject(value) ? (value as Partial<Tag>)[TAG] : undefined;
  if (record === undefined) throw new LinkError(`${where}: expected a tag, got ${describe(value)}`);
  if (record.sig !== sig) throw new LinkError(`${where}: expected a tag of type ${JSON.stringify(sig)}, got ${JSON.stringify(record.sig)}`);
  return record;
}
