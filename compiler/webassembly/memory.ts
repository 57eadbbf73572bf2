/**
 * Memory of the JS API: what runtime-lite has, as Web IDL has it, and buffers that are detached as they should be. Not `toResizableBuffer` and
 * `toFixedLengthBuffer`: glue takes the former where it finds it, and accesses of a resizable buffer take ten times as long, and more.
 */
import type { AddressType, Size } from '../../runtime-lite/descriptor.js';
import { attachMemory, type Memory as LiteMemory, MEMORY, memoryPrototype, setDetach } from '../../runtime-lite/memory.js';
import { share } from '../../runtime-lite/memory-shared.js';
import { addressOf, type Limits, type LimitsDescriptor, limitsOf, limitsType } from './limits.js';
import { bufferOf, refreshBuffer } from './shared-buffer.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

/** What the API calls detaching: transfers the contents to nobody, where the engine can. */
setDetach((buffer) => {
  if (typeof structuredClone === 'function') structuredClone(buffer, { transfer: [buffer] });
});

const where = 'WebAssembly.Memory()';

/** What the types of memories may name, in pages (spec: Validation, Memory Types). */
const MOST: Readonly<Record<AddressType, number>> = { i32: 65536, i64: 281474976710656 };

/** TypeError for a shared memory without a maximum, RangeError for sizes that no type of a memory has. */
function checkDeclared({ initial, maximum }: Limits, shared: boolean, address: AddressType): void {
  if (shared && maximum === undefined) throw new TypeError('Memory: a shared memory needs a maximum');
  const most = MOST[address];
  if (initial > most || (maximum !== undefined && maximum > most)) throw new RangeError(`Memory: the limit is ${most} pages`);
}

const { grow } = memoryPrototype;

const more = {
  get buffer(): ArrayBuffer | SharedArrayBuffer {
    return bufferOf((this as unknown as LiteMemory)[MEMORY]);
  },
  grow(this: LiteMemory, delta: number | bigint): number | bigint {
    const old = grow.call(this, delta);
    refreshBuffer(this[MEMORY]);
    return old;
  },
  /** Of the type reflection proposal. */
  type(this: LiteMemory): object {
    const memory = this[MEMORY];
    return { ...limitsType(memory.pages, memory), shared: memory.shared };
  },
};

export const Memory = defineInterface({
  name: 'Memory',
  prototype: memoryPrototype,
  has: (value) => isObject(value) && (value as Partial<LiteMemory>)[MEMORY]?.object === value,
  length: 1,
  construct: (descriptor: LimitsDescriptor & { readonly shared?: unknown }) => {
    const address = addressOf(descriptor, where);
    const limits = limitsOf(descriptor, address, where);
    const shared = Boolean(descriptor.shared);
    checkDeclared(limits, shared, address);
    return share(attachMemory(Object.create(memoryPrototype), limits.initial, limits.maximum, shared, address)).object;
  },
  members: [membersOf(memoryPrototype), more],
}) as unknown as {
  new (descriptor: { initial: Size; maximum?: Size | undefined; shared?: boolean | undefined; address?: AddressType | undefined }): LiteMemory;
  readonly prototype: typeof more;
};
