/** Engines that the tests know: those of the command line, QuickJS as a module that node runs, and Firefox, whose pages node opens. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as cli from '../../cli/engines.js';
import { findBrowser, howToGetBrowser } from './browsers.js';

export { packageFolders, type Absent } from '../../cli/engines.js';

export interface Engine extends cli.Engine {
  /** Where the command does not tell it. */
  readonly version?: string;
}

/** QuickJS built to WebAssembly, which node runs. */
function quickJsPackage(): string | undefined {
  for (const folder of cli.packageFolders) {
    try { return createRequire(join(folder, 'x')).resolve('quickjs-emscripten'); } catch { /* looked for in the next folder */ }
  }
  return undefined;
}

/** The version of the package that the file at `path` belongs to. */
function packageVersion(path: string, name: string): string {
  const folder = path.slice(0, path.lastIndexOf(name) + name.length);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The command that has node run the script whose path is appended by a script of this folder. */
const byNode = (script: string, ...args: readonly string[]): readonly string[] => [process.execPath, fileURLToPath(new URL(script, import.meta.url)), ...args];

function findQuickJs(): Engine | cli.Absent {
  const name = 'quickjs-emscripten';
  const entry = quickJsPackage();
  if (entry === undefined) return { name, how: `npm i ${name}, in the folder that ENGINES names` };
  return { name, command: byNode('quickjs.js', entry), version: packageVersion(entry, name) };
}

/** The newest SpiderMonkey that is packaged is that of a browser. */
function findFirefox(): Engine | cli.Absent {
  const name = 'firefox';
  const browser = findBrowser(name);
  if (browser === undefined) return { name, how: howToGetBrowser(name) };
  const { stdout } = spawnSync(browser.path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return { name, command: byNode('page.js', name, browser.path), version: /\d+\.\d+[\w.]*/.exec(stdout)?.[0] ?? '' };
}

const isFound = (engine: Engine | cli.Absent): engine is Engine => 'command' in engine;

/** Node with and without its compiler, and every other engine that is found or not. */
export function findEngines(): { readonly found: readonly Engine[]; readonly absent: readonly cli.Absent[] } {
  const { found, absent } = cli.findEngines();
  const others = [findQuickJs(), findFirefox()];
  return { found: [...found, ...others.filter(isFound)], absent: [...absent, ...others.filter((engine): engine is cli.Absent => !isFound(engine))] };
}
