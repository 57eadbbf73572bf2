/** Cases of one pass: what it makes of a function, and that results are the native ones. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { irOf } from '../ir/functions.js';

export interface PassCase {
  readonly what: string;
  readonly fields?: string;
  readonly func: string;
  readonly ir: string;
  readonly calls: readonly (readonly unknown[])[];
}

export function testPasses(passes: readonly string[], cases: readonly PassCase[]): void {
  for (const { what, fields = '', func, ir, calls } of cases) {
    test(what, () => {
      assert.is(irOf(`(module ${fields} (func ${func}))`, ...passes), ir);
      agree(`(module ${fields} (func (export "f") ${func}))`, calls.map((args) => ['f', ...args] as const), { levels: [0, 1, 2] });
    });
  }
}
