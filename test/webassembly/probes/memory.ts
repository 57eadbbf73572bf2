/** Memory: descriptors, buffers, growth. */
import { vector } from '../../bytes.js';
import * as m from './modules.js';
import { attempt, numbers, Probes, recording, strangers } from './probe.js';

const probes = new Probes('memory');

for (const [label, value] of strangers()) probes.add(`descriptor ${label}`, (W) => new W.Memory(value));
for (const [label, value] of numbers()) {
  probes.add(`initial ${label}`, (W) => new W.Memory({ initial: value, maximum: 8 }).buffer.byteLength);
  probes.add(`maximum ${label}`, (W) => new W.Memory({ initial: 0, maximum: value }).buffer.byteLength);
  probes.add(`grow ${label}`, (W) => {
    const memory = new W.Memory({ initial: 1, maximum: 3 });
    return [attempt(W, () => memory.grow(value)), memory.buffer.byteLength];
  });
}
probes.add('descriptor without initial', (W) => new W.Memory({ maximum: 1 }));
probes.add('maximum below initial', (W) => new W.Memory({ initial: 10, maximum: 9 }));
probes.add('the greatest maximum', (W) => new W.Memory({ initial: 0, maximum: 65536 }).buffer.byteLength);
probes.add('more than the limit', (W) => [attempt(W, () => new W.Memory({ initial: 65537 })), attempt(W, () => new W.Memory({ initial: 0, maximum: 65537 }))]);
probes.add('further arguments', (W) => new W.Memory({ initial: 0 }, {}).buffer.byteLength);
probes.add('shared without maximum', (W) => new W.Memory({ initial: 1, shared: true }));
probes.add('shared and not', (W) => ['truthy', 1, 0, '', null, undefined, {}].map((shared) => Object.prototype.toString.call(new W.Memory({ initial: 0, maximum: 1, shared }).buffer)));
probes.add('the proxy of a descriptor', (W) => {
  const descriptor = new Proxy({}, { has: () => { throw new Error('has'); }, get: (_, key) => (key === 'initial' || key === 'maximum' ? 1 : undefined) });
  return new W.Memory(descriptor).buffer.byteLength;
});
for (const values of [{ shared: false, maximum: 2, initial: 1 }, { shared: true, maximum: 2, initial: 1 }, { maximum: 2 }, { initial: 1, maximum: -1 }, { initial: -1, maximum: 1 }]) {
  probes.add(`order of ${JSON.stringify(values)}`, (W) => {
    const log: string[] = [];
    return [attempt(W, () => new W.Memory(recording(values, log))), log];
  });
}
probes.add('the prototype is asked for before the descriptor', (W) => {
  const log: string[] = [];
  const target = new Proxy(function () {}, { get: (fn, key) => (log.push(String(key)), Reflect.get(fn, key)) });
  Reflect.construct(W.Memory, [recording({ initial: 1 }, log)], target);
  return log.slice(0, 2);
});
probes.add('inherited descriptor', (W) => new W.Memory(Object.create({ initial: 2 })).buffer.byteLength);

probes.add('the buffer', (W) => {
  const memory = new W.Memory({ initial: 1 });
  const { buffer } = memory;
  return [buffer === memory.buffer, Object.prototype.toString.call(buffer), Object.isFrozen(buffer), Object.isExtensible(buffer), Object.getPrototypeOf(buffer) === ArrayBuffer.prototype, Object.keys(buffer), Object.getOwnPropertyNames(buffer)];
});
probes.add('the buffer cannot be set', (W) => {
  const memory = new W.Memory({ initial: 1 });
  const { buffer } = memory;
  return [attempt(W, () => { memory.buffer = new ArrayBuffer(1); }), memory.buffer === buffer];
});
probes.add('growing detaches the buffer', (W) => {
  const memory = new W.Memory({ initial: 1, maximum: 3 });
  const { buffer } = memory;
  new Uint8Array(buffer)[7] = 7;
  return [memory.grow(1), buffer.byteLength, attempt(W, () => new Uint8Array(buffer)), memory.buffer === buffer, memory.buffer.byteLength, new Uint8Array(memory.buffer)[7], Object.isExtensible(memory.buffer)];
});
probes.add('growing by nothing detaches the buffer', (W) => {
  const memory = new W.Memory({ initial: 1 });
  const { buffer } = memory;
  return [memory.grow(0), buffer.byteLength, memory.buffer === buffer, memory.buffer.byteLength];
});
probes.add('growing an empty memory', (W) => {
  const memory = new W.Memory({ initial: 0, maximum: 2 });
  const { buffer } = memory;
  return [memory.grow(0), memory.buffer === buffer, memory.grow(2), memory.buffer.byteLength, attempt(W, () => memory.grow(1)), memory.buffer.byteLength, memory.grow(0)];
});
probes.add('failing to grow leaves the buffer', (W) => {
  const memory = new W.Memory({ initial: 1, maximum: 1 });
  const { buffer } = memory;
  return [attempt(W, () => memory.grow(1)), attempt(W, () => memory.grow()), attempt(W, () => memory.grow(-1)), memory.buffer === buffer, buffer.byteLength];
});
probes.add('further arguments of grow', (W) => new W.Memory({ initial: 1 }).grow(1, { valueOf: () => { throw new Error(); } }));
probes.add('a shared buffer', (W) => {
  const memory = new W.Memory({ initial: 1, maximum: 3, shared: true });
  const { buffer } = memory;
  return [Object.prototype.toString.call(buffer), Object.isFrozen(buffer), Object.isExtensible(buffer), buffer === memory.buffer, buffer.byteLength, Object.keys(buffer), buffer instanceof SharedArrayBuffer];
});
probes.add('growing a shared memory', (W) => {
  const memory = new W.Memory({ initial: 1, maximum: 3, shared: true });
  const { buffer } = memory;
  new Uint8Array(buffer)[5] = 7;
  const results = [memory.grow(0), memory.buffer === buffer, memory.grow(1), memory.buffer === buffer, memory.buffer === memory.buffer, buffer.byteLength, memory.buffer.byteLength, new Uint8Array(memory.buffer)[5], Object.isFrozen(memory.buffer), new Uint8Array(buffer, 0, buffer.byteLength).length];
  new Uint8Array(memory.buffer)[6] = 8;
  return [...results, new Uint8Array(buffer)[6], attempt(W, () => memory.grow(2)), memory.grow(1), memory.buffer.byteLength, buffer.byteLength];
});
probes.add('growing by memory.grow detaches the buffer', (W) => {
  const bytes = m.binary([1, vector([m.functionType([m.i32], [m.i32])])], m.imports(['m', 'x', [m.MEMORY, 1, 1, 3]]), [3, vector([[0]])], m.exports(['grow', m.FUNCTION, 0]), [10, vector([m.body(0x20, 0, 0x40, 0)])]);
  const memory = new W.Memory({ initial: 1, maximum: 3 });
  const { grow } = new W.Instance(new W.Module(bytes), { m: { x: memory } }).exports;
  return [0, 1, 5, 0].flatMap((by) => { const { buffer } = memory; return [grow(by), memory.buffer === buffer, buffer.byteLength, memory.buffer.byteLength]; });
});

for (const address of [undefined, 'i32', 'i64', 'i16', '', null, 5, { toString: () => 'i64' }]) {
  probes.addNew(`address ${address === null ? 'null' : typeof address === 'object' ? 'an object' : JSON.stringify(address)}`, (W) => {
    return [attempt(W, () => new W.Memory({ initial: 1, address }).grow(0)), attempt(W, () => new W.Memory({ initial: 1n, address }).grow(0n))];
  });
}
for (const [label, value] of numbers()) {
  probes.addNew(`initial ${label}, i64`, (W) => new W.Memory({ initial: value, maximum: 8n, address: 'i64' }).buffer.byteLength);
  probes.addNew(`grow ${label}, i64`, (W) => {
    const memory = new W.Memory({ initial: 1n, maximum: 3n, address: 'i64' });
    return [attempt(W, () => memory.grow(value)), memory.buffer.byteLength];
  });
}
probes.addNew('order with i64', (W) => {
  const log: string[] = [];
  return [attempt(W, () => new W.Memory(recording({ shared: false, maximum: 2n, initial: 1n, address: 'i64' }, log))), log];
});
probes.addNew('resizable buffers', (W) => ['toFixedLengthBuffer', 'toResizableBuffer'].map((key) => key in W.Memory.prototype));

export const memory = probes.list;
