/** JavaScriptCore stays in the code that it optimised: it leaves it when an integer grows beyond what it has seen, and compiles again ever later. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { skip } from '../support.js';
import { assemble } from '../wabt.js';
import { findEngines } from './find.js';

/** Exits of one place are not counted again once JavaScriptCore has compiled it for what it saw there. */
const PLACES = 1, EXITS = 100;

const round = (k: string): string => `(local.set $h (i64.rotl (i64.mul (i64.add (local.get $h) (i64.load (local.get $p))) (i64.const ${k})) (i64.const 31)))
  (local.set $s (i32.add (i32.add (i32.mul (local.get $s) (i32.const 1664525)) (i32.wrap_i64 (local.get $h))) (i32.const 1013904223)))
  (i32.store (i32.and (local.get $s) (i32.const 0xfff8)) (i32.add (local.get $s) (i32.const 0x7f4a7c15)))`;
const wat = `(module (memory 1) (func (export "f") (param $n i32) (result i32) (local $p i32) (local $h i64) (local $s i32)
  (loop $l ${['0x9e3779b185ebca87', '0xc2b2ae3d27d4eb4f', '0x165667b19e3779f9', '1099511628211'].map(round).join('\n')}
    (local.set $p (i32.and (i32.add (local.get $p) (i32.const 8)) (i32.const 0xfff8)))
    (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
  (i32.xor (local.get $s) (i32.wrap_i64 (i64.shr_u (local.get $h) (i64.const 32))))))`;

const jsc = findEngines().found.find(({ name }) => name === 'jsc');
if (!jsc) skip('exits from optimised code', 'no jsc');
else {
  const exits = (target: 'portable' | 'v8'): number => {
    const folder = mkdtempSync(join(tmpdir(), 'speculation-'));
    try {
      const path = join(folder, 'script.js');
      writeFileSync(path, `${compile(assemble(wat), { format: 'iife', name: 'compiled', target }).code}
        const { f } = compiled.instantiate().exports; let sum = 0; for (let i = 0; i < 200; i++) sum ^= f(5000); print(sum);`);
      const { stderr, status } = spawnSync(jsc.command[0]!, [...jsc.command.slice(1), path], {
        encoding: 'utf8', maxBuffer: 2 ** 26, env: { ...process.env, JSC_printEachOSRExit: '1', JSC_useConcurrentJIT: '0' },
      });
      assert.is(status, 0);
      return stderr.split('\n').filter((line) => line.includes('Speculation failure')).length;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  test('products, sums and stores of large integers', () => {
    const portable = exits('portable'), v8 = exits('v8');
    assert.ok(portable <= PLACES * EXITS + 20, `${portable} exits`);
    assert.ok(v8 > portable, `the option counts exits: ${v8} where nothing is done about them`);
  });
}

test.run();
