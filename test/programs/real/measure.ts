/** One program of the bench's corpus: its first round on native WebAssembly and on our output, on every host that runs packages. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Reply } from '../../../bench/programs/child.js';
import { ask, record } from '../../../bench/programs/drive.js';
import { prepare } from '../../../bench/programs/prepare.js';
import type { Program } from '../../../bench/programs/program.js';
import type { Engine } from '../../engines/find.js';

/** Engines that read packages, with a compiler or without. */
const HOSTS = /^(node|node --jitless|newest node|bun|deno)$/;

export const hostsAmong = (engines: readonly Engine[]): readonly Engine[] => engines.filter(({ name }) => HOSTS.test(name));

export interface Failure {
  readonly failure: string;
  /** Whether it fails on the host's own WebAssembly. */
  readonly natively?: true;
}

export interface ProgramRecord {
  readonly program: string;
  /** As npm takes it, with the version. */
  readonly package: string;
  readonly wasmBytes: number;
  readonly outputBytes: number;
  readonly compileSeconds: number;
  /** Seconds from the beginning of loading to the first result, on native WebAssembly. */
  readonly nativeSeconds: number;
  /** The same on our output, by host; or how it failed. */
  readonly hosts: Record<string, number | Failure>;
  /** What the package ships for places without WebAssembly, on node. */
  readonly asmJs?: { readonly bytes: number; readonly seconds: number };
}

const seconds = ({ loadMs, firstMs }: { readonly loadMs: number; readonly firstMs: number }): number => (loadMs + firstMs) / 1000;

/** A failure of the program on native WebAssembly is a failure of the test's own. */
export async function measureProgram(program: Program, hosts: readonly Engine[], packages: string, again = false): Promise<ProgramRecord | { readonly failure: string }> {
  const recorded = await record(program, packages);
  if ('failure' in recorded) return recorded;
  const { folder } = recorded;
  const { seen, compiled, bytes, ours } = prepare(folder, { again });
  const request = { program: program.name, folder, compiled, seen, packages, warmUpMs: 0, measureMs: 0, threads: program.threads };
  const node: Engine = { name: 'node', command: [process.execPath] };
  const native = await ask(node, { ...request, subject: 'native' });
  if ('failure' in native) return native;
  const results: ProgramRecord['hosts'] = {};
  for (const host of hosts.filter(({ name }) => !program.threads || /node$/.test(name))) {
    const reply = await ask(host, { ...request, subject: 'ours' });
    const isAlike = (other: Reply): boolean => !('failure' in reply) && !('failure' in other) && reply.digest === other.digest;
    const told = ({ failure }: { readonly failure: string }): string => failure.replaceAll(packages, '');
    // What a program does may depend on its host.
    const there = isAlike(native) ? native : await ask(host, { ...request, subject: 'native' });
    if ('failure' in there) results[host.name] = { failure: told(there), natively: true };
    else if ('failure' in reply) results[host.name] = { failure: told(reply) };
    else results[host.name] = isAlike(there) ? seconds(reply) : { failure: 'the result is another one than on native WebAssembly' };
  }
  const asmJs = program.asmJs && await ask(node, { ...request, subject: 'native', asmJs: true });
  if (asmJs && ('failure' in asmJs || asmJs.digest !== native.digest)) return { failure: `as asm.js: ${'failure' in asmJs ? asmJs.failure : 'another result'}` };
  return {
    program: program.name, package: program.packages[0]!, wasmBytes: bytes, outputBytes: ours.bytes, compileSeconds: ours.seconds, nativeSeconds: seconds(native), hosts: results,
    ...(program.asmJs && asmJs && { asmJs: { bytes: statSync(join(packages, 'node_modules', program.asmJs.file)).size, seconds: seconds(asmJs) } }),
  };
}
