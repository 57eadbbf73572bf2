/** What a bundler loads in place of a .wasm file. */
import { readFile } from 'node:fs/promises';
import { resolveOptions, type InternalKey, type Options } from '../../compiler/options.js';
import { inspectFile } from '../compile.js';
import { compileCached } from '../compile-cached.js';

/** Options of the compiler that a bundler's own do not decide. */
export type PluginOptions = Partial<Omit<Options, 'format' | 'name' | 'precompiled' | 'sourceMap' | InternalKey>>;

/** Makes a bundler's plugin. Its type is not named: who uses one bundler would need the declarations of all. */
export type MakePlugin = (options?: PluginOptions) => any;

/** The file that an id names. */
export const fileOf = (id: string): string => id.replace(/\?.*$/s, '');

/** `x.wasm`, also with a query: `?init` for Vite's way of loading, `?instantiate` for `instantiate` whatever the imports are. */
export const isWasm = (id: string): boolean => /\.wasm(?:\?(?:init|instantiate))?$/.test(id) && !id.startsWith('\0');

/** Whether a module says where its imports are. */
const isPath = (specifier: string): boolean => /^\.{0,2}\//.test(specifier);

/**
 * The text of the ES module that takes the place of the file: its exports by name where all that it imports is known, which are
 * modules without imports, and those that import from paths, as wasm-bindgen's for bundlers do; else `instantiate`.
 * @throws Error when the file cannot be read or compiled: its path, the byte offset and what is wrong
 */
export async function loadWasm(id: string, options: PluginOptions): Promise<string> {
  const path = fileOf(id);
  const query = id.slice(path.length);
  if (query === '?init') {
    const from = JSON.stringify(`${path}?instantiate`);
    return `import { instantiate } from ${from};\nexport default async (imports) => instantiate(imports);\n`;
  }
  const bytes = await readFile(path);
  const esmIntegration = options.esmIntegration ?? (query === '' && (await inspectFile(path, bytes)).imports.some(({ module }) => isPath(module)));
  return (await compileCached(path, bytes, resolveOptions({ ...options, esmIntegration, format: 'esm' }))).code;
}
