/** Programs in the caller's thread. */
import type { BaseContext, Exports, Grants, Imports, InstanceOptions, Program, RunOptions, Sink, ThreadStart } from '../contract.js';
import { exceptionOf } from '../../runtime-lite/exception.js';
import { LinkError, RuntimeError } from '../../runtime-lite/trap.js';
import { Exit } from '../posix/exit.js';
import { encodeText } from '../posix/text.js';
import { builtin, hostProcess, loadBuiltin, waitingCalls, type Host } from './host.js';
import { localHost, type Builtins } from './local.js';
import { filesInMemory, replaceFiles } from './memory-fs.js';
import { grantsOf } from './run-options.js';

/** Runs a program that never stops its thread. Rejects with what the program threw, if it ended that way. */
export async function runProgramHere(program: Program, options: RunOptions = {}): Promise<number> {
  return runHere(program, grantsOf(program, options), options);
}

function writer(sink: Sink): (bytes: Uint8Array) => void {
  return typeof sink === 'function' ? sink : (bytes) => void sink.write(bytes);
}

/** In this thread: without network and signals, but with the caller's own imports. */
export async function runHere(program: Program, grants: Grants, options: RunOptions): Promise<number> {
  const { host, end } = hostHere(await builtinsOf(program), options);
  try {
    return await runOn(program, grants, host, options.imports ?? {});
  } finally {
    end();
  }
}

/** `end` prints what is left of a last line, and puts the files in memory into the caller's object. */
function hostHere(builtins: Builtins, options: InstanceOptions): { host: Host; end: () => void } {
  const host = localHost(builtins);
  const memory = options.files === undefined && builtins.fs !== undefined ? undefined : filesInMemory(options.files ?? {}, builtins.fs);
  if (memory !== undefined) host.fs = memory.fs;
  const end = (): void => {
    host.flush?.();
    if (options.files !== undefined && memory !== undefined) replaceFiles(options.files, memory.files());
  };
  if (options.stdin !== undefined) host.stdin = typeof options.stdin === 'string' ? encodeText(options.stdin) : options.stdin;
  if (options.stdout !== undefined) host.sinks = { ...host.sinks, 1: writer(options.stdout) };
  if (options.stderr !== undefined) host.sinks = { ...host.sinks, 2: writer(options.stderr) };
  return { host, end };
}

export async function builtinsOf(program: Program): Promise<Builtins> {
  if (hostProcess()?.versions?.node === undefined) return { fs: undefined, os: undefined };
  return {
    fs: waitingCalls(await loadBuiltin<typeof import('node:fs')>(program.host, 'node:fs')),
    os: await loadBuiltin<typeof import('node:os')>(program.host, 'node:os'),
  };
}

/** An instance with the ABI's pieces, for the program's own thread or another. */
export function instance(program: Program, grants: Grants, host: Host, imports: Imports, thread?: ThreadStart): { ctx: BaseContext; exports: Exports } {
  refuseMissing(program, imports);
  const ctx = program.createContext(program.config, grants, host, imports);
  if (thread !== undefined) ctx.thread = thread.address;
  const pieces = program.imports(ctx);
  const exports = program.core(imports, program.threads?.divide(ctx, pieces) ?? pieces);
  return { ctx, exports: program.attach(ctx, exports) ?? exports };
}

/** What is missing for one reason, once: the first whose users are known, and how many more there are. */
function byRemark(rows: readonly (readonly string[])[]): [row: readonly string[], more: number][] {
  const groups = new Map<string, [readonly string[], number]>();
  for (const row of rows) {
    const key = row[3] ?? `${row[0]}.${row[1]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row, 0]);
    else {
      if (group[0][2] === '') group[0] = row;
      group[1]++;
    }
  }
  return [...groups.values()];
}

/** LinkError that names every function nobody gives, and where the program would call it. */
function refuseMissing({ missing = [] }: Program, imports: Imports): void {
  const absent = missing.filter(([module, name]) => imports[module!]?.[name!] === undefined);
  if (absent.length === 0) return;
  const list = byRemark(absent).map(([[module, name, users, remark], more]) => {
    const known = [users, remark].filter(Boolean).join('; ');
    return `${module}.${name}${more > 0 ? ` and ${more} more` : ''}${known && ` (${known})`}`;
  }).join('; ');
  throw new LinkError(`this program needs what no ABI here provides: ${list}. Give it in "imports" of run or instantiate`);
}

export async function runOn(program: Program, grants: Grants, host: Host, imports: Imports): Promise<number> {
  const { ctx, exports } = instance(program, grants, host, imports);
  try {
    return await program.start(ctx, exports);
  } catch (error) {
    if (error instanceof Exit) return error.code;
    // Between threads it would lose all that it is.
    if (exceptionOf(error) !== undefined) throw new RuntimeError('the program ended by an exception that it did not catch');
    throw error;
  }
}

/** `instantiate` of an output with an ABI: the exports, with the ABI's pieces in this thread and no entry point run. */
export function instantiateProgram(program: Program, imports: Imports = {}, options: InstanceOptions = {}): { exports: Exports } {
  const { host } = hostHere({ fs: builtin('node:fs'), os: builtin('node:os') }, options);
  return { exports: instance(program, grantsOf(program, options), host, imports).exports };
}
