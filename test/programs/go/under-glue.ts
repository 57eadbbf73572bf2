/**
 * Runs a Go program under the glue of its own toolchain, as the main module of a process:
 *   node under-glue.js wasm_exec.js (program.wasm | compiled.mjs) environment arguments...
 * With the engine's WebAssembly, or with an output of this project in place of the module.
 */
import fs, { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface Go {
  argv: string[];
  env: Record<string, string>;
  importObject: WebAssembly.Imports;
  exit(code: number): void;
  exited: boolean;
  _pendingEvent: object;
  _resume(): void;
  run(instance: WebAssembly.Instance): Promise<void>;
}

const [glue, program, env, ...args] = process.argv.slice(2);
Object.assign(globalThis, { fs, path });
createRequire(import.meta.url)(glue!);
const go = new (globalThis as unknown as { Go: new () => Go }).Go();
go.argv = ['program', ...args];
go.env = JSON.parse(env!) as Record<string, string>;
go.exit = (code) => process.exit(code);

/** The glue looks whether the instance is one. */
async function instance(): Promise<WebAssembly.Instance> {
  if (program!.endsWith('.wasm')) return (await WebAssembly.instantiate(readFileSync(program!), go.importObject)).instance;
  const { instantiate } = (await import(pathToFileURL(program!).href)) as { instantiate(imports: WebAssembly.Imports): { exports: object } };
  return Object.create(WebAssembly.Instance.prototype, { exports: { value: instantiate(go.importObject).exports } }) as WebAssembly.Instance;
}

const instantiated = await instance();
process.on('exit', (code) => {
  if (code !== 0 || go.exited) return;
  go._pendingEvent = { id: 0 };
  go._resume();
});
void go.run(instantiated);
