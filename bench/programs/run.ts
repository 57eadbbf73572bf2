/**
 * Real programs: ours against native WebAssembly, wasm2js -O3 and polywasm, each in processes of its own that take turns.
 *   PROGRAMS=folder node dist/bench/programs/run.js [filter ...] [--rounds 5] [--engine node,newest,bun,deno]
 *     [--subject native,ours,wasm2js,polywasm] [--measure ms] [--warm-up ms] [--json file] [--markdown file]
 * Needs the packages in that folder; says how to get those that are not there.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findEngines, packageFolders, type Engine } from '../../test/engines/find.js';
import type { Reply } from './child.js';
import { programs } from './corpus/index.js';
import { ask, howToInstall, record } from './drive.js';
import { missing } from './packages.js';
import { prepare, type Prepared } from './prepare.js';
import type { Program } from './program.js';
import { header, markdown, type Result, summarise, tableRow } from './report.js';
import { SUBJECTS, type SubjectName } from './subjects.js';

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    engine: { type: 'string', default: 'node,newest' },
    subject: { type: 'string', default: SUBJECTS.join() },
    measure: { type: 'string', default: '1000' },
    'warm-up': { type: 'string', default: '2000' },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});

const folder = process.env['PROGRAMS'];
const say = (text: string): void => { process.stderr.write(`${text}\n`); };

function engines(): readonly Engine[] {
  const { found, absent } = findEngines();
  for (const { name, how } of absent) if (values.engine.split(',').some((wanted) => name.includes(wanted))) say(`skip: ${name}: ${how}`);
  const wanted = values.engine.split(',').map((name) => found.find((engine) => engine.name === name || engine.name.startsWith(name)));
  return wanted.filter((engine) => engine !== undefined);
}

async function measure(engine: Engine, program: Program, path: string, { seen, compiled, refusal }: Prepared, packages: string): Promise<Result[]> {
  const subjects = values.subject.split(',') as SubjectName[];
  const replies = new Map<SubjectName, Reply[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const subject of subjects) {
      const before = replies.get(subject)!;
      // What failed once fails again.
      if (before[0] !== undefined && 'failure' in before[0]) continue;
      before.push(subject === 'wasm2js' && refusal !== undefined
        ? { failure: refusal }
        : await ask(engine, { program: program.name, subject, folder: path, compiled, seen, packages, warmUpMs: Number(values['warm-up']), measureMs: Number(values.measure), threads: program.threads }));
    }
  }
  return summarise(engine.name, program.name, replies);
}

async function main(): Promise<void> {
  const wanted = programs.filter(({ name }) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
  const specifiers = [...new Set([...wanted.flatMap(({ packages }) => packages), 'polywasm@0.2.0'])];
  const absent = missing(folder, specifiers);
  if (absent.length > 0) say(`not found in ${folder ?? 'the folder that PROGRAMS should name'}; to install: ${howToInstall(absent, folder)}`);
  const tool = packageFolders.map((packages) => join(packages, 'binaryen/bin/wasm2js')).find((path) => existsSync(path));
  if (tool === undefined) say('skip: wasm2js: npm i binaryen, in the folder that ENGINES names');
  const results: Result[] = [];
  process.stdout.write(header());
  for (const program of wanted) {
    if (missing(folder, program.packages).length > 0) {
      say(`skip: ${program.name}: ${missing(folder, program.packages).join(' ')} not installed`);
      continue;
    }
    const recorded = await record(program, folder!);
    if ('failure' in recorded) {
      say(`skip: ${program.name}: on native WebAssembly: ${recorded.failure}`);
      continue;
    }
    const path = recorded.folder;
    const prepared = prepare(path, { wasm2js: values.subject.includes('wasm2js') ? tool : undefined });
    for (const engine of engines()) {
      for (const result of await measure(engine, program, path, prepared, folder!)) {
        results.push(result);
        process.stdout.write(tableRow(result));
      }
    }
  }
  process.stdout.write(`\n${markdown(results)}`);
  if (values.markdown !== undefined) writeFileSync(values.markdown, markdown(results));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, undefined, 1)}\n`);
}

await main();
