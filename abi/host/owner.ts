/** The thread that owns the process: it starts the program's worker, and does for it what a worker may not. */
import type { Grants, HostAccess, Program, RunOptions, Sink, ThreadStart } from '../contract.js';
import { E, errnoOf } from '../posix/errno.js';
import { ANSWER, ANSWER_LENGTH, CONTROL_SIZE, createWire, IDLE, KICK, ring, SIGNAL_HIGH, SIGNAL_LOW, type Wire } from '../posix/wire.js';
import { Datagrams } from './datagrams.js';
import { chooseListen } from './fast-listen.js';
import { hostKind, hostProcess, loadBuiltin } from './host.js';
import { replaceFiles } from './memory-fs.js';
import { Network } from './network.js';
import type { Team } from './team.js';

/** What the worker is started with. */
export interface WorkerStart {
  /** Marks a worker as ours. */
  wasm2jsAot: 'program';
  grants: Grants;
  control: SharedArrayBuffer;
  port: unknown;
  notify: boolean;
  stdin: Uint8Array | undefined;
  /** A file system in memory in place of the host's. */
  files: RunOptions['files'];
  captured: number[];
  /** The thread of the program to run in place of the program's own. */
  thread?: ThreadStart;
}

/** Milliseconds that unsent output may take after the program's end, as a kernel would go on sending. */
const LINGER = 1000;

/** MiB of stack of a program's thread on node, whose default of 4 is less than programs of Go and Rust recurse into under wasmtime. */
const STACK = 16;

/** Runs a program in a worker of its own; its exit code. */
export async function runInWorker({ host: access, threads: support }: Program, grants: Grants, options: RunOptions): Promise<number> {
  const threads = await loadBuiltin<typeof import('node:worker_threads')>(access, 'node:worker_threads');
  const net = await loadBuiltin<typeof import('node:net')>(access, 'node:net');
  const fs = await loadBuiltin<typeof import('node:fs')>(access, 'node:fs');
  const util = await loadBuiltin<typeof import('node:util')>(access, 'node:util');
  const dns = await loadBuiltin<typeof import('node:dns')>(access, 'node:dns');
  const control = new SharedArrayBuffer(CONTROL_SIZE);
  const wire = createWire(control);
  const { port1: port, port2 } = new threads.MessageChannel();
  // Only node is known to wake an idle event loop for it.
  const notify = hostKind() === 'node' && typeof (Atomics as any).waitAsync === 'function';
  const network = new Network(wire, net, grants.net, chooseListen(net, util, fs), (block) => port.postMessage({ block }));
  const datagrams = new Datagrams(network, grants.net, () => loadBuiltin(access, 'node:dgram'));
  const captured = [1, 2].filter((fd) => (fd === 1 ? options.stdout : options.stderr) !== undefined);
  const stdin = typeof options.stdin === 'string' ? new TextEncoder().encode(options.stdin) : options.stdin;
  const start: WorkerStart = { wasm2jsAot: 'program', grants, control, port: port2, notify, stdin, files: options.files, captured };
  const launch = (data: WorkerStart): import('node:worker_threads').Worker =>
    new threads.Worker(selfUrl(access), { workerData: data, transferList: [data.port as typeof port], resourceLimits: { stackSizeMb: STACK }, ...workerFlags() });
  const worker = launch(start);
  const team = support && new (support.Team as typeof Team)(threads, launch, start, (message) => receive(message));
  let receive: (message: any) => void = () => undefined;
  const signals = new Map<string, () => void>();

  const answer = (number: number, result: object): void => {
    const bytes = new TextEncoder().encode(JSON.stringify(result));
    wire.answer.set(bytes);
    wire.control[ANSWER_LENGTH] = bytes.length;
    Atomics.store(wire.control, ANSWER, number);
    Atomics.notify(wire.control, ANSWER);
  };
  const requests: Record<string, (question: any) => object | Promise<object>> = {
    listen: (q) => network.listen(q),
    unlisten: (q) => network.unlisten(q.listener),
    connect: (q) => network.connect(q),
    name: (q) => network.name(q.slot),
    datagrams: (q) => datagrams.open(q),
    datagramPeer: (q) => datagrams.peer(q),
    datagramSetting: (q) => datagrams.set(q),
    lookup: (q) => lookup(dns, q),
    nameOf: (q) => nameOf(dns, q),
    umask: (q) => ({ errno: 0, mask: hostProcess()!.umask(q.mask) }),
    signal: (q) => catchSignal(wire, signals, q),
    kill: (q) => kill(access, q),
    thread: (q) => team!.begin(q),
  };

  return new Promise<number>((resolve, reject) => {
    let over = false;
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      void network.finish(LINGER).then(() => {
        for (const [name, listener] of signals) hostProcess()?.off(name, listener);
        port.close();
        void worker.terminate();
        team?.end();
        settle();
      });
    };
    receive = (message): void => {
      switch (message.kind) {
        case 'kick':
          network.run();
          Atomics.store(wire.control, IDLE, 1);
          network.run();
          break;
        case 'request':
          void Promise.resolve(requests[message.operation]!(message.question)).then(
            (result) => answer(message.number, result),
            (error) => answer(message.number, { errno: errnoOf(error) }),
          );
          break;
        case 'output':
          give((message.fd === 1 ? options.stdout : options.stderr)!, message.bytes);
          break;
        case 'exit':
          if (options.files !== undefined && message.files !== undefined) replaceFiles(options.files, message.files);
          end(() => resolve(message.code));
          break;
        case 'tell':
          team?.tell(message.address, message.queue);
          break;
        case 'failure':
          end(() => reject(message.error));
          break;
      }
    };
    port.on('message', receive);
    worker.on('error', (error) => end(() => reject(error)));
    worker.on('exit', (code) => {
      // The port is closed by then, and deno refuses to read a closed one.
      if (over) return;
      // The end of the thread may overtake what it said last.
      for (let last = threads.receiveMessageOnPort(port); last !== undefined; last = threads.receiveMessageOnPort(port)) receive(last.message);
      end(() => reject(new Error(`the program's worker ended by itself with code ${code}`)));
    });
    if (notify) watchKicks(wire, network, () => over);
    else Atomics.store(wire.control, IDLE, 1);
  });
}

/** Runs the program's commands whenever it kicks. */
function watchKicks(wire: Wire, network: Network, over: () => boolean): void {
  const watch = (): void => {
    for (;;) {
      if (over()) return;
      const seen = Atomics.load(wire.control, KICK);
      Atomics.store(wire.control, IDLE, 1);
      network.run();
      const wait = (Atomics as any).waitAsync(wire.control, KICK, seen) as { async: boolean; value: Promise<string> };
      if (!wait.async) continue;
      void wait.value.then(watch);
      return;
    }
  };
  watch();
}

/** Flags that node hands on to a worker; one says how to read `--eval`, with which a worker that is a file does not start. */
function workerFlags(): { execArgv?: string[] } {
  const flags = hostProcess()?.execArgv ?? [];
  const isOwn = (flag: string): boolean => flag.startsWith('--input-type');
  return flags.some(isOwn) ? { execArgv: flags.filter((flag, i) => !isOwn(flag) && flags[i - 1] !== '--input-type') } : {};
}

function selfUrl(access: HostAccess): URL | string {
  const { self } = access;
  if (self === undefined) throw new Error('this program cannot find its own file, which it needs to start its thread: run it as a module file');
  return self.includes('://') ? new URL(self) : self;
}

function give(sink: Sink, bytes: Uint8Array): void {
  if (typeof sink === 'function') sink(bytes);
  else sink.write(bytes);
}

function catchSignal(wire: Wire, signals: Map<string, () => void>, q: { name: NodeJS.Signals; signal: number; on: boolean }): object {
  const known = signals.get(q.name);
  if (known !== undefined) hostProcess()?.off(q.name, known);
  signals.delete(q.name);
  if (!q.on) return { errno: 0 };
  const listener = (): void => {
    Atomics.or(wire.control, q.signal <= 32 ? SIGNAL_LOW : SIGNAL_HIGH, 1 << ((q.signal - 1) & 31));
    ring(wire);
  };
  try {
    hostProcess()?.on(q.name, listener);
    signals.set(q.name, listener);
  } catch {
    // SIGKILL and SIGSTOP, and what this host does not know, cannot be caught.
    return { errno: E.EINVAL };
  }
  return { errno: 0 };
}

/** Request `lookup`: addresses of a name. `error` is node's code where there are none. */
async function lookup(dns: typeof import('node:dns'), q: { name: string; family: number }): Promise<object> {
  return new Promise((resolve) => {
    dns.lookup(q.name, { all: true, family: q.family }, (error, addresses) =>
      resolve(error ? { errno: 0, error: error.code ?? 'EAI_FAIL', addresses: [] } : { errno: 0, addresses: addresses.map((a) => a.address) }),
    );
  });
}

/** Request `nameOf`: the name of an address; none where the host does not know it. */
async function nameOf(dns: typeof import('node:dns'), q: { address: string }): Promise<object> {
  return new Promise((resolve) => dns.lookupService(q.address, 0, (error, name) => resolve({ errno: 0, name: error ? '' : name })));
}

/** Request `kill`: only processes that run this same program may be signalled, and only where the host tells what they run. */
async function kill(access: HostAccess, q: { pid: number; name: NodeJS.Signals | null }): Promise<object> {
  const process = hostProcess()!;
  try {
    process.kill(q.pid, 0);
    const fs = await loadBuiltin<typeof import('node:fs')>(access, 'node:fs');
    if (!runsThis(fs, q.pid, process.argv[1])) return { errno: E.EPERM };
    if (q.name !== null) process.kill(q.pid, q.name);
    return { errno: 0 };
  } catch (error) {
    return { errno: errnoOf(error) };
  }
}

function runsThis(fs: typeof import('node:fs'), pid: number, script: string | undefined): boolean {
  if (script === undefined) return false;
  try {
    const base = `/proc/${pid}`;
    const real = fs.realpathSync(script);
    const cwd = fs.readlinkSync(`${base}/cwd`);
    const args = fs.readFileSync(`${base}/cmdline`, 'utf8').split('\0');
    return args.some((arg) => {
      const path = arg.startsWith('/') ? arg : `${cwd}/${arg}`;
      return arg !== '' && fs.existsSync(path) && fs.realpathSync(path) === real;
    });
  } catch {
    return false;
  }
}
