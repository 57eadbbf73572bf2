/**
 * nginx compiled by this project against native nginx (one process, the same configuration) and a plain node:http server,
 * each driven by wrk in turn.
 *   node dist/bench/nginx.js [--seconds 5] [--rounds 3] [--connections 32] [--output folder]
 * Prints Markdown; with --output also writes nginx.md and nginx.json there. Needs wrk and, for the ratios, native nginx.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { request } from '../test/nginx/client.js';
import { freePort, launch, Server, type NginxProcess } from '../test/nginx/server.js';
import { Site } from '../test/nginx/site.js';
import { oracle, subject, type Subject } from '../test/nginx/subject.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '32' },
    output: { type: 'string' },
  },
});

/** The size of the page that nginx.wasm has been measured with before. */
const PAGE_BYTES = 958;
const MODES = ['keep-alive', 'close'] as const;
type Mode = (typeof MODES)[number];

interface Sample {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpuMicroseconds: number;
  readonly residentMb: number;
  readonly errors: number;
}

interface Contestant {
  readonly name: string;
  readonly port: number;
  readonly process: NginxProcess;
  readonly samples: Record<Mode, Sample[]>;
}

/** wrk's times (`612.00us`, `1.02ms`, `2.00s`) in milliseconds. */
function milliseconds(text: string): number {
  const [, value, unit] = /^([\d.]+)(us|ms|s)$/.exec(text)!;
  return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit as 'us' | 'ms' | 's'];
}

async function measure(contestant: Contestant, mode: Mode, seconds: number): Promise<Sample> {
  const args = ['-t1', `-c${values.connections}`, `-d${seconds}s`, '--latency'];
  if (mode === 'close') args.push('-H', 'Connection: close');
  const before = contestant.process.cpuSeconds();
  const { stdout } = await promisify(execFile)('wrk', [...args, `http://127.0.0.1:${contestant.port}/index.html`]);
  const cpu = contestant.process.cpuSeconds() - before;
  const find = (pattern: RegExp): string => {
    const match = pattern.exec(stdout);
    if (!match) throw new Error(`wrk printed no ${pattern}: ${stdout}`);
    return match[1]!;
  };
  const optional = (pattern: RegExp): number => (pattern.exec(stdout)?.slice(1) ?? []).reduce((sum, digits) => sum + Number(digits), 0);
  return {
    requestsPerSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    p50: milliseconds(find(/^ +50% +(\S+)$/m)),
    p99: milliseconds(find(/^ +99% +(\S+)$/m)),
    cpuMicroseconds: (cpu * 1e6) / Number(find(/(\d+) requests in/)),
    residentMb: contestant.process.residentBytes() / 1024 / 1024,
    errors: optional(/Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/) + optional(/Non-2xx or 3xx responses: (\d+)/),
  };
}

async function startNginx(name: string, what: Subject, site: Site): Promise<Contestant> {
  const server = await Server.start(what, site, { http: 'keepalive_requests 1000000000;', errorLog: 'logs/error.log error' });
  return { name, port: server.port, process: server.process, samples: { 'keep-alive': [], close: [] } };
}

async function startPlain(site: Site): Promise<Contestant> {
  const port = await freePort();
  const script = fileURLToPath(new URL('./plain-server.js', import.meta.url));
  const node: Subject = { kind: 'ours', command: process.execPath, prefix: [script] };
  const child = launch(node, site.folder, [site.path('html'), String(port)]);
  while (!(await request(port, '/').catch(() => undefined))) {
    if (!child.isRunning) throw new Error(`the plain server ended: ${child.stderr}`);
    await sleep(20);
  }
  return { name: 'plain node:http', port, process: child, samples: { 'keep-alive': [], close: [] } };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function summary(samples: readonly Sample[]): Sample {
  const of = (key: keyof Sample): number => median(samples.map((sample) => sample[key]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    p50: of('p50'),
    p99: of('p99'),
    cpuMicroseconds: of('cpuMicroseconds'),
    residentMb: Math.max(...samples.map((sample) => sample.residentMb)),
    errors: samples.reduce((sum, sample) => sum + sample.errors, 0),
  };
}

function markdown(contestants: readonly Contestant[], reference: Contestant): string {
  const lines = [
    `${PAGE_BYTES} bytes of HTML, wrk -t1 -c${values.connections} -d${values.seconds}s, median of ${values.rounds} interleaved rounds after one of warm-up;`,
    `node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${new Date().toISOString().slice(0, 10)}. Ratios: to ${reference.name}.`,
  ];
  for (const mode of MODES) {
    const base = summary(reference.samples[mode]);
    lines.push('', `**${mode}**`, '', '| server | requests/s | ratio | p50 ms | p99 ms | CPU µs/request | ratio | RSS MB | errors |', '|---|---:|---:|---:|---:|---:|---:|---:|---:|');
    for (const { name, samples } of contestants) {
      const s = summary(samples[mode]);
      lines.push(
        `| ${name} | ${Math.round(s.requestsPerSecond).toLocaleString('en')} | ${(s.requestsPerSecond / base.requestsPerSecond).toFixed(2)} | ${s.p50.toFixed(2)} | ${s.p99.toFixed(2)} ` +
          `| ${s.cpuMicroseconds.toFixed(1)} | ${(s.cpuMicroseconds / base.cpuMicroseconds).toFixed(2)} | ${s.residentMb.toFixed(0)} | ${s.errors} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

async function main(): Promise<void> {
  const site = new Site();
  site.write('html/index.html', `<!doctype html>\n<title>bench</title>\n<p>${'x'.repeat(PAGE_BYTES - 41)}\n`);
  const contestants: Contestant[] = [];
  try {
    const ours = subject();
    const native = oracle();
    if ('missing' in ours) console.error(`without nginx compiled by this project: ${ours.missing}`);
    else contestants.push(await startNginx(ours.kind === 'ours' ? 'nginx.wasm, compiled to JavaScript' : 'native nginx, again', ours, site));
    if (native === undefined) console.error('without native nginx: it is not installed (apt install nginx)');
    else contestants.push(await startNginx('native nginx', native, site));
    contestants.push(await startPlain(site));
    const seconds = Number(values.seconds);
    for (let round = 0; round <= Number(values.rounds); round++) {
      for (const mode of MODES) {
        for (const contestant of contestants) {
          const sample = await measure(contestant, mode, round === 0 ? Math.min(2, seconds) : seconds);
          if (round > 0) contestant.samples[mode].push(sample);
        }
      }
    }
    const reference = contestants.find(({ name }) => name === 'native nginx') ?? contestants[0]!;
    const report = markdown(contestants, reference);
    process.stdout.write(report);
    if (values.output !== undefined) {
      mkdirSync(values.output, { recursive: true });
      writeFileSync(join(values.output, 'nginx.md'), report);
      const data = contestants.map(({ name, samples }) => ({ name, samples }));
      writeFileSync(join(values.output, 'nginx.json'), `${JSON.stringify({ node: process.version, seconds, contestants: data }, undefined, 2)}\n`);
    }
  } finally {
    for (const { process: child } of contestants) {
      if (child.isRunning) child.signal('SIGTERM');
      await child.exit();
    }
    site.remove();
  }
}

await main();
