/** One program under one subject in a process of its own: the first round, then warm ones. Prints a line of JSON. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { programs } from './corpus/index.js';
import { packagesIn } from './packages.js';
import { install, type Installation } from './subjects.js';

export interface Request extends Installation {
  readonly program: string;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** The program's asm.js instead of its modules. */
  readonly asmJs?: boolean;
}

export interface Measurement {
  /** Until the program could be used. */
  readonly loadMs: number;
  /** Its first round after that. */
  readonly firstMs: number;
  /** The shortest and the median warm round. */
  readonly warmMs: number;
  readonly medianMs: number;
  readonly rounds: number;
  readonly peakMb: number;
  readonly digest: string;
}

export type Reply = Measurement | { readonly failure: string };

function update(hash: ReturnType<typeof createHash>, value: unknown): void {
  if (Array.isArray(value)) value.forEach((item) => update(hash, item));
  else hash.update(ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : String(value));
}
function digestOf(value: unknown): string {
  const hash = createHash('sha256');
  update(hash, value);
  return hash.digest('hex').slice(0, 16);
}

/** Rounds for so many milliseconds and at least three; their times, sorted. */
async function repeat(round: () => unknown, ms: number, digest: string): Promise<number[]> {
  const times: number[] = [];
  for (let spent = 0; spent < ms || times.length < 3;) {
    const start = performance.now();
    const value = await round();
    const time = performance.now() - start;
    if (times.length === 0 && digestOf(value) !== digest) throw new Error('a warm round gave another result than the first');
    times.push(time);
    spent += time;
  }
  return times.sort((a, b) => a - b);
}

async function measure(request: Request): Promise<Measurement> {
  const program = programs.find(({ name }) => name === request.program)!;
  const taken = await install(request, writeFileSync);
  const packages = packagesIn(request.packages);
  const load = (request.asmJs ? program.asmJs! : program).prepare(packages);
  const start = performance.now();
  const round = await load();
  const loaded = performance.now();
  const value = await round();
  const end = performance.now();
  const digest = digestOf(value);
  if (request.subject === 'ours' && taken() === 0) throw new Error('the program did without WebAssembly');
  const done = { loadMs: loaded - start, firstMs: end - loaded, digest };
  if (request.measureMs === 0) return { ...done, warmMs: NaN, medianMs: NaN, rounds: 0, peakMb: peak() };
  await repeat(round, request.warmUpMs, digest);
  const times = await repeat(round, request.measureMs, digest);
  return { ...done, warmMs: times[0]!, medianMs: times[times.length >> 1]!, rounds: times.length, peakMb: peak() };
}

/** node and deno count in kilobytes, bun in bytes. */
function peak(): number {
  const { maxRSS } = process.resourceUsage();
  return maxRSS / (maxRSS > 1 << 26 ? 1 << 20 : 1 << 10);
}

const request = JSON.parse(process.argv[2]!) as Request;
let reply: Reply;
try {
  reply = await measure(request);
} catch (error) {
  reply = { failure: String((error as Error)?.message ?? error).split('\n')[0]!.slice(0, 160) };
  if (process.env['VERBOSE']) console.error(error);
}
process.stdout.write(`\n${JSON.stringify(reply)}\n`, () => process.exit(0));
