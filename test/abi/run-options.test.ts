/** Where a program begins: the current directory, as what was granted names it. */
import { basename, dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { grantsOf } from '../../abi/host/run-options.js';
import type { Preopen, Program } from '../../abi/contract.js';

const here = process.cwd().replace(/\\/g, '/');
const [above, below] = [dirname(here), basename(here)];
const program = { defaults: {}, host: {} } as unknown as Program;
const start = (preopens?: Preopen[] | Record<string, string>, files?: Record<string, Uint8Array>): string =>
  grantsOf(program, { ...(preopens && { preopens }), ...(files && { files }) }).cwd;

test('it is the current directory if that was granted, under its name there', () => {
  assert.is(start(), here);
  assert.is(start({ [here]: here }), here);
  assert.is(start({ '/': here }), '/');
  assert.is(start({ '/data': here }), '/data');
  assert.is(start({ '/data/': '.' }), '/data');
  assert.is(start({ '/data': above }), `/data/${below}`);
  assert.is(start({ '/': above }), `/${below}`);
  assert.is(start({ '/wide': above, '/near': here }), '/near');
});

test('otherwise the first directory that was granted, also where one has the name that the current directory has outside', () => {
  assert.is(start({ '/data': join(here, 'nowhere') }), '/data');
  assert.is(start({ '/data': `${here}er` }), '/data');
  assert.is(start({ '/data': '/nowhere', [above]: '/nowhere/else' }), '/data');
  assert.is(start([]), '/');
});

test('in memory it is the root', () => {
  assert.is(start(undefined, { '/a.txt': new Uint8Array() }), '/');
  assert.is(start({ '/b': '/b', '/': '/' }, {}), '/');
});

test.run();
