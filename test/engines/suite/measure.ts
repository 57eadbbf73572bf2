/** Runs scripts of the official suite on engines: bundles while the engines run, two processes at a time. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../support.js';
import { groupOf, type SuiteFile } from '../../spec/data.js';
import type { FileResult } from '../../spec/script.js';
import type { Engine } from '../find.js';
import { Bundler } from './bundle.js';
import { reasonFor } from './deviations.js';
import { runOn } from './drive.js';
import type { EngineRecord } from './record.js';

export interface Measured {
  readonly groups: Record<string, number>;
  readonly engines: Record<string, EngineRecord>;
}

const JOBS = 2;

/** Hermes compiles ahead: its optimiser needs minutes for a switch with thousands of cases, of which the suite has some. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = { hermes: ['-Og'] };

export async function measure(
  files: readonly SuiteFile[], directory: string, engines: readonly Engine[], seconds: number, log: (line: string) => void,
): Promise<Measured> {
  const scripts = temporaryDirectory();
  const bundler = new Bundler();
  const groups: Record<string, number> = {};
  const records: Record<string, EngineRecord> = {};
  for (const engine of engines) records[engine.name] = { version: engine.version ?? versionOf(engine), passed: {}, deviations: {}, unexplained: [] };
  const running = new Set<Promise<void>>();
  for (const file of files) {
    const bundle = bundler.bundle(join(directory, file.json));
    if (!bundle) continue;
    const group = groupOf(file);
    groups[group] = (groups[group] ?? 0) + bundle.commands;
    const script = join(scripts, `${file.json.replace(/[^\w-]+/g, '_')}.js`);
    writeFileSync(script, bundle.text);
    const runs = engines.map(async (engine) => {
      while (running.size >= JOBS) await Promise.race(running);
      const command = [...engine.command, ...ARGUMENTS[engine.name] ?? []];
      const run = runOn({ ...engine, command }, script, seconds).then(({ result, error }) => add(records[engine.name]!, group, file.file, result, error));
      const tracked: Promise<void> = run.finally(() => running.delete(tracked));
      running.add(tracked);
      await run;
    });
    await Promise.all(runs);
    rmSync(script);
    log(file.file);
  }
  return { groups, engines: records };
}

function add(record: EngineRecord, group: string, file: string, result: FileResult | undefined, error: string): void {
  record.passed[group] = (record.passed[group] ?? 0) + Object.values(result?.passed ?? {}).reduce((a, b) => a + b, 0);
  if (!result) record.unexplained.push(`${file}: ${error}`);
  for (const failure of result?.failures ?? []) {
    const reason = reasonFor(failure);
    if (reason === undefined) record.unexplained.push(`${file}:${failure.id}: ${failure.message}`);
    else record.deviations[reason] = (record.deviations[reason] ?? 0) + 1;
  }
}

function versionOf({ command: [program] }: Engine): string {
  const { stdout, stderr } = spawnSync(program!, ['--version'], { encoding: 'utf8', timeout: 20_000, input: '' });
  const text = `${stdout}${stderr}`;
  return (/release version: (\S+)/.exec(text) ?? /(\d+(?:\.\d+)+)/.exec(text))?.[1] ?? '';
}
