/** Modules that glue makes at run time to give functions of JavaScript a type: without the compiler they are what they are natively. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Precompiled } from '../../compiler/webassembly/compiled.js';
import { register, WebAssembly as Ours } from '../../compiler/webassembly/precompiled.js';
import { vector } from '../bytes.js';
import { loadEsm } from '../load.js';
import * as m from './probes/modules.js';
import type { Namespace } from './probes/probe.js';

const Native = WebAssembly as unknown as Namespace;
const ours = Ours as unknown as Namespace;

const typed = (params: readonly number[], results: readonly number[], exported = 'f'): Uint8Array<ArrayBuffer> =>
  m.binary([1, vector([m.functionType(params, results)])], m.imports(['e', 'f', [m.FUNCTION, 0]]), m.exports([exported, m.FUNCTION, 0]));
const all = [m.i32, m.i64, m.f32, m.f64, m.externref, m.funcref];

/** What happens, in words that do not depend on the namespace. */
function told(act: () => unknown): string {
  try {
    const value = act();
    return typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : typeof value === 'function' ? 'function' : String(value);
  } catch (error) {
    return (error as Error).constructor.name;
  }
}

function story(W: Namespace): string[] {
  const lines: string[] = [];
  const values: unknown[] = [undefined, null, true, -1.7, 2 ** 40, '12', 7n, -(2n ** 65n), {}, Symbol.iterator, NaN];
  for (const result of [undefined, ...all]) {
    for (const param of all) {
      for (const value of values) {
        const seen: string[] = [];
        const instance = new W.Instance(new W.Module(typed([param, m.i32], result === undefined ? [] : [result])), { e: { f: (...args: unknown[]) => (seen.push(args.map((arg) => told(() => arg)).join()), value) } });
        const fn = instance.exports['f'] as (...args: unknown[]) => unknown;
        lines.push(`${result} ${param} ${told(() => value)}: ${told(() => fn(value, 5))}, ${told(() => fn(1n))}, ${told(() => fn(1))}; ${seen.join(' ')} ${fn.length} ${fn.name}`);
      }
    }
  }
  const module = new W.Module(typed([m.i32], [m.i32], 'a name'));
  lines.push(JSON.stringify([W.Module.imports(module), W.Module.exports(module), W.validate(typed([], []))]));
  for (const e of [{}, { f: 1 }, { f: null }]) lines.push(told(() => new W.Instance(module, { e })));
  lines.push(told(() => new W.Instance(module)));
  const { exports } = new W.Instance(module, { e: { f: (x: number) => x + 1 } });
  const again = exports['a name'] as Function;
  lines.push(`${Object.isFrozen(exports)} ${Object.getPrototypeOf(exports)} ${Object.keys(exports).join()} ${Object.prototype.toString.call(again)}`);
  lines.push(`${new W.Instance(module, { e: { f: again } }).exports['a name'] === again} ${told(() => new W.Instance(new W.Module(typed([m.i64], [m.i32])), { e: { f: again } }))}`);
  const table = new W.Table({ element: 'anyfunc', initial: 2 });
  table.set(1, again);
  lines.push(`${table.get(1) === again} ${told(() => table.set(0, () => 1))} ${told(() => (table.get(1) as Function)(41))}`);
  lines.push(told(() => (new W.Instance(new W.Module(typed([], [m.i32, m.i32])), { e: { f: () => [1, '2'] } }).exports['f'] as Function)()));
  return lines;
}

test('they convert, refuse and show what native ones do', () => {
  const native = story(Native);
  assert.ok(native.some((line) => /TypeError/.test(line)) && native.some((line) => /LinkError/.test(line)));
  assert.equal(story(ours), native);
});

test('code that was compiled ahead calls them through a table', async () => {
  const caller = m.binary(
    [1, vector([m.functionType([m.i32], [m.i64]), m.functionType([], [])])], m.imports(['m', 't', [m.TABLE, m.funcref, 0, 1]]), [3, vector([[0]])], m.exports(['call', m.FUNCTION, 0]),
    [10, vector([m.body(0x20, 0, 0x41, 0, 0x11, 0, 0)])],
  );
  register(((await loadEsm(caller, { precompiled: true })) as unknown as { precompiled: Precompiled }).precompiled);
  const outcome = (W: Namespace): string[] => {
    const table = new W.Table({ element: 'anyfunc', initial: 1 });
    const { call } = new W.Instance(new W.Module(caller), { m: { t: table } }).exports as { call: (x: number) => bigint };
    return [[[m.i32], [m.i64]], [[m.i32], [m.i32]]].map(([params, results]) => {
      table.set(0, new W.Instance(new W.Module(typed(params!, results!)), { e: { f: (x: number) => BigInt(x) << 40n } }).exports['f']);
      return told(() => call(-3));
    });
  };
  const native = outcome(Native);
  assert.equal(native, [`${-3n << 40n}n`, 'RuntimeError']);
  assert.equal(outcome(ours), native);
});

test('nothing else is taken for one', () => {
  const good = typed([m.i32, m.i64], [m.f64]);
  let accepted = 0;
  for (let at = 0; at < good.length; at++) {
    for (let value = 0; value < 256; value++) {
      const damaged = good.slice();
      damaged[at] = value;
      if (!Ours.validate(damaged)) continue;
      accepted++;
      assert.ok(Native.validate(damaged), `byte ${at} is ${value}`);
      const shape = (W: Namespace): string => { const module = new W.Module(damaged); return JSON.stringify([W.Module.imports(module), W.Module.exports(module)]); };
      assert.is(shape(ours), shape(Native), `byte ${at} is ${value}`);
    }
    assert.not(Ours.validate(good.slice(0, at)), `${at} bytes`);
  }
  assert.ok(accepted > good.length);
  assert.not(Ours.validate(Uint8Array.of(...good, 0, 1, 0)));
  assert.not(Ours.validate(typed([0x7b], [])));
});

test.run();
