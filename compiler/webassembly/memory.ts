/** Memory of the JS API: the class of runtime-lite as Web IDL has it, and buffers that are detached as they should be. */
import { toAddress } from '../../runtime-lite/descriptor.js';
import { attachMemory, checkDeclared, Memory as LiteMemory, MEMORY, setDetach } from '../../runtime-lite/memory.js';
import { share } from '../../runtime-lite/memory-shared.js';
import { type LimitsDescriptor, limitsOf, limitsType } from './limits.js';
import { detach, toFixedLength, toResizable } from './resizable.js';
import { bufferOf, refreshBuffer } from './shared-buffer.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

setDetach(detach);

const where = 'WebAssembly.Memory()';

const { grow } = LiteMemory.prototype;

const more = {
  get buffer(): ArrayBuffer | SharedArrayBuffer {
    return bufferOf((this as unknown as LiteMemory)[MEMORY]);
  },
  grow(this: LiteMemory, delta: number | bigint): number | bigint {
    const old = grow.call(this, delta);
    refreshBuffer(this[MEMORY]);
    return old;
  },
  toFixedLengthBuffer(this: LiteMemory): ArrayBuffer | SharedArrayBuffer {
    return toFixedLength(this[MEMORY]);
  },
  toResizableBuffer(this: LiteMemory): ArrayBuffer | SharedArrayBuffer {
    return toResizable(this[MEMORY]);
  },
  /** Of the type reflection proposal. */
  type(this: LiteMemory): object {
    const memory = this[MEMORY];
    return { ...limitsType(memory.pages, memory), shared: memory.shared };
  },
};

export const Memory = defineInterface({
  name: 'Memory',
  prototype: LiteMemory.prototype,
  has: (value) => isObject(value) && (value as Partial<LiteMemory>)[MEMORY]?.object === value,
  length: 1,
  construct: (descriptor: LimitsDescriptor & { readonly shared?: unknown }) => {
    const address = toAddress(descriptor, where);
    const { initial, maximum } = limitsOf(descriptor, address, where);
    const shared = Boolean(descriptor.shared);
    checkDeclared(initial, maximum, shared, address);
    return share(attachMemory(Object.create(LiteMemory.prototype), initial, maximum, shared, address)).object;
  },
  members: [membersOf(LiteMemory), more],
}) as typeof LiteMemory & { readonly prototype: typeof more };
