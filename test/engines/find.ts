/** Engines that the tests know: those of the command line, and QuickJS as a module that node runs. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as cli from '../../cli/engines.js';

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

/** Node with and without its compiler, and every other engine that is found or not. */
export function findEngines(): { readonly found: readonly Engine[]; readonly absent: readonly cli.Absent[] } {
  const { found, absent } = cli.findEngines();
  const name = 'quickjs-emscripten';
  const quickJs = quickJsPackage();
  if (quickJs === undefined) return { found, absent: [...absent, { name, how: `npm i ${name}, in the folder that ENGINES names` }] };
  const command = [process.execPath, fileURLToPath(new URL('quickjs.js', import.meta.url)), quickJs];
  return { found: [...found, { name, command, version: packageVersion(quickJs, name) }], absent };
}
