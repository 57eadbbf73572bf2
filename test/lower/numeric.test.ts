/** Every numeric row of the table, compiled, against native on all pairs of edge values; operands as parameters and as constants. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { f32Text, f64Text } from '../../compiler/wat/literals.js';
import { ops, type OpRow, typeName, sigTypes } from '../../compiler/ops/index.js';
import { native, outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';
import { bitsOf, edges } from './values.js';

const numeric = ops.filter((row) => ['unary', 'binary', 'compare', 'test', 'convert'].includes(row.shape) && /^[ilfd]+$/.test(row.params + row.result));
const type = (letter: string): string => typeName(sigTypes(letter)[0]!);

function literal(letter: string, value: number | bigint): string {
  const view = new DataView(new ArrayBuffer(8));
  if (letter === 'f') { view.setFloat32(0, Number(value)); return f32Text(view.getInt32(0)); }
  if (letter === 'd') { view.setFloat64(0, Number(value)); return f64Text(view.getInt32(4), view.getInt32(0)); }
  return String(value);
}

const constantOf = (letter: string, value: number | bigint): string => `(${type(letter)}.const ${literal(letter, value)})`;

interface Trial { readonly name: string; readonly func: string; readonly params: string }

/** The row on its parameters, and with each edge value as a constant on either side. */
function trialsOf(row: OpRow): Trial[] {
  const { name, params } = row;
  const [a, b] = [...params] as [string, string?];
  const trial = (suffix: string, operands: readonly string[], used: string): Trial => ({
    name: name + suffix, params: used,
    func: `(func (export "${name}${suffix}") ${[...used].map((p) => `(param ${type(p)})`).join(' ')} (result ${type(row.result)}) (${name} ${operands.join(' ')}))`,
  });
  const whole = trial('', [...params].map((_, i) => `(local.get ${i})`), params);
  if (b === undefined) return [whole, ...edges[a]!.map((v, i) => trial(` of constant ${i}`, [constantOf(a, v)], ''))];
  return [whole,
    ...edges[b]!.map((v, i) => trial(` by constant ${i}`, ['(local.get 0)', constantOf(b, v)], a)),
    ...edges[a]!.map((v, i) => trial(` from constant ${i}`, [constantOf(a, v), '(local.get 0)'], b))];
}

function result(call: () => unknown): string {
  let value: unknown;
  const text = outcome(() => (value = call()));
  return value === undefined ? text : bitsOf(value);
}

function pairs(params: string): (number | bigint)[][] {
  const [first, second] = [...params].map((letter) => edges[letter]!);
  if (!first) return [[]];
  return second ? first.flatMap((x) => second.map((y) => [x, y])) : first.map((x) => [x]);
}

const groups = new Map<string, OpRow[]>();
for (const row of numeric) { const key = row.name.slice(0, 3); groups.set(key, [...(groups.get(key) ?? []), row]); }

for (const [group, rows] of groups) {
  test(`${group}: ${rows.length} operations`, () => {
    const trials = rows.flatMap(trialsOf);
    const bytes = assemble(`(module ${trials.map((t) => t.func).join('\n')})`, { names: false });
    const expected = native(bytes);
    const { exports } = loadCommonJs(bytes).instantiate();
    let calls = 0;
    for (const { name, params } of trials) {
      for (const args of pairs(params)) {
        const [theirs, ours] = [expected, exports].map((side) => result(() => side[name](...args)));
        if (theirs !== ours) assert.is(ours, theirs, `${name} of ${args.map(String).join(', ')}`);
        calls++;
      }
    }
    assert.ok(calls > rows.length * 30, `${calls} calls`);
  });
}

test('every numeric row is tried', () => assert.is(numeric.length, 136, 'a row of a new feature needs values here'));

test.run();
