/** Memory of the JS API: the class of runtime-lite as Web IDL has it, and buffers that are detached as they should be. */
import { Memory as LiteMemory, MEMORY, setDetach } from '../../runtime-lite/memory.js';
import { share } from '../../runtime-lite/memory-shared.js';
import { defineInterface, isObject, membersOf } from './webidl.js';

/** What the API calls detaching: transfers the contents to nobody. */
function detach(buffer: ArrayBuffer): void {
  structuredClone(buffer, { transfer: [buffer] });
}
if (typeof structuredClone === 'function') setDetach(detach);

export const Memory = defineInterface({
  name: 'Memory',
  prototype: LiteMemory.prototype,
  has: (value) => isObject(value) && (value as Partial<LiteMemory>)[MEMORY]?.object === value,
  length: 1,
  construct: (descriptor) => {
    const memory = new LiteMemory(descriptor);
    share(memory[MEMORY]);
    return memory;
  },
  members: membersOf(LiteMemory),
}) as typeof LiteMemory;
