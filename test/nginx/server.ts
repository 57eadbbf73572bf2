/** Starts an nginx as a real process and watches it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { configuration, type Settings, type Site } from './site.js';
import type { Subject } from './subject.js';

/** A port of 127.0.0.1 that nothing listened at a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class NginxProcess {
  readonly exited: Promise<Exit>;
  private result: Exit | undefined;

  /** `output` is the folder of the files `stdout` and `stderr`: what a program writes to /dev/stdout must be openable. */
  constructor(
    readonly child: ChildProcess,
    private readonly output: string,
  ) {
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve((this.result = { code, signal })));
    });
  }

  get stdout(): string {
    return readFileSync(join(this.output, 'stdout'), 'utf8');
  }

  get stderr(): string {
    return readFileSync(join(this.output, 'stderr'), 'utf8');
  }

  get pid(): number {
    return this.child.pid!;
  }

  get isRunning(): boolean {
    return this.result === undefined;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits for the end of the process; kills it and fails after `timeout` milliseconds. */
  async exit(timeout = 10_000): Promise<Exit> {
    const late = Symbol();
    const timer = new AbortController();
    const result = await Promise.race([this.exited, sleep(timeout, late, { signal: timer.signal }).catch(() => late)]);
    timer.abort();
    if (typeof result !== 'symbol') return result;
    this.child.kill('SIGKILL');
    await this.exited;
    throw new Error(`process ${this.pid} did not end within ${timeout} ms; stderr: ${this.stderr.slice(-1000)}`);
  }

  /** CPU time of all its threads so far, in seconds. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Resident memory in bytes. */
  residentBytes(): number {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, 'latin1'))![1]) * 1024;
  }
}

/** Runs `nginx <args>` with `folder` as current directory. `nodeArgs` go before the program (ours only). */
export function launch(subject: Subject, folder: string, args: readonly string[], nodeArgs: readonly string[] = []): NginxProcess {
  const before = subject.kind === 'ours' ? [...nodeArgs, ...subject.prefix] : subject.prefix;
  const output = mkdtempSync(join(folder, 'output-'));
  const [stdout, stderr] = ['stdout', 'stderr'].map((name) => openSync(join(output, name), 'a'));
  const child = spawn(subject.command, [...before, ...args], { cwd: folder, stdio: ['ignore', stdout, stderr] });
  closeSync(stdout!);
  closeSync(stderr!);
  return new NginxProcess(child, output);
}

export class Server {
  private constructor(
    readonly process: NginxProcess,
    readonly port: number,
    readonly site: Site,
  ) {}

  /** Writes the configuration and waits until the port answers. */
  static async start(
    subject: Subject,
    site: Site,
    settings: Omit<Settings, 'port'> & { readonly port?: number } = {},
    nodeArgs: readonly string[] = [],
  ): Promise<Server> {
    const port = settings.port ?? (await freePort());
    const file = `nginx-${port}.conf`;
    writeFileSync(site.path(file), configuration({ ...settings, port }));
    const process = launch(subject, site.folder, ['-p', site.folder, '-c', file], nodeArgs);
    const until = Date.now() + 20_000;
    while (!(await accepts(port))) {
      if (!process.isRunning) throw new Error(`nginx ended at once: ${process.stderr}${readLog(site, port)}`);
      if (Date.now() > until) {
        process.child.kill('SIGKILL');
        throw new Error(`nginx does not accept connections at port ${port}: ${process.stderr}${readLog(site, port)}`);
      }
      await sleep(20);
    }
    return new Server(process, port, site);
  }

  /** What is in its error log. */
  errors(): string {
    return readLog(this.site, this.port);
  }

  /** Ends it with SIGTERM. */
  async stop(): Promise<Exit> {
    if (this.process.isRunning) this.process.signal('SIGTERM');
    return this.process.exit();
  }
}

function readLog(site: Site, port: number): string {
  try {
    return readFileSync(site.path(`logs/error-${port}.log`), 'utf8');
  } catch {
    return '';
  }
}
