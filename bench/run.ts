/**
 * The bench: our kernels on every engine that is found, against native WebAssembly and the peers that are installed.
 *   npm run bench -- [--engine REGEXP] [--subject REGEXP] [--rounds N] [--processes N] [--first N] [--first-call MS] [--sample MS] [--warm-up MS] [--options JSON] [--floors] [--write FOLDER [--readme]] [kernel-regexp]
 * First runs are of one round, or of as many as take the base so long when it is warm (`--first-call`).
 * Engines and peers are found as in test/engines/find.ts; `ENGINES=DIR` names a folder of npm packages. `--options` adds ours with other
 * options as one more subject, `--floors` what was written by hand; `--write` writes bench.md, bench.json and bench.svg, and keeps the engines
 * of a run at the same commit; `--readme` puts their means into README's table.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Options } from '../compiler/index.js';
import { measuredEngines, measureIn, versionOf, type MeasuredEngine } from './engines.js';
import { firstScriptOf, scriptOf, type First, type Measured, type Plan, type Samples } from './in-engine.js';
import { kernelBytes, kernels, type Kernel } from './kernels/kernels.js';
import { withTable } from '../test/readme.js';
import { engineTable, markdown, speedTable } from './markdown.js';
import { plot } from './plot.js';
import { kernelResult, leastTime, merged, type BenchRecord, type EngineResult, type KernelResult } from './record.js';
import { root } from './root.js';
import { byHand, native, ours, peers, targeted, type Subject } from './subjects.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: '^(node|newest node|deno|bun|jsc|gjs|firefox|node --jitless|hermes)$' }, subject: { type: 'string', default: '' },
    rounds: { type: 'string', default: '21' }, processes: { type: 'string', default: '2' }, first: { type: 'string', default: '7' }, 'first-call': { type: 'string', default: '0' }, sample: { type: 'string', default: '5' }, 'warm-up': { type: 'string', default: '300' },
    budget: { type: 'string', default: '1500' }, options: { type: 'string' }, floors: { type: 'boolean', default: false }, write: { type: 'string' }, readme: { type: 'boolean', default: false },
  },
});
const plan: Plan = { rounds: Number(values.rounds), sample: Number(values.sample), warmUp: Number(values['warm-up']), budget: Number(values.budget) };
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const { found: foundPeers, absent: absentPeers } = peers();
const variants: readonly Subject[] = values.options === undefined ? [] : [ours(values.options, JSON.parse(values.options) as Partial<Options>)];
const subjects = [native, ours(), ...targeted, ...variants, ...(values.floors ? [byHand] : []), ...foundPeers].filter(({ name }) => name === native.name || new RegExp(values.subject).test(name));
const chosen = kernels.filter(({ name, group }) => new RegExp(positionals[0] ?? '').test(`${group}/${name}`));
const { found: engines, absent } = measuredEngines(new RegExp(values.engine));
for (const what of [...absent, ...absentPeers]) console.log(`skip: ${what}`);

/** Texts are made once; a subject that refuses a module is reported on every engine. */
const texts = new Map<string, { readonly make?: string; readonly problem?: string }>();
function textOf(subject: Subject, kernel: Kernel): { readonly make?: string; readonly problem?: string } {
  const key = `${subject.name}/${kernel.name}`;
  let text = texts.get(key);
  if (!text) {
    try { text = { make: subject.make(kernelBytes(kernel), folder, kernel.name) }; } catch (error) { text = { problem: (error as Error).message }; }
    texts.set(key, text);
  }
  return text;
}

function measureKernel(engine: MeasuredEngine, kernel: Kernel, base: string): KernelResult {
  const present = subjects.filter((subject) => (engine.native || !subject.native) && (subject.engines?.test(engine.name) ?? true)).map((subject) => ({ name: subject.name, ...textOf(subject, kernel) }));
  const able = present.flatMap(({ name, make }) => (make === undefined ? [] : [{ name, make }]));
  const refused = Object.fromEntries(present.flatMap(({ name, problem }) => (problem === undefined ? [] : [[name, { problem }]])));
  try {
    const script = scriptOf(able, plan);
    const processes = Array.from({ length: Number(values.processes) }, () => measureIn<Measured>(engine, script, folder).samples);
    const result = kernelResult(kernel, processes, base, firstRuns(engine, able, roundsOf(processes, base)));
    return { ...result, cells: { ...result.cells, ...refused } };
  } catch (error) {
    return { kernel: kernel.name, group: kernel.group, cells: { ...Object.fromEntries(able.map(({ name }) => [name, { problem: (error as Error).message }])), ...refused } };
  }
}

/** Rounds of a first run. */
function roundsOf(processes: readonly (readonly Samples[])[], base: string): number {
  return Math.max(1, Math.round((Number(values['first-call']) * 1e6) / leastTime(processes, base)));
}

/** Each in processes of its own, in turns: what the first to run in a process pays, the next ones find done. */
function firstRuns(engine: MeasuredEngine, able: readonly { readonly name: string; readonly make: string }[], rounds: number): ReadonlyMap<string, First[]> {
  const firsts = new Map<string, First[]>(able.map(({ name }) => [name, []]));
  const scripts = able.map((contestant) => ({ name: contestant.name, script: firstScriptOf(contestant, rounds) }));
  for (let round = 0; round < Number(values.first); round++) {
    for (const { name, script } of scripts) {
      try { firsts.get(name)?.push(measureIn<First>(engine, script, folder)); } catch { firsts.delete(name); }
    }
  }
  return firsts;
}

const results: EngineResult[] = [];
for (const engine of engines) {
  const base = engine.native ? native.name : subjects.find(({ name }) => name.startsWith('wasm2js -'))?.name ?? ours().name;
  const measured = chosen.map((kernel) => {
    process.stderr.write(`${engine.name}: ${kernel.name}\n`);
    return measureKernel(engine, kernel, base);
  });
  const result = { engine: engine.name, version: versionOf(engine), base, kernels: measured };
  results.push(result);
  console.log(`\n## ${result.engine} (${result.version})\n${engineTable(result, subjects.map(({ name }) => name))}`);
}
rmSync(folder, { recursive: true });
const record: BenchRecord = {
  date: new Date().toISOString().slice(0, 10),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${process.platform}`,
  subjects: subjects.map(({ name }) => name),
  engines: results,
};
if (values.write !== undefined) {
  const file = join(values.write, 'bench.json');
  const whole = existsSync(file) ? merged(JSON.parse(readFileSync(file, 'utf8')) as BenchRecord, record) : record;
  writeFileSync(file, `${JSON.stringify(whole)}\n`);
  writeFileSync(join(values.write, 'bench.md'), markdown(whole));
  writeFileSync(join(values.write, 'bench.svg'), plot(whole, 'all of these'));
  const readme = join(root, 'README.md');
  if (values.readme) writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), 'speed', speedTable(whole)));
}
