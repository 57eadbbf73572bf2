/**
 * Real programs: ours against native WebAssembly, wasm2js -O3 and polywasm, each in processes of its own that take turns.
 *   PROGRAMS=folder node dist/bench/programs/run.js [filter ...] [--rounds 5] [--engine node,newest,bun,deno]
 *     [--subject native,ours,wasm2js,polywasm] [--measure ms] [--warm-up ms] [--json file] [--markdown file]
 * Needs the packages in that folder; says how to get those that are not there.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { findEngines, packageFolders, type Engine } from '../../test/engines/find.js';
import type { Reply, Request } from './child.js';
import { programs } from './corpus/index.js';
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

const child = fileURLToPath(new URL('child.js', import.meta.url));
const folder = process.env['PROGRAMS'];
const say = (text: string): void => { process.stderr.write(`${text}\n`); };

function engines(): readonly Engine[] {
  const { found, absent } = findEngines();
  for (const { name, how } of absent) if (values.engine.split(',').some((wanted) => name.includes(wanted))) say(`skip: ${name}: ${how}`);
  const wanted = values.engine.split(',').map((name) => found.find((engine) => engine.name === name || engine.name.startsWith(name)));
  return wanted.filter((engine) => engine !== undefined).map((engine) => (engine.name === 'deno' ? { ...engine, command: [...engine.command, '--allow-all'] } : engine));
}

async function ask({ command: [binary, ...args] }: Engine, request: Request): Promise<Reply> {
  try {
    const { stdout } = await promisify(execFile)(binary!, [...args, child, JSON.stringify(request)], { maxBuffer: 1 << 26, timeout: 600_000 });
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Reply;
  } catch (error) {
    const { stderr, signal } = error as { stderr?: string; signal?: string };
    return { failure: signal ? `ended by ${signal}` : (stderr ?? '').split('\n').find((line) => /error/i.test(line))?.slice(0, 160) ?? String(error).slice(0, 160) };
  }
}

/** The folder for a program's modules, which are recorded the first time. */
async function record(program: Program, packages: string): Promise<string | undefined> {
  const path = join(tmpdir(), 'wasm2js-aot-bench', program.packages[0]!.replace(/\W+/g, '-'), program.name.replace(/\W+/g, '-'));
  if (existsSync(join(path, 'done'))) return path;
  mkdirSync(path, { recursive: true });
  const reply = await ask({ name: 'node', command: [process.execPath] }, { program: program.name, subject: 'recording', folder: path, compiled: '', seen: [], packages, warmUpMs: 0, measureMs: 0 });
  if ('failure' in reply) {
    say(`skip: ${program.name}: on native WebAssembly: ${reply.failure}`);
    return undefined;
  }
  writeFileSync(join(path, 'done'), '');
  return path;
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
        : await ask(engine, { program: program.name, subject, folder: path, compiled, seen, packages, warmUpMs: Number(values['warm-up']), measureMs: Number(values.measure) }));
    }
  }
  return summarise(engine.name, program.name, replies);
}

async function main(): Promise<void> {
  const wanted = programs.filter(({ name }) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
  const specifiers = [...new Set([...wanted.flatMap(({ packages }) => packages), 'polywasm@0.2.0'])];
  const absent = missing(folder, specifiers);
  if (absent.length > 0) say(`not found in ${folder ?? 'the folder that PROGRAMS should name'}; to install: npm i --ignore-scripts --save-exact --prefix ${folder ?? 'DIR'} ${absent.join(' ')}`);
  const tool = packageFolders.map((packages) => join(packages, 'binaryen/bin/wasm2js')).find((path) => existsSync(path));
  if (tool === undefined) say('skip: wasm2js: npm i binaryen, in the folder that ENGINES names');
  const results: Result[] = [];
  process.stdout.write(header());
  for (const program of wanted) {
    if (missing(folder, program.packages).length > 0) {
      say(`skip: ${program.name}: ${missing(folder, program.packages).join(' ')} not installed`);
      continue;
    }
    const path = await record(program, folder!);
    if (path === undefined) continue;
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
