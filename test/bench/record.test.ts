/** What the bench makes of its samples: ratios, means, tables and the plot. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { execFileSync } from 'node:child_process';
import { firstScriptOf, scriptOf } from '../../bench/in-engine.js';
import { kernels, kernelBytes } from '../../bench/kernels/kernels.js';
import { engineTable, markdown, speedTable } from '../../bench/markdown.js';
import { plot } from '../../bench/plot.js';
import { kernelResult, mean, merged, type BenchRecord } from '../../bench/record.js';
import { geometricMean, paired, spread } from '../../bench/statistics.js';
import { native } from '../agree.js';
import { loadCommonJs } from '../load.js';

const kernel = { name: 'k', group: 'i32' } as const;
const samples = (name: string, times: (number | null)[], result: number) => ({ name, times, result });
const firsts = (...list: [string, number[], number?][]) => new Map(list.map(([name, times, result = 1]) => [name, times.map((first) => ({ first, result }))]));

test('median and quartiles; ratios of rounds that both have; geometric means', () => {
  assert.equal(spread([5, 1, 3, 2, 4]), { median: 3, low: 2, high: 4 });
  assert.equal(spread([1, 2]), { median: 1.5, low: 1.25, high: 1.75 });
  assert.throws(() => spread([]), RangeError);
  assert.equal(paired([2, null, 9, 8], [1, 1, 3, null]), [2, 3]);
  assert.is(geometricMean([2, 8]), 4);
  assert.is(geometricMean([]), undefined);
});

test('a wrong result has no ratio, an error is told, and neither counts in a mean', () => {
  const result = kernelResult(kernel, [[samples('native', [1, 1, 1], 7), samples('right', [2, 3, 2], 7), samples('wrong', [0.1, 0.1, 0.1], 8), { name: 'broken', times: [], error: 'Error: no' }]], 'native');
  assert.is(result.cells['right']!.ratio!.median, 2);
  assert.equal(result.cells['wrong'], { least: 0.1, problem: 'wrong result' });
  assert.equal(result.cells['broken'], { problem: 'Error: no' });
  const engine = { engine: 'node', version: '1', base: 'native', kernels: [result] };
  assert.is(mean(engine, 'right', () => true), 2);
  assert.is(mean(engine, 'wrong', () => true), undefined);
  const subjects = ['native', 'right', 'wrong', 'broken'];
  assert.match(engineTable(engine, subjects), /^\| k \| i32 \| 0\.00 µs \| 2\.00 \(2\.00–2\.50\) \| wrong result \| Error: no \|$/m);
  const record: BenchRecord = { date: '2026-01-01', commit: 'abc', machine: 'm', subjects, engines: [engine] };
  assert.match(markdown(record), /## node \(1\)/);
  assert.match(speedTable(record), /^\| engine \| ours: i64 \|.*\n.*\n\| node 1 \|  \|  \|/);
  const ours = { ...record, engines: [{ ...engine, kernels: [kernelResult({ name: 'k', group: 'i64' }, [[samples('native', [1], 7), samples('wasm2js-aot', [3], 7)]], 'native', firsts(['native', [10, 1, 10]], ['wasm2js-aot', [20, 3, 20]]))] }] };
  assert.match(speedTable(ours), /\| node 1 \| 3\.00 \|  \| 3\.00 \| 2\.00 \|/);
  const both = [samples('wasm2js -O3', [2], 7), samples('wasm2js-aot', [3], 7), samples('wasm2js-aot --target hermes', [1], 7)];
  const targeted = { ...record, engines: [{ ...engine, engine: 'hermes', base: 'wasm2js -O3', kernels: [kernelResult({ name: 'k', group: 'i64' }, [both], 'wasm2js -O3')] }] };
  assert.match(speedTable(targeted), /\| hermes 1, wasm2js -O3 = 1 \| 1\.50 \|.*\n\| hermes 1, wasm2js -O3 = 1, `--target hermes` \| 0\.50 \|/);
  const other = { ...record, engines: [{ ...engine, engine: 'bun' }] };
  assert.equal(merged(record, other).engines.map((one) => one.engine), ['node', 'bun']);
  const two = merged(record, other);
  assert.equal(merged(two, { ...record, date: 'later' }).engines.map((one) => one.engine), ['node', 'bun'], 'what is measured again keeps its place');
  assert.equal(merged(record, { ...other, commit: 'def' }).engines.map((one) => one.engine), ['bun']);
  assert.match(plot(record, 'all of these'), />2\.00 right</);
  const first = (...list: [string, number[], number?][]) => kernelResult(kernel, [[samples('native', [1], 7), samples('right', [2], 7)]], 'native', firsts(...list)).cells['right']!.first;
  assert.is(first(['native', [10, 20]], ['right', [30, 20]]), 2);
  assert.is(first(['native', [10, 0]], ['right', [30, 20]]), undefined, 'a clock that tells nothing');
  assert.is(first(['native', [10]], ['right', [30], 2]), undefined, 'a wrong result');
  assert.is(first(['native', [10]]), undefined, 'a first run that failed');
  assert.equal(kernelResult(kernel, [[samples('right', [2, 3, 2], 7)]], 'peer').cells['right'], { problem: 'nothing to compare with: no peer' });
});

test('contestants do the same work in turns, and a slow one is let off when its budget is spent', () => {
  const contestants = [
    { name: 'fast', make: '() => (n) => { let x = 0; for (let i = 0; i < n * 1000; i++) x = (x + i) | 0; return x; }' },
    { name: 'slow', make: '() => (n) => { const end = performance.now() + 100; while (performance.now() < end); let x = 0; for (let i = 0; i < n * 1000; i++) x = (x + i) | 0; return x; }' },
    { name: 'none', make: '() => { throw new Error("refused"); }' },
  ];
  const out = execFileSync(process.execPath, ['-e', scriptOf(contestants, { rounds: 9, sample: 1, warmUp: 20, budget: 250 })], { encoding: 'utf8' });
  const { n, samples: list } = JSON.parse(out.slice(1)) as { n: number; samples: { name: string; times: (number | null)[]; result: number; error?: string }[] };
  const [fast, slow, none] = list;
  assert.ok(n > 1);
  assert.is(fast!.times.filter((time) => time !== null).length, 9);
  assert.ok(slow!.times.includes(null), 'the slow one has no sample in every round');
  assert.is(fast!.result, slow!.result);
  assert.match(none!.error!, /refused/);
});

test('a first run is measured in a process that does nothing else', () => {
  const one = { name: 'one', make: '() => { let calls = 0; return (n) => { for (const end = performance.now() + 20; performance.now() < end;); return n + calls++; }; }' };
  for (const rounds of [1, 40]) {
    const out = execFileSync(process.execPath, ['-e', firstScriptOf(one, rounds)], { encoding: 'utf8' });
    const { first, result } = JSON.parse(out.slice(1)) as { first: number; result: number };
    assert.is(result, rounds);
    assert.ok(first >= 20e6 && first < 20e9, String(first));
  }
});

test('every kernel is a module with run(n), whose result depends on n', () => {
  assert.ok(kernels.length >= 24);
  for (const one of kernels) {
    const bytes = kernelBytes(one);
    const { run } = loadCommonJs(bytes).instantiate().exports as { run: (n: number) => number };
    assert.is(run(3), run(3), one.name);
    if (WebAssembly.validate(bytes)) assert.is(run(3), native(bytes).run(3), `${one.name}, natively`);
    assert.is.not(run(3), run(4), one.name);
  }
});

test.run();
