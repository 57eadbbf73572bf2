/** Rounds of measurements: every engine once in each round, one after the other, so that what disturbs one disturbs its neighbours. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engines.js';
import { CliError } from '../io.js';
import { run } from './child.js';
import type { Outcome } from './driver.js';
import { NATIVE, OURS, outcomesIn, script, type Imports } from './script.js';
import type { Subject } from './subject.js';
import { WasmInterp } from './wasm-interp.js';

export interface Plan {
  /** The engines that run scripts; the first one is the running one. */
  readonly engines: readonly Engine[];
  readonly interpreters: readonly Engine[];
  readonly subject: Subject;
  /** The compiled module, an iife. */
  readonly code: string;
  readonly bytes: Uint8Array;
  readonly imports: Imports;
  /** Whether the compiled module has its imports, from its ABI. */
  readonly provided: boolean;
  /** Whether native WebAssembly can be given stand-ins for all imports. */
  readonly compared: boolean;
  readonly seconds: number;
  readonly directory: string;
  readonly progress: (text: string) => void;
}

/** One row: a way to run the function in an engine. */
export interface Row {
  readonly engine: string;
  readonly way: 'compiled' | 'native' | 'interpreted';
  /** Milliseconds of the fastest call, round by round; undefined where the row took no part. */
  readonly calls: (number | undefined)[];
  /** Milliseconds to the first result, the fastest of all rounds. */
  first: number;
  result: string | undefined;
  thrown: string | undefined;
}

export interface Measured {
  readonly rows: readonly Row[];
  readonly failures: readonly { readonly engine: string; readonly why: string }[];
}

const MOST_ROUNDS = 5;
/** Seconds for which a process is waited for, whatever the budget. */
const PATIENCE = 20;
/** Milliseconds that starting an engine takes. */
const STARTUP = 100;

type Report = { readonly way: Row['way']; readonly outcome: Outcome }[] | { readonly failure: string };
interface Participant {
  readonly name: string;
  measure(milliseconds: number, limit: number): Promise<Report>;
}

/** @throws CliError where results differ. */
export async function measure(plan: Plan): Promise<Measured> {
  const rows = new Map<string, Row>();
  const failures: { engine: string; why: string }[] = [];
  let active = participants(plan);
  const milliseconds = Math.max(50, (plan.seconds * 1000) / MOST_ROUNDS / active.length - STARTUP);
  const limit = Math.max(PATIENCE, plan.seconds) * 1000;
  const started = performance.now();
  for (let round = 0; round < MOST_ROUNDS && (round === 0 || performance.now() - started < plan.seconds * 1000); round++) {
    const tooSlow = new Set<Participant>();
    for (const participant of active) {
      plan.progress(`round ${round + 1} of ${MOST_ROUNDS}: ${participant.name}`);
      const start = performance.now();
      const report = await participant.measure(milliseconds, limit);
      if ('failure' in report) {
        failures.push({ engine: participant.name, why: report.failure });
        tooSlow.add(participant);
        continue;
      }
      for (const { way, outcome } of report) {
        if (outcome.lacks === undefined) note(rows, participant.name, way, outcome, round);
        else if (round === 0) failures.push({ engine: title({ engine: participant.name, way }), why: `the function calls the import ${outcome.lacks}, which only the ABI provides` });
      }
      agree([...rows.values()]);
      // What takes many times its share is measured once, and leaves the time to the others.
      if (performance.now() - start > 4 * milliseconds + 1000) tooSlow.add(participant);
    }
    active = active.filter((participant) => !tooSlow.has(participant));
  }
  return { rows: [...rows.values()], failures };
}

function participants({ engines, interpreters, subject, code, bytes, imports, provided, compared, directory }: Plan): Participant[] {
  const scripted = engines.map((engine, index): Participant => ({
    name: engine.name,
    async measure(milliseconds, limit) {
      const path = join(directory, `${index}.js`);
      writeFileSync(path, script(code, compared ? bytes : undefined, imports, provided, { name: subject.name, args: subject.args, milliseconds }));
      const { stdout, failure } = await run([...engine.command, path], limit);
      const outcomes = outcomesIn(stdout);
      if (outcomes === undefined) return { failure: failure ?? 'the script ended without a result' };
      const lacking = outcomes.find(({ thrown }) => thrown?.startsWith('ReferenceError'));
      if (lacking) return { failure: lacking.thrown! };
      const [incomplete] = outcomes.filter(({ name, lacks }) => name === OURS && lacks !== undefined);
      if (incomplete) return { failure: `the function calls the import ${incomplete.lacks}, which nobody provides` };
      return outcomes.map((outcome) => ({ way: outcome.name === NATIVE ? 'native' : 'compiled', outcome }));
    },
  }));
  const interpreted = interpreters.map((engine): Participant => {
    const interp = new WasmInterp(engine, bytes, subject, join(directory, 'interpreted.wasm'));
    return {
      name: engine.name,
      async measure(milliseconds, limit) {
        const { outcome, failure } = await interp.measure(milliseconds, limit);
        return outcome === undefined ? { failure: failure! } : [{ way: 'interpreted', outcome }];
      },
    };
  });
  return [...scripted, ...interpreted];
}

function note(rows: Map<string, Row>, engine: string, way: Row['way'], outcome: Outcome, round: number): void {
  if (outcome.differs !== undefined) throw new CliError(`results differ on ${engine}: ${OURS} and ${NATIVE} give ${outcome.differs} at a later call`);
  const key = `${engine}\0${way}`;
  const row = rows.get(key) ?? { engine, way, calls: [], first: Infinity, result: outcome.result, thrown: outcome.thrown };
  row.calls[round] = outcome.call;
  row.first = Math.min(row.first, outcome.first);
  row.result = outcome.result;
  row.thrown = outcome.thrown;
  rows.set(key, row);
}

export const title = ({ engine, way }: Pick<Row, 'engine' | 'way'>): string => (way === 'interpreted' ? engine : `${way}, ${engine}`);

/** Traps agree whatever they are called: engines have their own words for them. */
function agree(rows: readonly Row[]): void {
  const reference = rows.find(({ way }) => way === 'native') ?? rows[0]!;
  const shown = ({ result, thrown }: Row): string => (thrown === undefined ? result! : `throws ${thrown}`);
  for (const row of rows) {
    if ((row.thrown === undefined) !== (reference.thrown === undefined) || row.result !== reference.result)
      throw new CliError(`results differ: ${title(reference)}: ${shown(reference)}; ${title(row)}: ${shown(row)}`);
  }
  if (reference.thrown !== undefined) throw new CliError(`there is nothing to measure: the first call throws ${reference.thrown}`);
}
