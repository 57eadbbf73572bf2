/** `bench`: a function of a module compiled, interpreted and native, side by side. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveOptions } from '../../compiler/options.js';
import { UsageError, type BenchArguments } from '../args.js';
import { measure } from '../bench/measure.js';
import { json, table, type Outcome } from '../bench/report.js';
import { GLOBAL, nameOf } from '../bench/script.js';
import { subjectOf } from '../bench/subject.js';
import { compileFile, inspectFile } from '../compile.js';
import { findEngines, findWasmInterp, type Absent, type Engine } from '../engines.js';
import { readModule } from '../input.js';
import { CliError, writeStandardOutput } from '../io.js';
import { startProgress } from '../progress.js';
import { withGlue } from './build.js';

export async function bench({ input, invoke, args, seconds, engines: chosen, json: machine, options }: BenchArguments): Promise<void> {
  const resolved = resolveOptions(withGlue({ ...options, format: 'iife', name: GLOBAL }));
  const bytes = await readModule(input);
  const subject = subjectOf((await inspectFile(input, bytes, resolved)).exports, invoke, args);
  const compiled = await compileFile(input, bytes, resolved);
  const others = compiled.imports.filter(({ kind }) => kind !== 'func');
  const provided = compiled.imports.length === 0 || compiled.abi !== undefined;
  if (others.length && !provided) throw new CliError(`${input}: nobody provides the imports ${others.map(nameOf).join(', ')}: only functions can be left out, as long as they are not called`);

  const isInterpretable = compiled.imports.length === 0 && /^[ilfd]*$/.test(subject.results);
  const { scripted, interpreters, absent } = choose(chosen, isInterpretable);
  const remarks = compiled.imports.length === 0 ? [] : [others.length ? 'native WebAssembly and wasm-interp were left out: the ABI provides their imports to compiled code only' : 'wasm-interp was left out: it cannot be given imports'];
  const directory = mkdtempSync(join(tmpdir(), 'wasm2js-aot-bench-'));
  const progress = startProgress('measuring');
  let outcome: Outcome;
  try {
    const measured = await measure({ engines: scripted, interpreters, subject, code: compiled.code, bytes, imports: compiled.imports, provided, compared: others.length === 0, seconds, directory, progress: progress.say });
    outcome = { ...measured, input, subject, absent, remarks };
  } finally {
    progress.end();
    rmSync(directory, { recursive: true, force: true });
  }
  if (outcome.rows.length === 0) throw new CliError(`no engine ran ${input}: ${reasons(outcome.failures)}`);
  await writeStandardOutput(machine ? json(outcome) : table(outcome));
}

/** Why engines failed; once, if all of them did for one reason. */
function reasons(failures: Outcome['failures']): string {
  const [first] = failures;
  return failures.every(({ why }) => why === first?.why) ? (first?.why ?? 'none is left') : failures.map(({ engine, why }) => `${engine}: ${why}`).join('; ');
}

/** The engines to run, those asked for or all; what is not there is told, and an error if it was asked for. */
function choose(chosen: readonly string[] | undefined, isInterpretable: boolean): { scripted: Engine[]; interpreters: Engine[]; absent: Absent[] } {
  const scripts = findEngines();
  const interps = findWasmInterp();
  const known = [...scripts.found, ...interps.found, ...scripts.absent, ...interps.absent].map(({ name }) => name);
  for (const name of chosen ?? []) if (!known.includes(name)) throw new UsageError(`There is no engine ${JSON.stringify(name)}; known are ${known.join(', ')}.`);
  const wanted = ({ name }: { readonly name: string }): boolean => chosen === undefined || chosen.includes(name);
  return {
    scripted: scripts.found.filter(wanted),
    interpreters: isInterpretable ? interps.found.filter(wanted) : [],
    absent: [...scripts.absent, ...(isInterpretable ? interps.absent : [])].filter(wanted),
  };
}
