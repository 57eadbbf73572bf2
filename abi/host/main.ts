/** The start of an output as a main module. */
import type { Program } from '../contract.js';
import { runProgramHere } from './here.js';
import { hostProcess, loadBuiltin } from './host.js';
import { nameOf } from './run-options.js';

/** Variables that a program started as a main module inherits. */
const INHERITED = ['TZ', 'LANG', 'LC_ALL'];

/** Called at the end of the output of a program that runs in the caller's thread: runs it if this file is the main module. */
export function startIfMainHere(program: Program): void {
  if (hostProcess()?.versions?.node === undefined) return;
  void isMain(program).then((main) => {
    if (main) void runAsMain(program, runProgramHere);
  });
}

export async function isMain(program: Program): Promise<boolean> {
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

/** Runs the program with the arguments of the process, which ends with its exit code. */
export async function runAsMain(program: Program, run: typeof runProgramHere): Promise<void> {
  const process = hostProcess()!;
  let code: number;
  try {
    code = await run(program, { args: process.argv.slice(2), env: environmentOf(program, process) });
  } catch (error) {
    process.stderr.write(`${nameOf(program)}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    code = 134;
  }
  process.exit(code);
}

function environmentOf({ defaults }: Program, process: NodeJS.Process): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of [...INHERITED, ...(defaults.inherit ?? [])]) if (process.env[name] !== undefined) env[name] = process.env[name]!;
  return { ...env, ...defaults.env };
}
