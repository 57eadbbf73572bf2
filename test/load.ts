/** Loads outputs the way their users do. */
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { compile } from '../compiler/index.js';
import type { Options } from '../compiler/options.js';

export interface Output {
  instantiate(imports?: object): { exports: Record<string, any> };
}

let directory: string | undefined;
let count = 0;

function file(code: string, extension: string): string {
  if (directory === undefined) {
    const made = directory = mkdtempSync(join(tmpdir(), 'wasm2js-aot-output-'));
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  const path = join(directory, `${count++}${extension}`);
  writeFileSync(path, code);
  return path;
}

export async function loadEsm(bytes: Uint8Array, options: Partial<Options> = {}): Promise<Output> {
  return await import(pathToFileURL(file(compile(bytes, { ...options, format: 'esm' }).code, '.mjs')).href) as Output;
}

export function loadCommonJs(bytes: Uint8Array, options: Partial<Options> = {}): Output {
  return createRequire(import.meta.url)(file(compile(bytes, { ...options, format: 'cjs' }).code, '.cjs')) as Output;
}

/** A plain script in a realm of its own that has no module system, no node, no WebAssembly, and not the globals named. */
export function loadScript(bytes: Uint8Array, options: Partial<Options> = {}, without: readonly string[] = []): Output {
  const context = createContext({});
  for (const name of ['WebAssembly', ...without]) runInContext(`delete globalThis.${name}`, context);
  runInContext(compile(bytes, { ...options, format: 'iife', name: 'loaded' }).code, context);
  return runInContext('loaded', context) as Output;
}
