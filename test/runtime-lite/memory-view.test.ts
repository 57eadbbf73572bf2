/** Objects of views as V8 sees them, and when they are renewed. */
import { setFlagsFromString } from 'node:v8';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { syncForeign } from '../../runtime-lite/foreign.js';
import { makeMemory, MEMORY, memoryGrow, memoryViews } from '../../runtime-lite/memory.js';
import { withClock } from './clock.js';

interface Bytes { readonly U: Uint8Array }

/** A memory that can grow by pages, and its views. */
function viewed(pages: number): { readonly views: Bytes; grow(): void } {
  const record = makeMemory(pages, 60000)[MEMORY];
  function Views(this: { U: Uint8Array }, buffer: ArrayBuffer, bytes: number): void { this.U = new Uint8Array(buffer, 0, bytes); }
  return { views: memoryViews(record, Views as unknown as new (buffer: ArrayBufferLike, bytes: number) => Bytes), grow: () => void memoryGrow(record, 1) };
}

const fieldsOf = (views: object): unknown => Object.getPrototypeOf(Object.getPrototypeOf(views));

test('fields are renewed seldom while a memory grows, and once it has stopped', () => {
  withClock((at) => {
    const { views, grow } = viewed(1000);
    const all = new Set([fieldsOf(views)]);
    for (let round = 0; round < 2000; round++) {
      at.ms += 7;
      grow();
      for (let call = 0; call < 100; call++) syncForeign();
      all.add(fieldsOf(views));
    }
    assert.ok(all.size >= 4 && all.size <= 10, `${all.size} objects in 2,000 growths of a thousandth and less`);
    const last = fieldsOf(views);
    const time = 7 * 2000;
    at.ms += time;
    syncForeign();
    assert.is(fieldsOf(views), last, 'renewed too early');
    at.ms += time;
    syncForeign();
    const renewed = fieldsOf(views);
    assert.is.not(renewed, last, 'not renewed');
    assert.is(views.U.length, 3000 * 65536);
    at.ms += 100 * time;
    syncForeign();
    assert.is(fieldsOf(views), renewed, 'renewed once more without growth');
    grow();
    assert.is.not(fieldsOf(views), renewed, 'a growth after a long time without');
    assert.is(views.U.length, 3001 * 65536);
  });
});

test('where no clock may be read fields are assigned', () => {
  const { now } = Date;
  Date.now = () => { throw new TypeError('no clock'); };
  try {
    const { views, grow } = viewed(100);
    for (let growths = 0; growths < 4; growths++) grow();
    const fields = fieldsOf(views);
    grow();
    syncForeign();
    assert.is(fieldsOf(views), fields);
    assert.is(views.U.length, 105 * 65536);
  } finally {
    Date.now = now;
  }
});

test('V8 has the fields in an object, not in a dictionary, after growths too', () => {
  setFlagsFromString('--allow-natives-syntax');
  const isFast = new Function('object', 'return %HasFastProperties(object)') as (object: object) => boolean;
  const { views, grow } = viewed(1);
  const look = new Function('views', 'return views.U.length') as (views: object) => number;
  for (let pages = 1; pages < 20; pages++) {
    for (let i = 0; i < 1000; i++) look(views);
    const between = Object.getPrototypeOf(views) as object;
    assert.equal([isFast(between), isFast(Object.getPrototypeOf(between) as object), look(views)], [true, true, pages * 65536]);
    grow();
  }
});

test.run();
