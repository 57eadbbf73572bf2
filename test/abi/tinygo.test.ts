/** abi/go for TinyGo: the table of imports, and calls one by one on a memory without a program. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ModuleSummary } from '../../abi/contract.js';
import { tinyDescriptor, tinyProvided } from '../../abi/go/index.js';
import * as tiny from '../../abi/go/tiny.js';
import { tinyOf, type WasiContext } from '../../abi/go/tiny-context.js';
import { start } from '../../abi/go/tiny-runtime.js';
import { localHost } from '../../abi/host/local.js';
import { Exit } from '../../abi/posix/exit.js';
import { GuestMemory } from '../../abi/posix/memory.js';
import { createProcess } from '../../abi/posix/process.js';
import { makeMemory } from '../../runtime-lite/memory.js';
import { HI } from '../../runtime-lite/registers.js';

function context(): WasiContext {
  const ctx: WasiContext = { exports: {}, m: new GuestMemory(), p: createProcess({ args: ['program'], env: {}, preopens: [], cwd: '/', net: { listen: false, connect: false } }, localHost({ fs, os })) };
  ctx.m.follow(makeMemory(1));
  return ctx;
}

/** The words of a string's reference. */
function reference(ctx: WasiContext, text: string): [number, number] {
  const bytes = new TextEncoder().encode(text);
  ctx.m.u8.set(bytes, 100);
  return [tiny.stringVal(ctx)(100, bytes.length), HI];
}

/** The words of any value's reference. */
function words(ctx: WasiContext, value: unknown): [number, number] {
  const { values, box } = tinyOf(ctx);
  values.store(box, 0, value);
  return [box.dv.getInt32(0, true), box.dv.getInt32(4, true)];
}

test('every import of the table is made by a function, and every function is in the table', () => {
  assert.equal(tinyProvided().map(({ name }) => name).sort(), Object.keys(tiny).sort());
});

test('modules of TinyGo are recognised by its calls or its scheduler, and by their signatures', () => {
  const m = (imports: ModuleSummary['imports'], exports: string[]): ModuleSummary => ({
    imports, exports: exports.map((name) => ({ name, kind: 'func' })), dataEnd: 0, maxAddressConstants: [], customSections: [],
  });
  const ticks = (sig: string): ModuleSummary => m([{ module: 'gojs', name: 'runtime.ticks', kind: 'func', sig }], ['go_scheduler', '_start']);
  assert.is(tinyDescriptor.detect(ticks(':l')).score, 95);
  assert.ok(tinyDescriptor.detect(ticks('i:')).score < 50);
  assert.is(tinyDescriptor.detect(m([], [])).score, 0);
});

test('values come and go as two words', () => {
  const ctx = context();
  const { values, box } = tinyOf(ctx);
  const [low, high] = reference(ctx, 'globalThis');
  assert.is(high, 0x7ff80002 | 0);
  box.dv.setInt32(0, low, true);
  box.dv.setInt32(4, high, true);
  assert.is(values.load(box, 0), 'globalThis');
  assert.is(tiny.valueLength(ctx)(low, high), 10);
  box.dv.setInt32(0, tiny.valueIndex(ctx)(...words(ctx, [0, 1.5]), 1), true);
  box.dv.setInt32(4, HI, true);
  assert.is(values.load(box, 0), 1.5);
});

test('calls give a value and whether they were good', () => {
  const ctx = context();
  const [low, high] = words(ctx, { toString: () => 'a-b' });
  ctx.m.u8.set(new TextEncoder().encode('toString'), 200);
  tiny.valueCall(ctx)(400, low, high, 200, 8, 0, 0, 0);
  assert.is(tinyOf(ctx).values.load(ctx.m, 400), 'a-b');
  assert.is(ctx.m.u8[408], 1);
  tiny.valueCall(ctx)(400, low, high, 200, 3, 0, 0, 0);
  assert.instance(tinyOf(ctx).values.load(ctx.m, 400), TypeError);
  assert.is(ctx.m.u8[408], 0);
  tiny.valuePrepareString(ctx)(400, low, high);
  assert.is(ctx.m.dv.getInt32(408, true), 3);
  tiny.valueLoadString(ctx)(ctx.m.dv.getInt32(400, true), ctx.m.dv.getInt32(404, true), 300, 3, 3);
  assert.is(new TextDecoder().decode(ctx.m.u8.subarray(300, 303)), 'a-b');
});

test('the scheduler is woken, and the program ends where it exits', async () => {
  const ctx = context();
  let woken = 0;
  ctx.exports = {
    _start: () => tiny.sleepTicks(ctx)(2_000_000, 0),
    go_scheduler() {
      if (++woken === 2) throw new Exit(3);
      tiny.sleepTicks(ctx)(1_000_000, 0);
    },
  };
  assert.is(await start(ctx, ctx.exports), 3);
  assert.is(woken, 2);
});

test('what the program throws from the event loop is how it ends', async () => {
  const ctx = context();
  ctx.exports = { _start: () => tiny.sleepTicks(ctx)(0, 0), go_scheduler() { throw new RangeError('lost'); } };
  assert.is(await start(ctx, ctx.exports).catch((error: Error) => error.message), 'lost');
});

test.run();
