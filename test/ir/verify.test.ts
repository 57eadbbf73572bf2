/** The verifier finds what is wrong; nothing is wrong with what the builder and the passes make. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Fx, type FunctionIR, type Label, type Stmt } from '../../compiler/ir/nodes.js';
import * as make from '../../compiler/ir/make.js';
import { verify, type Signatures } from '../../compiler/ir/verify.js';
import { verifyAssigned } from '../../compiler/ir/verify-assigned.js';
import { byName } from '../../compiler/ops/index.js';
import { encode } from '../fuzz/encode.js';
import { generate } from '../fuzz/generate.js';
import { root, sharedFile, skip } from '../support.js';
import { verifyAll } from './functions.js';

const five = make.i32(5, 1);
const add = byName('i32.add')!;
const label = (uses = 0): Label => ({ id: 7, uses, dispatch: undefined, index: 0 });
const func = (body: Stmt[], more: Partial<FunctionIR> = {}): FunctionIR =>
  ({ index: 3, params: ['i'], results: [], locals: ['i', 'l', 'i', 'd'], declared: 2, zeroed: undefined, body, traits: { f32: true, loops: true, hints: true, truncations: true, led: true, entered: true }, leastBytes: () => 0, at: 0, ...more });
const NO_TRAITS = { f32: false, loops: false, hints: false, truncations: false, led: false, entered: false };
const signatures: Signatures = { func: () => 'il:d', global: () => 'f', memory: (i) => (i === 0 ? 'i' : 'l'), table: () => 'i', tag: () => 'i:' };

const wrong: Record<string, [Stmt[], RegExp, Partial<FunctionIR>?]> = {
  'type of a local': [[{ k: 'set', at: 1, local: 1, value: five }], /local 1 is of type l, not i/],
  'a local beyond the last': [[{ k: 'eval', at: 1, value: make.get('i', 9, 1) }], /local 9 does not exist/],
  'type of an operand': [[{ k: 'eval', at: 1, value: make.op('i', add, [five, make.get('l', 1, 1)], 1) }], /is not typed as ii:i/],
  'number of operands': [[{ k: 'eval', at: 1, value: make.op('i', add, [five], 1) }], /is not typed as ii:i/],
  'effects': [[{ k: 'eval', at: 1, value: { ...make.op('i', add, [five, make.get('i', 0, 1)], 1), fx: 0 } }], new RegExp(`has effects 0, not ${Fx.ReadsLocal}`)],
  'height': [[{ k: 'eval', at: 1, value: { ...make.op('i', add, [five, five], 1), depth: 1 } }], /has height 1, not 2/],
  'a branch to nowhere': [[{ k: 'br', at: 1, label: label(1) }], /a branch to label 7, which is not around it/],
  'uses of a label': [[{ k: 'block', at: 1, label: label(2), body: [] }], /label 7 has 0 branches and 2 uses/],
  'one label, two blocks': [((l) => [{ k: 'block', at: 1, label: l, body: [] }, { k: 'block', at: 1, label: l, body: [] }] as Stmt[])(label()), /label 7 is that of two statements/],
  'results': [[{ k: 'return', at: 1, values: [] }], /results of type , not i/, { results: ['i'] }],
  'arguments': [[{ k: 'eval', at: 1, value: make.call(0, [five], ['d'], 1) }], /a call of il:d as i:d/],
  'type of a global': [[{ k: 'global.set', at: 1, global: 0, value: five }], /5 is of type i, not f/],
  'an address': [[{ k: 'eval', at: 1, value: make.load('i', byName('i32.load')!, { at: 1, memory: 1, offset: 0, align: 2 }, five) }], /5 is of type i, not l/],
  'an index': [[{ k: 'eval', at: 1, value: make.callIndirect(0, ':', make.get('l', 1, 1), [], [], 1) }], /\$1 is of type l, not i/],
  'a condition': [[{ k: 'if', at: 1, cond: make.get('d', 3, 1), then: [], else: [] }], /\$3 is of type d, not i/],
  'a case twice': [[{ k: 'switch', at: 1, index: five, arms: [{ cases: [1, 1], isDefault: false, body: [] }, { cases: [], isDefault: true, body: [] }] }], /a case twice/],
  'no default': [[{ k: 'switch', at: 1, index: five, arms: [{ cases: [1], isDefault: false, body: [] }] }], /the default is the last arm/],
  'a loop without its trait': [[{ k: 'loop', at: 1, label: label(), body: [] }], /a loop that the function does not tell of/, { traits: NO_TRAITS }],
  'an f32 without its trait': [[{ k: 'eval', at: 1, value: make.constant('f', 0, 0, 1) }], /an f32 that the function does not tell of/, { traits: NO_TRAITS }],
  'a hint without its trait': [[{ k: 'if', at: 1, likely: true, cond: five, then: [], else: [] }], /a hint that the function does not tell of/, { traits: NO_TRAITS }],
  'a truncation without its trait': [[{ k: 'eval', at: 1, value: make.op('i', byName('i32.trunc_f64_s')!, [make.constant('d', 0, 0, 1)], 1) }], /a truncation that the function does not tell of/, { traits: NO_TRAITS }],
  'a zero for a temporary': [[], /local 2 cannot start as zero/, { zeroed: new Set([2]) }],
};
for (const [what, [body, message, more]] of Object.entries(wrong)) {
  test(`found: ${what}`, () => assert.throws(() => verify(func(body, more), signatures), message));
}

test('found: a temporary that is not assigned on one way', () => {
  const read: Stmt = { k: 'eval', at: 1, value: make.get('i', 2, 1) };
  const set: Stmt = { k: 'set', at: 1, local: 2, value: five };
  const cond = make.get('i', 0, 1);
  const l = label(1);
  assert.throws(() => verifyAssigned(func([read])), /local 2 may be read before/);
  assert.throws(() => verifyAssigned(func([{ k: 'if', at: 1, cond, then: [set], else: [] }, read])), /local 2 may be read before/);
  assert.throws(() => verifyAssigned(func([{ k: 'block', at: 1, label: l, body: [{ k: 'if', at: 1, cond, then: [{ k: 'br', at: 1, label: l }], else: [] }, set] }, read])), /local 2/);
  assert.throws(() => verifyAssigned(func([{ k: 'eval', at: 1, value: make.get('l', 1, 1) }], { zeroed: new Set() })), /declared local 1/);
  verifyAssigned(func([set, read, { k: 'eval', at: 1, value: make.get('l', 1, 1) }]));
  verifyAssigned(func([{ k: 'if', at: 1, cond, then: [set], else: [{ k: 'return', at: 1, values: [] }] }, read]));
});

test('generated modules hold after every pass', () => {
  let count = 0;
  for (let seed = 1; seed <= 150; seed++) count += verifyAll(encode(generate(seed)));
  assert.ok(count > 150, `${count} functions`);
});

test('a program holds after every pass', () => assert.ok(verifyAll(readFileSync(join(root, 'cli/demo/server.wasm'))) > 50));

const nginx = sharedFile('data', 'nginx', 'nginx.wasm');
if (nginx === undefined) skip('verification of nginx', 'there is no ../shared/data/nginx/nginx.wasm');
else test('nginx holds after every pass', () => assert.ok(verifyAll(readFileSync(nginx)) > 1000));

test.run();
