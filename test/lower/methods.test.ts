/** Calls of DataViews' methods: no choice among the arguments, and everything in WebAssembly's order all the same. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'acorn';
import { kernelBytes, kernels } from '../../bench/kernels/kernels.js';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { assemble } from '../wabt.js';

type Node = { type: string; [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Every node that is in another, with itself. */
function* nodes(node: Node): Iterable<Node> {
  yield node;
  for (const value of Object.values(node)) for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodes(child);
}
const isChoice = ({ type }: Node): boolean => type === 'ConditionalExpression' || type === 'LogicalExpression';
const isMethod = ({ type, callee }: Node): boolean => type === 'CallExpression' && isNode(callee) && isNode(callee['property']) && /^[gs]et(Int|Float)\d+$/.test(String((callee['property'] as Node)['name']));

/** How many calls of such methods there are, and how many with a choice among the arguments. */
function methods(code: string): { calls: number; choices: number } {
  const calls = [...nodes(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Node)].filter(isMethod);
  return { calls: calls.length, choices: calls.filter((call) => (call['arguments'] as Node[]).some((argument) => [...nodes(argument)].some(isChoice))).length };
}

test('no argument contains a choice, in any of the kernels', () => {
  let all = 0;
  for (const kernel of kernels) {
    const { calls, choices } = methods(compile(kernelBytes(kernel), { pretty: true }).code);
    assert.is(choices, 0, kernel.name);
    all += calls;
  }
  assert.ok(all > 300, `${all} calls`);
});

const wat = (body: string, memory = '1'): string => `(module (memory (export "memory") ${memory}) (data (i32.const 0) "\\08\\10\\20\\40\\01\\02\\03\\04\\11\\12\\13\\14\\15\\16\\17\\18")
  (global $n (mut i32) (i32.const 0))
  (func $count (param i32) (result i32) (global.set $n (i32.add (i32.mul (global.get $n) (i32.const 10)) (local.get 0))) (local.get 0))
  (func (export "n") (result i32) (global.get $n))
  (func (export "f") (param i32 i32) (result i32) (local $a i32) (local.set $a (local.get 0)) ${body} (i32.xor (local.get $a) (i32.load (i32.const 32)))))`;
const byte = '(i32.load8_u (local.get 1))';
const bodies: Record<string, string> = {
  'a byte as value': `(i32.store (local.get 0) ${byte})`,
  'a byte as address': `(i32.store offset=4 ${byte} (local.get 0))`,
  'bytes as both': `(f64.store ${byte} (f64.convert_i32_u (i32.load8_u offset=1 (local.get 1))))`,
  'an address that the value changes': `(i32.store16 (i32.add (local.get $a) (i32.const 8)) (i32.load8_u (local.tee $a (local.get 1))))`,
  'an address that sets what the value reads': `(i32.store (local.tee $a (i32.add (local.get 1) (i32.const 12))) (i32.add ${byte} (local.get $a)))`,
  'an address that is loaded': `(i32.store (i32.load (local.get 0)) ${byte})`,
  'a value by select': `(i64.store (local.get 0) (select (i64.const 7) (i64.load (local.get 1)) (i32.and (local.get 0) (i32.const 1))))`,
  'loads in loads': `(local.set $a (i32.load (i32.add (i32.load8_u (i32.load8_u (local.get 1))) (i32.load8_u (local.get 0)))))`,
  'calls in their order': `(i32.store (call $count (local.get 0)) (i32.add (call $count (local.get 1)) ${byte}))`,
  'an address in a global that a call of the value sets': `(i32.store (i32.and (global.get $n) (i32.const 0xfff)) (i32.load8_u (call $count (local.get 1))))`,
  'growth between': `(i32.store (local.get 0) (i32.add (memory.grow (i32.const 1)) (i32.load8_u (i32.add (local.get 1) (i32.const 65500)))))`,
  floats: `(f32.store (local.get 0) (f32.convert_i32_u ${byte})) (f64.store (local.get 1) (select (f64.load (local.get 0)) (f64.const nan:0x8000000000001) (i32.load8_u (local.get 0))))`,
};
for (const [name, body] of Object.entries(bodies)) {
  test(name, () => {
    for (const memory of ['1', '1 1', '1 4'])
      for (const target of ['portable', 'v8', 'jsc', 'jitless'] as const)
        agree(wat(body, memory), [0, 4, 40, 65535, -1].flatMap((p) => [0, 3, 8, 65536, -4].flatMap((q) => [['f', p, q], ['n']] as const)), { options: { target } });
    assert.is(methods(compile(assemble(wat(body)), { pretty: true }).code).choices, 0);
  });
}

test('an address that sets what values of every length read', () => {
  for (const store of ['i32.store', 'i32.store16', 'i32.store8', 'f32.store', 'f64.store', 'i64.store', 'i64.store32']) {
    const type = store.slice(0, 3);
    const converted = (value: string): string => (type === 'i32' ? value : type === 'i64' ? `(i64.extend_i32_u ${value})` : `(${type}.convert_i32_s ${value})`);
    const lengths = Array.from({ length: 45 }, (_, n) => n);
    const body = lengths.flatMap((n) => ['(local.get $a)', '(i32.load (local.get $a))'].map((read) => `
      (${store} offset=${16 * n} (i32.load (local.tee $a (i32.add (local.get 1) (i32.const 12))))
        ${converted(`${'(i32.add (local.get 1) '.repeat(n)}(i32.sub ${read} (local.get 0))${')'.repeat(n)}`)})
      (local.set $a (local.get 0))`)).join('');
    const around = `(loop $again ${body} (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if $again (i32.lt_u (local.get 1) (i32.const 6))))`;
    agree(wat(around), [0, 400].flatMap((p) => [0, 3].map((q) => ['f', p, q] as const)), { levels: [1, 2] });
  }
});

test('a chain of a thousand loads in each other', () => {
  const chain = (load: string): string => `local.get 0 ${`${load} `.repeat(1000)} local.set $a`;
  for (const load of ['i32.load', 'i32.load8_u']) agree(wat(chain(load)), [['f', 0, 0], ['f', 5, 0]]);
});

test.run();
