/**
 * Differential fuzzing on the command line; the WebAssembly of the newest V8 that is found is the oracle, with --jsc bun's.
 *   npm run fuzz -- [--seed N] [--count N] [--seconds N] [--size N] [--rounds N] [--shrink seconds] [--stop N] [--kept] [--mutants] [--translate] [--smith] [--programs] [--jsc]
 */
import { parseArgs } from 'node:util';
import { compare, type How } from './compare.js';
import { beyondEngine, fuzzed } from './features.js';
import { guarded } from './guard.js';
import { inBun } from './javascript-core.js';
import { kept, stillFails } from './kept.js';
import { runMutants } from './mutate.js';
import { inNewest } from './newest.js';
import { changed, programs } from './programs.js';
import { Random } from './random.js';
import { optionsOf, report, runSeed } from './session.js';
import { smith, wasmTools } from './smith.js';
import { translate, wasmOpt } from './translate.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' }, count: { type: 'string', default: '500' }, size: { type: 'string', default: '120' }, rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: 'Infinity' },
    shrink: { type: 'string', default: '20' }, mutants: { type: 'boolean', default: false }, stop: { type: 'string', default: '5' },
    kept: { type: 'boolean', default: false }, translate: { type: 'boolean', default: false }, smith: { type: 'boolean', default: false }, programs: { type: 'boolean', default: false }, jsc: { type: 'boolean', default: false },
  },
});
if (values.jsc) inBun();
else inNewest();
const first = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
const count = Number(values.count), size = Number(values.size), rounds = Number(values.rounds);
const deadline = Date.now() + Number(values.seconds) * 1000;
console.log(`${process.version}, V8 ${process.versions.v8}; features: ${[...fuzzed].join(' ')}`);
if (beyondEngine.length) console.log(`left out, because this engine lacks it: ${beyondEngine.join(' ')}`);
let failed = 0;
if (values.kept) {
  for (const item of kept) {
    const difference = stillFails(item);
    if (!difference) continue;
    failed++;
    console.log(`kept: ${item.what}: ${difference.phase}: ${difference.text}`);
  }
}
let executed = 0;

/** Compares modules that come from elsewhere; they are not cut down. */
function others(what: string, make: (seed: number) => Uint8Array<ArrayBuffer> | undefined, how?: How): void {
  let modules = 0, seed = first;
  for (; before(seed); seed++) {
    const bytes = make(seed);
    if (bytes === undefined) continue;
    modules++;
    const result = compare(bytes, seed, optionsOf(seed), how);
    executed += result.executed;
    if (!result.difference) continue;
    failed++;
    console.log(`seed ${seed}, ${JSON.stringify(optionsOf(seed))}: ${result.difference.phase}: ${result.difference.text}\n${Buffer.from(bytes).toString('base64')}`);
  }
  console.log(`seeds ${first} to ${seed - 1} ${what}: ${modules} modules, ${executed} functions executed`);
}

function before(seed: number): boolean {
  return seed < first + count && failed < Number(values.stop) && Date.now() < deadline;
}

if (values.mutants) {
  const result = await runMutants(first, count, Number(values.seconds) * 1000);
  for (const line of result.failures) console.log(line);
  console.log(`${result.compared} compared, ${result.unsupported} left out because one side lacks a feature`);
  failed += result.failures.length;
} else if (values.translate) {
  const program = wasmOpt();
  if (program === undefined) throw new Error('no wasm-opt: npm i binaryen in the folder that ENGINES names');
  others('translated', (seed) => translate(program, seed));
} else if (values.smith) {
  const program = wasmTools();
  if (program === undefined) throw new Error('no wasm-tools: name the program in WASM_TOOLS');
  others('of wasm-smith', (seed) => smith(program, seed));
} else if (values.programs) {
  const all = programs();
  others('of changed programs', (seed) => {
    const random = new Random(seed);
    return changed(random.pick(all), random);
  }, { guard: guarded });
} else {
  let seed = first;
  for (; before(seed); seed++) {
    const result = runSeed(seed, size, rounds);
    executed += result.executed;
    if (!result.difference) continue;
    failed++;
    console.log(report(seed, size, result.difference, Number(values.shrink), rounds));
  }
  console.log(`seeds ${first} to ${seed - 1}: ${seed - first} modules, ${executed} functions executed`);
}
console.log(`${failed} differences`);
process.exitCode = failed ? 1 : 0;
