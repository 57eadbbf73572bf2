/**
 * The regression gate: a few kernels whose time against native WebAssembly on this engine, and whose size, are recorded in gate.json.
 *   npm run bench:gate -- [--update]
 * Minima of many short samples do not see other programs of the machine much; a code shape that an engine no longer likes costs more than
 * the tolerance.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../compiler/index.js';
import { measuredEngines, measureIn } from './engines.js';
import { scriptOf, type Measured } from './in-engine.js';
import { kernelBytes, kernels, type Kernel } from './kernels/kernels.js';
import { root } from './root.js';
import { native, ours } from './subjects.js';

export interface GateRecord {
  /** Least time relative to native's least. */
  readonly ratio: number;
  /** Bytes of the compiled functions and what they need. */
  readonly bytes: number;
}

const FILE = join(root, 'bench/gate.json');
const GATED = 'sieve crc32 mandelbrot matmul fir base64 list fnv1a muldiv siphash fib'.split(' ');
/** How much worse a ratio may be: engines decide by chance between code that differs by up to half. */
export const TIME_TOLERANCE = 2;
export const SIZE_TOLERANCE = 1.1;

export const gated: readonly Kernel[] = kernels.filter(({ name }) => GATED.includes(name));

export function recorded(): Readonly<Record<string, GateRecord>> {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, GateRecord>;
}

/** The least of so many processes, fewer if one is not above `enough`. */
export function measureGated(kernel: Kernel, processes: number, enough = 0): GateRecord {
  const folder = mkdtempSync(join(tmpdir(), 'gate-'));
  const [node] = measuredEngines(/^node$/).found;
  const script = scriptOf([native, ours()].map((subject) => ({ name: subject.name, make: subject.make(kernelBytes(kernel), folder, kernel.name) })), { rounds: 25, sample: 2, warmUp: 150, budget: 500 });
  let ratio = Infinity;
  for (let i = 0; i < processes && ratio > enough; i++) {
    const [theirs, own] = measureIn<Measured>(node!, script, folder).samples.map(({ times }) => Math.min(...times.filter((time) => time !== null)));
    ratio = Math.min(ratio, own! / theirs!);
  }
  rmSync(folder, { recursive: true });
  return { ratio: Number(ratio.toFixed(2)), bytes: compile(kernelBytes(kernel)).code.length };
}

if (process.argv[1]?.endsWith('gate.js') && process.argv.includes('--update')) {
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(gated.map((kernel) => [kernel.name, measureGated(kernel, 3)])), null, 1)}\n`);
}
