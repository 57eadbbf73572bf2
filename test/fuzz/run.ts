/**
 * Differential fuzzing on the command line; native WebAssembly is the oracle.
 *   npm run fuzz -- [--seed N] [--count N] [--size N] [--shrink seconds] [--mutants]
 */
import { parseArgs } from 'node:util';
import { runMutants } from './mutate.js';
import { report, runSeed } from './session.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' }, count: { type: 'string', default: '500' }, size: { type: 'string', default: '120' },
    shrink: { type: 'string', default: '20' }, mutants: { type: 'boolean', default: false }, stop: { type: 'string', default: '5' },
  },
});
const first = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
const count = Number(values.count), size = Number(values.size);
console.log(`seeds ${first} to ${first + count - 1}`);
let failed = 0;
if (values.mutants) {
  const result = await runMutants(first, count, Infinity);
  for (const line of result.failures) console.log(line);
  console.log(`${result.compared} compared, ${result.unsupported} left out because one side lacks a feature`);
  failed = result.failures.length;
} else {
  for (let seed = first; seed < first + count && failed < Number(values.stop); seed++) {
    const difference = runSeed(seed, size);
    if (!difference) continue;
    failed++;
    console.log(await report(seed, size, difference, Number(values.shrink)));
  }
}
console.log(`${failed} differences`);
process.exitCode = failed ? 1 : 0;
