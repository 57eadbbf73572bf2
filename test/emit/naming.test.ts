/** Variables in like roles have the same names in all functions; names stay different within each. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { localName } from '../../compiler/emit/names.js';
import { Naming } from '../../compiler/emit/naming.js';
import type { Js, JsFunction, JsStmt } from '../../compiler/ir/js.js';
import { assemble } from '../wabt.js';

const loc = (slot: number): Js => ({ k: 'loc', slot, range: 'i' });
const bin = (op: '+' | '*', l: Js, r: Js): Js => ({ k: 'bin', op, l, r, range: 'i', bound: 0, nonNegative: false });
const set = (slot: number, value: Js): JsStmt => ({ k: 'expr', at: 0, e: { k: 'assign', target: loc(slot) as Js & { k: 'loc' }, value, range: 'i' } });
function func(slots: number, params: readonly number[], body: JsStmt[]): JsFunction {
  return { index: 0, slots: Array.from({ length: slots }, () => ({ uses: 1, zero: 'none' as const })), params, body, hasTailCalls: false, isResumable: false, inlines: true, isEntered: false, at: 0, part: undefined };
}

test('the same roles, the same names', () => {
  const naming = new Naming();
  const sum = { k: 'name' as const, name: 'Sum', range: 'i' as const, builtin: false };
  const product = { k: 'name' as const, name: 'Product', range: 'i' as const, builtin: false };
  const first = naming.assign(func(3, [0], [set(1, bin('+', loc(0), sum)), set(2, bin('*', loc(1), product))]));
  assert.equal([...first].sort(), [0, 1, 2]);
  // The same with other slots, and a parameter that nothing uses.
  const second = naming.assign(func(9, [8, 5], [set(3, bin('+', loc(8), sum)), set(7, bin('*', loc(3), product))]));
  assert.equal([second[8], second[3], second[7]], [first[0], first[1], first[2]]);
  assert.is(new Set(second.filter((name) => name !== undefined)).size, 4);
});

test('more variables than short names', () => {
  const count = 300;
  const body = Array.from({ length: count }, (_, i) => set(i, loc((i * 7) % count)));
  const names = new Naming().assign(func(count, [], body)).map(localName);
  assert.is(new Set(names).size, count);
  assert.is(names.filter((name) => name.length === 1).length, 26);
});

test('labels are numbered from the inside', () => {
  const bytes = assemble(`(module (func (export "f") (param i32) (result i32) (local i32)
    (block $outer (block $inner (br_if $outer (local.get 0)) (br_if $inner (i32.eq (local.get 0) (i32.const 1))) (local.set 1 (i32.const 2))) (local.set 1 (i32.add (local.get 1) (i32.const 3)))) (local.get 1)))`);
  const [, outer, inner] = /(\w+):\s*\{\s*(\w+):\s*\{/.exec(compile(bytes, { optimize: 0 }).code) ?? [];
  assert.equal([outer, inner], ['b', 'a']);
});

test.run();
