/** `run`: compiles (or finds in the cache) and becomes the program. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveOptions } from '../../compiler/options.js';
import { adviceFor } from '../advice.js';
import type { RunArguments } from '../args.js';
import { inspectFile } from '../compile.js';
import { compileCached } from '../compile-cached.js';
import { readModule } from '../input.js';
import { CliError, writeWhole } from '../io.js';
import { withGlue } from './build.js';

/**
 * The compiled module is loaded into this process as its main program, so standard streams, signals, terminal and exit
 * code are the program's own, exactly as under `node out.mjs`.
 */
export async function run({ input, options, programArguments }: RunArguments): Promise<void> {
  const programName = basename(input).replace(/\.\w+$/, '');
  const resolved = resolveOptions(withGlue({ ...options, format: 'esm', programName, ...(options.env ? { env: passed(options.env) } : {}) }));
  const bytes = await readModule(input);
  const output = await compileCached(input, bytes, resolved);
  const path = realpathSync(output.path ?? temporaryFile(output.code));
  process.argv = [process.argv[0] ?? 'node', path, ...programArguments];
  const module = await import(pathToFileURL(path).href) as Record<string, unknown>;
  if (!isProgram(module['run'])) {
    const advice = options.glue === undefined ? adviceFor(await inspectFile(input, bytes)) : [];
    throw new CliError(`${input} is a library, not a program: it has no entry point of a known ABI; ${advice.join('; ') || 'build it and call its exports, or see inspect'}`);
  }
}

/** A library may export a function of this name, but what a module exports has a symbol of ours. */
const isProgram = (run: unknown): boolean => typeof run === 'function' && Object.getOwnPropertySymbols(run).length === 0;

/** Puts values into this process, so that one output in the cache serves all of them: only the names of the variables. */
function passed(env: readonly string[]): string[] {
  return env.map((item) => {
    const cut = item.indexOf('=');
    if (cut > 0) process.env[item.slice(0, cut)] = item.slice(cut + 1);
    return cut > 0 ? item.slice(0, cut) : item;
  });
}

function temporaryFile(code: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'wasm2js-aot-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'program.mjs');
  writeWhole([{ path, data: code }]);
  return path;
}
