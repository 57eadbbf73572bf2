/** Which engines are measured, and one measurement: a script in a process. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findEngines, type Engine } from '../test/engines/find.js';
import type { First, Measured } from './in-engine.js';

export interface MeasuredEngine extends Engine {
  /** Whether it has WebAssembly, which then is the base. */
  readonly native: boolean;
}

const WITHOUT = /jitless|hermes|qjs|quickjs/;
const SKIPPED = /quickjs-emscripten/;

export function measuredEngines(filter: RegExp): { readonly found: readonly MeasuredEngine[]; readonly absent: readonly string[] } {
  const { found, absent } = findEngines();
  return {
    found: found.filter(({ name }) => filter.test(name) && !SKIPPED.test(name)).map((engine) => ({ ...engine, native: !WITHOUT.test(engine.name), command: commandOf(engine) })),
    absent: absent.filter(({ name }) => filter.test(name) && !SKIPPED.test(name)).map(({ name, how }) => `${name}: not installed (${how})`),
  };
}

/** Hermes optimises; Firefox is given time to start. */
function commandOf({ name, command }: Engine): readonly string[] {
  if (name === 'hermes') return [command[0]!, '-O', '-w'];
  return name === 'firefox' ? [...command, '2000'] : command;
}

export function versionOf(engine: MeasuredEngine): string {
  if (/^node/.test(engine.name)) return process.version;
  if (engine.version) return engine.version;
  const { stdout, stderr } = spawnSync(engine.command[0]!, [engine.name === 'hermes' ? '-version' : '--version'], { encoding: 'utf8', timeout: 20_000 });
  return /\d+\.\d+[\w.]*/.exec(stdout + stderr)?.[0] ?? 'version unknown';
}

/** What a script of in-engine.ts measures in a process of its own. @throws Error with the engine's words if it fails. */
export function measureIn<T extends First | Measured>(engine: MeasuredEngine, script: string, folder: string): T {
  const path = join(folder, 'script.js');
  writeFileSync(path, script);
  const { stdout, stderr, status, signal } = spawnSync(engine.command[0]!, [...engine.command.slice(1), path], { encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 600_000 });
  const line = stdout.split('\n').find((text) => text.startsWith('@'));
  if (line === undefined) throw new Error(`${engine.name}: exit ${status ?? signal}: ${stderr.trim().slice(0, 300)}`);
  return JSON.parse(line.slice(1)) as T;
}
