/** `run`: compiles (or finds in the cache) and becomes the program. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveOptions } from '../../compiler/options.js';
import type { RunArguments } from '../args.js';
import { compileCached } from '../compile-cached.js';
import { readModule } from '../input.js';
import { CliError, writeWhole } from '../io.js';
import { withGlue } from './build.js';

/**
 * The compiled module is loaded into this process as its main program, so standard streams, signals, terminal and exit
 * code are the program's own, exactly as under `node out.mjs`.
 */
export async function run({ input, options, programArguments }: RunArguments): Promise<void> {
  const resolved = resolveOptions(withGlue({ ...options, format: 'esm' }));
  const bytes = await readModule(input);
  const output = await compileCached(input, bytes, resolved);
  const path = realpathSync('path' in output ? output.path : temporaryFile(output.code));
  process.argv = [process.argv[0] ?? 'node', path, ...programArguments];
  const module = await import(pathToFileURL(path).href) as Record<string, unknown>;
  if (typeof module['run'] !== 'function') {
    throw new CliError(`${input} is a library, not a program: it has no entry point of a known ABI; build it and call its exports, or see inspect`);
  }
}

function temporaryFile(code: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'wasm2js-aot-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'program.mjs');
  writeWhole([{ path, data: code }]);
  return path;
}
