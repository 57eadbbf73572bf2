/** JavaScriptCore as the oracle and as the engine that runs outputs: the fuzzer in bun. */
import { spawnSync } from 'node:child_process';
import { findEngines } from '../engines/find.js';

export const isJavaScriptCore = process.versions['bun'] !== undefined;

/** What its traps call by another name than the specification: an array made of a segment that is too short. */
export const otherNames: readonly string[] = isJavaScriptCore ? ['trap: array / trap: memory', 'trap: array / trap: table'] : [];

/** Branches in code that cannot be reached are counted against the wrong stack by its parser: such modules tell nothing. */
export const refusesValid = (outcome: string): boolean => isJavaScriptCore && /^CompileError: .*exceeds control stack size/.test(outcome);

/** Runs this program again in bun, and ends with its exit code. @throws Error where there is none. */
export function inBun(): void {
  if (isJavaScriptCore) return;
  const bun = findEngines().found.find(({ name }) => name === 'bun');
  if (bun === undefined) throw new Error('no bun: npm i bun in the folder that ENGINES names, or BUN=path');
  const [command, ...args] = bun.command;
  const { status } = spawnSync(command!, [...args, ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
