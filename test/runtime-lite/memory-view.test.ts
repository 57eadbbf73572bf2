/** Objects of views as V8 sees them. */
import { setFlagsFromString } from 'node:v8';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeMemory, MEMORY, memoryGrow, memoryViews } from '../../runtime-lite/memory.js';

test('V8 has the fields in an object, not in a dictionary, after growths too', () => {
  setFlagsFromString('--allow-natives-syntax');
  const isFast = new Function('object', 'return %HasFastProperties(object)') as (object: object) => boolean;
  const record = makeMemory(1, 100)[MEMORY];
  function Views(this: { U: Uint8Array }, buffer: ArrayBuffer, bytes: number): void { this.U = new Uint8Array(buffer, 0, bytes); }
  const views = memoryViews(record, Views as unknown as new (buffer: ArrayBufferLike, bytes: number) => { U: Uint8Array });
  const look = new Function('views', 'return views.U.length') as (views: object) => number;
  for (let pages = 1; pages < 20; pages++) {
    for (let i = 0; i < 1000; i++) look(views);
    const between = Object.getPrototypeOf(views) as object;
    assert.equal([isFast(between), isFast(Object.getPrototypeOf(between) as object), look(views)], [true, true, pages * 65536]);
    memoryGrow(record, 1);
  }
});

test.run();
