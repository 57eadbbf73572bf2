/** `bench`: a function of a module compiled, interpreted and native, side by side. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveOptions } from '../../compiler/options.js';
import { UsageError, type BenchArguments } from '../args.js';
import { measure } from '../bench/measure.js';
import { json, table, type Outcome } from '../bench/report.js';
import { GLOBAL } from '../bench/script.js';
import { subjectOf } from '../bench/subject.js';
import { compileFile, inspectFile, type Compiled } from '../compile.js';
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
  const missing = missingImports(compiled);
  if (missing.length) throw new CliError(`${input}: nobody provides the imports ${missing.join(', ')}: they would have to be measured too`);

  const selfContained = compiled.imports.length === 0;
  const isInterpretable = selfContained && /^[ilfd]*$/.test(subject.results);
  const { scripted, interpreters, absent } = choose(chosen, isInterpretable);
  const remarks = selfContained ? [] : ['native WebAssembly and wasm-interp were left out: the ABI provides its imports to compiled code only'];
  const directory = mkdtempSync(join(tmpdir(), 'wasm2js-aot-bench-'));
  const progress = startProgress('measuring');
  let outcome: Outcome;
  try {
    const measured = await measure({ engines: scripted, interpreters, subject, code: compiled.code, bytes, selfContained, seconds, directory, progress: progress.say });
    outcome = { ...measured, input, subject, absent, remarks };
  } finally {
    progress.end();
    rmSync(directory, { recursive: true, force: true });
  }
  if (outcome.rows.length === 0) throw new CliError(`no engine ran ${input}: ${outcome.failures.map(({ engine, why }) => `${engine}: ${why}`).join('; ')}`);
  await writeStandardOutput(machine ? json(outcome) : table(outcome));
}

function missingImports({ imports, abi }: Compiled): string[] {
  return abi === undefined ? imports.map(({ module, name }) => `${JSON.stringify(module)}.${JSON.stringify(name)}`) : [];
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
