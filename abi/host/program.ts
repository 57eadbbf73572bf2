/** How an output runs as a program: `run`, the start as a main module, and `instantiate` with an ABI's pieces. */
import type { BaseContext, Exports, Grants, Imports, InstanceOptions, NetGrants, Preopen, Program, RunOptions, Sink } from '../contract.js';
import { Exit } from '../posix/exit.js';
import { builtin, hostKind, hostProcess, loadBuiltin, waitingCalls, type Host } from './host.js';
import { localHost, type Builtins } from './local.js';
import { runInWorker, type WorkerStart } from './owner.js';
import { threadHost } from './thread.js';

/** Variables that a program started as a main module inherits. */
const INHERITED = ['TZ', 'LANG', 'LC_ALL'];

/**
 * Runs the program to its end; the exit code. Rejects with what the program threw, if it ended that way.
 * Error: the host has no threads or no shared memory.
 */
export async function runProgram(program: Program, options: RunOptions = {}): Promise<number> {
  const grants = grantsOf(program, options);
  if (options.imports !== undefined) return runHere(program, grants, options);
  if (hostProcess() === undefined || typeof SharedArrayBuffer === 'undefined') {
    throw new Error(`this program needs threads, files and a network, which a ${hostKind()} host does not give: run it with node 20 or newer, deno or bun`);
  }
  return runInWorker(program.host, grants, options);
}

/**
 * Called at the end of the output: runs the program if this file is the main module (the process then ends with its exit
 * code) or its worker; does nothing when it was imported.
 */
export function startIfMain(program: Program): void {
  const threads = builtin<typeof import('node:worker_threads')>('node:worker_threads');
  if (threads !== undefined) startAs(program, threads);
  else if (hostProcess()?.versions?.node !== undefined) {
    void Promise.resolve(program.host.load('node:worker_threads')).then((loaded) => startAs(program, loaded as typeof import('node:worker_threads')));
  }
}

function startAs(program: Program, threads: typeof import('node:worker_threads')): void {
  const data = threads.workerData as Partial<WorkerStart> | null;
  if (!threads.isMainThread) {
    if (data?.wasm2jsAot === 'program') void work(program, threads, data as WorkerStart);
    return;
  }
  void isMain(program).then((main) => {
    if (main) void runAsMain(program);
  });
}

async function isMain(program: Program): Promise<boolean> {
  const script = hostProcess()?.argv[1];
  const { self } = program.host;
  if (script === undefined || self === undefined) return false;
  const fs = await loadBuiltin<typeof import('node:fs')>(program.host, 'node:fs');
  const url = await loadBuiltin<typeof import('node:url')>(program.host, 'node:url');
  try {
    const path = self.startsWith('file:') ? url.fileURLToPath(self) : self;
    return fs.realpathSync(script) === fs.realpathSync(path);
  } catch {
    // `node out` names out.mjs without being its path; then there is nothing to compare.
    return false;
  }
}

async function runAsMain(program: Program): Promise<void> {
  const process = hostProcess()!;
  let code: number;
  try {
    code = await runProgram(program, { args: process.argv.slice(2), env: inheritedEnv(process) });
  } catch (error) {
    process.stderr.write(`${nameOf(program)}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    code = 134;
  }
  process.exit(code);
}

function inheritedEnv(process: NodeJS.Process): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of INHERITED) if (process.env[name] !== undefined) env[name] = process.env[name]!;
  return env;
}

/** In the worker: runs the program and tells the other thread how it ended. */
async function work(program: Program, threads: typeof import('node:worker_threads'), start: WorkerStart): Promise<void> {
  const port = start.port as import('node:worker_threads').MessagePort;
  try {
    const host = threadHost(await builtinsOf(program), {
      control: start.control,
      port,
      receive: (from) => threads.receiveMessageOnPort(from as import('node:worker_threads').MessagePort) as { message: any } | undefined,
      notify: start.notify,
      stdin: start.stdin,
      captured: start.captured,
    });
    const code = await runOn(program, start.grants, host, {});
    port.postMessage({ kind: 'exit', code });
  } catch (error) {
    port.postMessage({ kind: 'failure', error });
  }
}

function writer(sink: Sink): (bytes: Uint8Array) => void {
  return typeof sink === 'function' ? sink : (bytes) => void sink.write(bytes);
}

/** In this thread: without network and signals, but with the caller's own imports. */
async function runHere(program: Program, grants: Grants, options: RunOptions): Promise<number> {
  return runOn(program, grants, hostHere(await builtinsOf(program), options), options.imports ?? {});
}

function hostHere(builtins: Builtins, options: InstanceOptions): Host {
  const host = localHost(builtins);
  if (options.stdin !== undefined) host.stdin = typeof options.stdin === 'string' ? new TextEncoder().encode(options.stdin) : options.stdin;
  if (options.stdout !== undefined) host.sinks = { ...host.sinks, 1: writer(options.stdout) };
  if (options.stderr !== undefined) host.sinks = { ...host.sinks, 2: writer(options.stderr) };
  return host;
}

async function builtinsOf(program: Program): Promise<Builtins> {
  if (hostProcess()?.versions?.node === undefined) return { fs: undefined, os: undefined };
  return {
    fs: waitingCalls(await loadBuiltin<typeof import('node:fs')>(program.host, 'node:fs')),
    os: await loadBuiltin<typeof import('node:os')>(program.host, 'node:os'),
  };
}

/** An instance with the ABI's pieces. */
function instance(program: Program, grants: Grants, host: Host, imports: Imports): { ctx: BaseContext; exports: Exports } {
  const ctx = program.createContext(program.config, grants, host);
  const exports = program.core(imports, program.imports(ctx));
  return { ctx, exports: program.attach(ctx, exports) ?? exports };
}

async function runOn(program: Program, grants: Grants, host: Host, imports: Imports): Promise<number> {
  const { ctx, exports } = instance(program, grants, host, imports);
  try {
    return await program.start(ctx, exports);
  } catch (error) {
    if (error instanceof Exit) return error.code;
    throw error;
  }
}

/** `instantiate` of an output with an ABI: the exports, with the ABI's pieces in this thread and no entry point run. */
export function instantiateProgram(program: Program, imports: Imports = {}, options: InstanceOptions = {}): { exports: Exports } {
  const host = hostHere({ fs: builtin('node:fs'), os: builtin('node:os') }, options);
  return { exports: instance(program, grantsOf(program, options), host, imports).exports };
}

function grantsOf(program: Program, options: RunOptions): Grants {
  const { defaults } = program;
  const { listen = [] } = options;
  const here = currentDirectory();
  const preopens = listPreopens(options.preopens ?? defaults.preopens) ?? (here === undefined ? [] : [{ guest: here, host: here }]);
  const inside = here !== undefined && preopens.some(({ guest }) => here === guest || here.startsWith(`${guest.replace(/\/$/, '')}/`));
  return {
    args: [nameOf(program), ...(options.args ?? [])],
    env: options.env ?? {},
    preopens,
    cwd: inside ? here : (preopens[0]?.guest ?? '/'),
    net: withListeners(netGrants(options.net ?? defaults.net ?? true), listen),
    listen,
  };
}

/** argv[0]: fixed at build time, or the output's own file name. */
function nameOf({ defaults, host }: Program): string {
  const file = host.self?.replace(/[?#].*$/, '').split(/[\\/]/).pop() ?? '';
  return defaults.name ?? (file.replace(/\.[cm]?js$/, '') || 'program');
}

function currentDirectory(): string | undefined {
  return hostProcess()?.cwd?.().replace(/\\/g, '/');
}

/** Relative host paths are taken from the current directory; relative guest paths name what they name there. */
function listPreopens(given: RunOptions['preopens']): Preopen[] | undefined {
  if (given === undefined) return undefined;
  const list: Preopen[] = Array.isArray(given) ? given : Object.entries(given).map(([guest, host]) => ({ guest, host }));
  return list.map((preopen) => ({ ...preopen, name: preopen.name ?? preopen.guest, guest: absolute(preopen.guest), host: absolute(preopen.host) }));
}

function absolute(path: string): string {
  const base = path.startsWith('/') || /^[A-Za-z]:/.test(path) ? '' : `${currentDirectory() ?? ''}/`;
  return `${base}${path}`.replace(/\/\.(?=\/|$)/g, '').replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
}

/** What is to listen from the start may do so. */
function withListeners(net: NetGrants, listen: string[]): NetGrants {
  return typeof net.listen === 'boolean' && (net.listen || listen.length === 0) ? net : { ...net, listen: [...(net.listen === false ? [] : net.listen as string[]), ...listen] };
}

function netGrants(net: boolean | Partial<NetGrants>): NetGrants {
  return typeof net === 'boolean' ? { listen: net, connect: net } : { listen: net.listen ?? false, connect: net.connect ?? false };
}
