/** One memory in several threads: atomic counts, growth at the same time, growth that others see, locks that wait. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { loadCommonJs } from '../load.js';
import { received, share } from '../../runtime-lite/memory-shared.js';
import * as memory from '../../runtime-lite/memory.js';
import { temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const makeMemory = (initial: number, maximum: number, shared?: boolean): memory.MemoryRecord =>
  memory.attachMemory(Object.create(memory.memoryPrototype), initial, maximum, shared);

const PAGES = 40;
const text = (where: string): string => `(module ${where}
  (func (export "count") (param $times i32)
    (loop $again
      (drop (i32.atomic.rmw.add (i32.const 16) (i32.const 1)))
      (drop (i64.atomic.rmw.add (i32.const 24) (i64.const 0x80000001)))
      (drop (i32.atomic.rmw8.add_u (i32.const 32) (i32.const 1)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))
  (; Every page that was got is marked at its start. ;)
  (func (export "grow") (result i32) (local $page i32) (local $got i32)
    (loop $again
      (if (i32.ne (local.tee $page (memory.grow (i32.const 1))) (i32.const -1)) (then
        (drop (i32.atomic.rmw.add (i32.shl (local.get $page) (i32.const 16)) (i32.const 1)))
        (local.set $got (i32.add (local.get $got) (i32.const 1)))
        (br $again))))
    (local.get $got))
  (func (export "await") (result i32)
    (i32.atomic.store (i32.const 72) (i32.const 1))
    (loop $again (br_if $again (i32.eqz (i32.atomic.load (i32.const 64)))))
    (i32.load offset=8 (i32.load (i32.const 68))))
  (func (export "sleep") (result i32)
    (i32.atomic.store (i32.const 72) (i32.const 1))
    (if (i32.gt_u (memory.atomic.wait32 (i32.const 64) (i32.const 0) (i64.const -1)) (i32.const 1)) (then (return (i32.const -1))))
    (i32.load offset=8 (i32.load (i32.const 68))))
  (func (export "announce") (param $value i32) (result i32) (local $at i32)
    (i32.store (i32.const 68) (local.tee $at (i32.shl (memory.grow (i32.const 1)) (i32.const 16))))
    (i32.store offset=8 (local.get $at) (local.get $value))
    (i32.atomic.store (i32.const 64) (i32.const 1))
    (memory.atomic.notify (i32.const 64) (i32.const 10)))
  (; A lock: 0 free, 1 taken, 2 taken and waited for. ;)
  (func (export "locked") (param $times i32) (local $state i32)
    (loop $again
      (if (local.tee $state (i32.atomic.rmw.cmpxchg (i32.const 128) (i32.const 0) (i32.const 1))) (then
        (loop $wait
          (if (i32.atomic.rmw.xchg (i32.const 128) (i32.const 2)) (then
            (drop (memory.atomic.wait32 (i32.const 128) (i32.const 2) (i64.const -1)))
            (br $wait))))))
      (i32.store (i32.const 132) (i32.add (i32.load (i32.const 132)) (i32.const 1)))
      (if (i32.eq (i32.atomic.rmw.xchg (i32.const 128) (i32.const 0)) (i32.const 2)) (then
        (drop (memory.atomic.notify (i32.const 128) (i32.const 1)))))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))))`;

const importer = assemble(text(`(import "env" "memory" (memory 1 ${PAGES} shared))`));
const file = join(temporaryDirectory(), 'threads.cjs');
writeFileSync(file, compile(importer, { abi: 'none', format: 'cjs' }).code);
const code = `const { parentPort, workerData: { file, memory, name, args } } = require('node:worker_threads');
  parentPort.postMessage(require(file).instantiate({ env: { memory } }).exports[name](...args));`;

/** What a function gives in a thread of its own, which is sent the memory. */
function inThread(memory: unknown, name: string, ...args: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(code, { eval: true, workerData: { file, memory, name, args } });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

const makers: Readonly<Record<string, () => { readonly buffer: ArrayBuffer }>> = {
  'a memory of ours': () => loadCommonJs(assemble(text(`(memory (export "memory") 1 ${PAGES} shared)`)), { abi: 'none' }).instantiate().exports['memory'],
  "the engine's own memory": () => new WebAssembly.Memory({ initial: 1, maximum: PAGES, shared: true }),
};

for (const [what, make] of Object.entries(makers)) {
  test(`${what} is counted in by several threads`, async () => {
    const shared = make();
    await Promise.all([inThread(shared, 'count', 30000), inThread(shared, 'count', 20000), inThread(shared, 'locked', 20000), inThread(shared, 'locked', 20000)]);
    const view = new DataView(shared.buffer);
    assert.equal([view.getInt32(16, true), view.getBigInt64(24, true), view.getUint8(32), view.getInt32(132, true)], [50000, 50000n * 0x80000001n, 50000 % 256, 40000]);
  });

  test(`${what} gives each page to one of the threads that grow it`, async () => {
    const shared = make();
    const { grow } = loadCommonJs(importer, { abi: 'none' }).instantiate({ env: { memory: shared } }).exports;
    const others = [inThread(shared, 'grow'), inThread(shared, 'grow')];
    const got = [grow(), ...(await Promise.all(others))] as number[];
    assert.is(got.reduce((sum, n) => sum + n, 0), PAGES - 1);
    const bytes = new Uint8Array(shared.buffer);
    assert.is(bytes.length, PAGES * 65536);
    assert.equal(Array.from({ length: PAGES - 1 }, (_, page) => bytes[(page + 1) * 65536]), new Array(PAGES - 1).fill(1));
  });

  test(`${what} that another thread has grown is as large for the one that is told`, async () => {
    // A loop that spins is compiled by and by, and only then may miss the growth, once in 5 to 20 times.
    for (const name of ['sleep', ...new Array<string>(40).fill('await')]) {
      const shared = make();
      const { announce } = loadCommonJs(importer, { abi: 'none' }).instantiate({ env: { memory: shared } }).exports;
      const result = inThread(shared, name);
      // The other thread spins or is about to sleep by then, with the views of before.
      const ready = new Int32Array(shared.buffer, 72, 1);
      while (Atomics.load(ready, 0) === 0) await setTimeout(30);
      assert.ok(announce(4711) <= (name === 'sleep' ? 1 : 0));
      assert.is(await result, 4711);
    }
  });
}

test("a memory of 64-bit addresses grows as far as the engine's buffers do", () => {
  const pages = 65540;
  const { object } = share(memory.attachMemory(Object.create(memory.memoryPrototype), 0, pages, true, 'i64'));
  const Growable = SharedArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => { grow(length: number): void };
  const grown = (grow: () => void): boolean => {
    try {
      grow();
      return true;
    } catch {
      return false;
    }
  };
  for (const count of [65536, pages]) {
    const possible = grown(() => { new Growable(0, { maxByteLength: count * 65536 }).grow(count * 65536); });
    const own = object as memory.Memory;
    assert.is(grown(() => own.grow(BigInt(count) - BigInt(own.buffer.byteLength / 65536))), possible, `${count} pages`);
  }
});

test('a memory that was sent is one memory, with the type it had', () => {
  const record = share(makeMemory(1, 3, true));
  const sent = structuredClone(record.object);
  const there = received(sent) as memory.Memory;
  assert.is(received(sent), there);
  assert.is(received(there), there);
  const found = memory.memoryOf(there)!;
  assert.equal([found.shared, found.maximum, found.address, found.pageSize, found.pages], [true, 3, 'i32', 65536, 1]);
  assert.is(memory.memoryGrow(found, 1), 1);
  assert.is(memory.memorySize(record), 2);
  assert.is(memory.memoryGrow(record, 1), 2);
  assert.is(memory.memoryGrow(found, 1), -1);
  new Uint8Array(there.buffer)[131072] = 5;
  assert.is(new Uint8Array((record.object as memory.Memory).buffer)[131072], 5);
  for (const value of [undefined, null, 5, 'x', {}, record.object]) assert.is(received(value), value);
});

test('a memory that cannot grow, or that is not shared, is sent or left alone', () => {
  const fixed = share(makeMemory(2, 2, true));
  const there = memory.memoryOf(received(structuredClone(fixed.object)))!;
  assert.equal([there.pages, memory.memoryGrow(there, 1), memory.memoryGrow(there, 0)], [2, -1, 2]);
  const own = makeMemory(1, 2);
  assert.is(share(own), own);
  assert.equal(Object.keys(own.object), []);
});

test.run();
