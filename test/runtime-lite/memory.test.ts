/** Memories: the instructions on their limits, growth as its users see it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { syncForeign } from '../../runtime-lite/foreign.js';
import { memoryFields } from '../../runtime-lite/memory-view.js';
import * as memory from '../../runtime-lite/memory.js';
import { withClock } from './clock.js';
import { outcome } from './native.js';

const trap = 'RuntimeError: out of bounds memory access';
const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

/** The kind of error only: texts differ between engines. */
function kind(call: () => unknown): unknown {
  const result = outcome(call);
  return typeof result === 'string' ? result.split(':')[0] : result;
}

test('with 64-bit addresses, sizes are BigInts and nothing else', () => {
  const object = memory.attachMemory(Object.create(memory.memoryPrototype), 1, 2n ** 48n, false, 'i64').object as memory.Memory;
  assert.is(object.buffer.byteLength, 65536);
  assert.is(object.grow(1n), 1n);
  assert.is(object.buffer.byteLength, 131072);
  assert.is(kind(() => object.grow(1)), 'TypeError');
  assert.is(kind(() => object.grow(-1n)), 'TypeError');
  assert.is(kind(() => object.grow(2n ** 64n)), 'TypeError');
  assert.is(kind(() => object.grow(2n ** 64n - 1n)), 'RangeError');
  assert.is(memory.memoryGrow(memory.memoryOf(object)!, 2 ** 40), -1);
});

test('the fields of views follow growth in the same object, their own or inherited, however often it grows', () => {
  for (const make of [memoryFields, memory.memoryViews]) {
    const record = memory.makeMemory(1, 100)[memory.MEMORY];
    const made: object[] = [];
    function Views(this: { U: Uint8Array }, buffer: ArrayBuffer, bytes: number): void {
      this.U = new Uint8Array(buffer, 0, bytes);
      if (!made.includes(this)) made.push(this);
    }
    const views = make(record, Views as unknown as new (buffer: ArrayBufferLike, bytes: number) => { U: Uint8Array });
    views.U[65535] = 42;
    withClock(() => {
      for (let pages = 1; pages < 30; pages++) {
        assert.is(memory.memoryGrow(record, 1), pages);
        assert.equal([views.U.length, views.U[65535]], [(pages + 1) * 65536, 42]);
      }
    });
    // Later growths by less than a quarter assign fields: see memory-view.test.
    assert.is(made.length, make === memoryFields ? 1 : 5);
    assert.is(made.includes(views), make === memoryFields);
    const second = make(record, Views as unknown as new (buffer: ArrayBufferLike, bytes: number) => { U: Uint8Array });
    assert.equal([Object.keys(second), second.U.length], [['U'], 30 * 65536]);
  }
});

test('growth keeps the contents, reports the old size and stops at the maximum', () => {
  const object = memory.makeMemory(1, 3);
  const record = memory.memoryOf(object)!;
  const seen: number[] = [];
  memory.memorySubscribe(record, (_, bytes) => seen.push(bytes / 65536));
  new Uint8Array(object.buffer)[65535] = 42;
  assert.is(memory.memoryGrow(record, 0), 1);
  assert.is(object.grow(1), 1);
  assert.is(new Uint8Array(object.buffer)[65535], 42);
  assert.is(memory.memoryGrow(record, 2), -1);
  assert.is(memory.memoryGrow(record, 2 ** 32 - 1), -1);
  assert.is(memory.memoryGrow(record, 2 ** 64), -1);
  assert.is(memory.memoryGrow(record, 1), 2);
  assert.is(memory.memorySize(record), 3);
  assert.is(kind(() => object.grow(1)), 'RangeError');
  assert.is(kind(() => object.grow(-1)), 'TypeError');
  assert.equal(seen, [1, 2, 3]);
});

test('a memory that grows in small steps is not copied at each, and JavaScript sees exact buffers', () => {
  const object = memory.makeMemory(1, 40);
  const record = memory.memoryOf(object)!;
  const buffers = new Set<unknown>();
  let view: Uint8Array = new Uint8Array(0);
  memory.memorySubscribe(record, (buffer, bytes) => {
    buffers.add(buffer);
    view = new Uint8Array(buffer, 0, bytes);
  });
  view[0] = 7;
  const detached: ArrayBuffer[] = [];
  memory.setDetach((buffer) => detached.push(buffer));
  try {
    for (let pages = 1; pages < 30; pages++) {
      assert.is(memory.memoryGrow(record, 1), pages);
      assert.equal([view.length, memory.memorySize(record), view[pages * 65536]], [(pages + 1) * 65536, pages + 1, 0]);
      view[pages * 65536] = pages;
    }
    assert.ok(buffers.size < 10, `${buffers.size} buffers`);
    const { buffer } = object;
    assert.is(buffer.byteLength, 30 * 65536);
    assert.is(object.buffer, buffer);
    assert.equal(Array.from({ length: 30 }, (_, page) => new Uint8Array(buffer)[page * 65536]), [7, ...Array.from({ length: 29 }, (_, k) => k + 1)]);
    view[5] = 9;
    assert.is(new Uint8Array(buffer)[5], 9);
    assert.equal(Array.from(detached, ({ byteLength }) => byteLength), [65536]);
    assert.is(memory.memoryGrow(record, 1), 30);
    assert.equal(detached.slice(1), [buffer]);
    assert.is(view.length, 31 * 65536);
    assert.equal([view[5], view[29 * 65536], view[30 * 65536]], [9, 29, 0]);
    const exact = object.buffer;
    assert.is(exact.byteLength, 31 * 65536);
    assert.equal([new Uint8Array(exact)[5], new Uint8Array(exact)[29 * 65536]], [9, 29]);
    assert.is(memory.memoryGrow(record, 9), 31);
    assert.equal(detached.slice(2), [exact]);
    assert.is(memory.memoryGrow(record, 1), -1);
    assert.is(record.buffer.byteLength, 40 * 65536);
  } finally {
    memory.setDetach(undefined);
  }
});

test('growth after JavaScript looked at a memory goes back to the buffer with room, while the engine has it', () => {
  const original = globalThis.WeakRef;
  let isKept = true;
  globalThis.WeakRef = class<T extends object> { constructor(readonly target: T) {} deref(): T | undefined { return isKept ? this.target : undefined; } } as never;
  try {
    const object = memory.makeMemory(4, 100);
    const record = memory.memoryOf(object)!;
    const write = (page: number): void => { new Uint8Array(record.buffer, 0, record.pages * 65536)[page * 65536] = page; };
    memory.memoryGrow(record, 1);
    memory.memoryGrow(record, 1);
    const room = record.buffer;
    assert.is(room.byteLength, 9 * 65536);
    for (let pages = 6; pages < 9; pages++) {
      write(pages - 1);
      assert.is(object.buffer.byteLength, pages * 65536);
      assert.is.not(record.buffer, room);
      write(pages - 2);
      assert.is(memory.memoryGrow(record, 1), pages);
      assert.is(record.buffer, room);
      assert.equal(Array.from({ length: pages + 1 }, (_, page) => new Uint8Array(room)[page * 65536]), [0, 0, 0, 0, ...Array.from({ length: pages - 4 }, (_, k) => k + 4), 0]);
    }
    assert.is(object.buffer.byteLength, 9 * 65536);
    assert.is(memory.memoryGrow(record, 1), 9);
    assert.is(record.buffer.byteLength, 10 * 65536);
    memory.memoryGrow(record, 1);
    assert.is(object.buffer.byteLength, 11 * 65536);
    isKept = false;
    assert.is(memory.memoryGrow(record, 1), 11);
    assert.is(record.buffer.byteLength, 12 * 65536);
  } finally {
    globalThis.WeakRef = original;
  }
});

test('a memory that fills its buffer with room again can grow by nothing where that detaches', () => {
  const object = memory.makeMemory(1, 100);
  const record = memory.memoryOf(object)!;
  memory.setDetach((buffer) => structuredClone(buffer, { transfer: [buffer] }));
  try {
    for (let growth = 0; growth < 2; growth++) memory.memoryGrow(record, 1);
    const room = record.buffer;
    assert.is(room.byteLength, 5 * 65536);
    assert.is(object.buffer.byteLength, 3 * 65536);
    memory.memoryGrow(record, 2);
    assert.is(record.buffer, room, 'the engine has kept it');
    new Uint8Array(record.buffer)[4 * 65536] = 7;
    const seen = object.buffer;
    assert.is(memory.memoryGrow(record, 0), 5);
    assert.equal([seen.byteLength, object.buffer.byteLength, new Uint8Array(object.buffer)[4 * 65536]], [0, 5 * 65536, 7]);
  } finally {
    memory.setDetach(undefined);
  }
});

test('where there is no space for room a memory grows without', () => {
  const record = memory.makeMemory(4)[memory.MEMORY];
  const original = globalThis.ArrayBuffer;
  globalThis.ArrayBuffer = class extends original {
    constructor(bytes: number) {
      if (bytes > 6 * 65536) throw new RangeError('Array buffer allocation failed');
      super(bytes);
    }
  } as never;
  try {
    assert.equal([memory.memoryGrow(record, 1), memory.memoryGrow(record, 1), memory.memoryGrow(record, 1)], [4, 5, -1]);
  } finally {
    globalThis.ArrayBuffer = original;
  }
  assert.equal([record.pages, record.buffer.byteLength], [6, 6 * 65536]);
});

test('buffers that JavaScript has are detached by growth, natively too, and others where that is asked for', () => {
  const object = memory.makeMemory(1);
  const unseen = memory.memoryOf(object)!.buffer;
  object.grow(1);
  assert.is(unseen.byteLength, 65536);
  for (const one of [object, new WebAssembly.Memory({ initial: 2 })]) {
    const seen = one.buffer;
    one.grow(1);
    assert.equal([seen.byteLength, one.buffer.byteLength], [0, 3 * 65536]);
  }
  object.buffer;
  assert.is(memory.memoryGrow(memory.memoryOf(object)!, 1), 3);
  memory.setDetach((buffer) => structuredClone(buffer, { transfer: [buffer] }));
  try {
    const second = object.buffer;
    object.grow(0);
    assert.is(second.byteLength, 0);
    assert.is(object.buffer.byteLength, 4 * 65536);
  } finally {
    memory.setDetach(undefined);
  }
});

test('an allocation that fails gives -1 and changes nothing', () => {
  const record = memory.makeMemory(1)[memory.MEMORY];
  const original = globalThis.ArrayBuffer;
  globalThis.ArrayBuffer = class {
    constructor() {
      throw new RangeError('Array buffer allocation failed');
    }
  } as never;
  try {
    assert.is(memory.memoryGrow(record, 1), -1);
  } finally {
    globalThis.ArrayBuffer = original;
  }
  assert.is(record.pages, 1);
  assert.is(record.buffer.byteLength, 65536);
});

test("the engine's own memory is taken, grown and followed", () => {
  const native = new WebAssembly.Memory({ initial: 1, maximum: 4 });
  const record = memory.memoryOf(native)!;
  assert.is(memory.memoryOf(native), record);
  const seen: number[] = [];
  memory.memorySubscribe(record, (_, bytes) => seen.push(bytes / 65536));
  assert.is(memory.memoryGrow(record, 1), 1);
  assert.is(native.buffer.byteLength, 131072);
  native.grow(1);
  syncForeign();
  assert.is(memory.memorySize(record), 3);
  assert.is(memory.memoryGrow(record, 2), -1);
  assert.equal(seen, [1, 2, 3]);
  assert.is(memory.memoryOf({}), undefined);
  assert.is(memory.memoryOf(null), undefined);
  assert.is(memory.memoryOf(new WebAssembly.Table({ element: 'anyfunc', initial: 0 })), undefined);
});

test('bulk instructions take operands of any size and trap before they write', () => {
  const target = bytes(1, 2, 3, 4);
  memory.memoryFill(target, 1, 0x1ff, 2);
  assert.equal([...target], [1, 255, 255, 4]);
  memory.memoryFill(target, 4, 9, 0);
  for (const [at, length] of [[5, 0], [3, 2], [2 ** 32 - 1, 1], [0, 2 ** 32 - 1], [2 ** 53, 2 ** 53], [2 ** 64, 2 ** 64]] as const) {
    assert.is(outcome(() => memory.memoryFill(target, at, 7, length)), trap);
    assert.is(outcome(() => memory.memoryCopy(target, target, at, 0, length)), trap);
    assert.is(outcome(() => memory.memoryCopy(target, target, 0, at, length)), trap);
    assert.is(outcome(() => memory.memoryInit(target, bytes(5, 6, 7, 8), at, 0, length)), trap);
    assert.is(outcome(() => memory.memoryInit(target, bytes(5, 6, 7, 8), 0, at, length)), trap);
  }
  assert.equal([...target], [1, 255, 255, 4]);
});

test('copies may overlap in both directions and cross memories that share a buffer', () => {
  const copied = (to: number, from: number, length: number, other: boolean): number[] => {
    const target = bytes(0, 1, 2, 3, 4, 5);
    memory.memoryCopy(target, other ? new Uint8Array(target.buffer) : target, to, from, length);
    return [...target];
  };
  for (const other of [false, true]) {
    assert.equal(copied(2, 0, 4, other), [0, 1, 0, 1, 2, 3]);
    assert.equal(copied(0, 2, 4, other), [2, 3, 4, 5, 4, 5]);
  }
});

test.run();
