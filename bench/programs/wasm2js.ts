/** Binaryen's wasm2js: what it makes of a module, and a namespace over that. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SeenModule } from './subjects.js';

const SECONDS = 150;

export const wasm2jsFile = (folder: string, sha: string): string => `${folder}/${sha}.wasm2js.cjs`;
const refusalFile = (folder: string, sha: string): string => `${folder}/${sha}.wasm2js.txt`;

/**
 * Translates once and keeps the result, or why there is none. The output is an ES module that takes its imports from `import`
 * statements; its body becomes a function of them here, so that it can be instantiated as often as the program likes.
 */
export function translate(tool: string, wasm: string, folder: string, sha: string): string | undefined {
  const refusal = refusalFile(folder, sha);
  if (existsSync(wasm2jsFile(folder, sha))) return undefined;
  if (existsSync(refusal)) return readFileSync(refusal, 'utf8');
  try {
    const text = execFileSync(process.execPath, [tool, '-O3', '--all-features', wasm, '-o', '-'],
      { encoding: 'utf8', timeout: SECONDS * 1000, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = text.indexOf('\nvar retasmFunc = asmFunc(');
    const body = text.slice(0, end).replace(/^import .*;$/gm, '');
    writeFileSync(wasm2jsFile(folder, sha), `module.exports = (imports) => {\n${body}\nreturn asmFunc(imports);\n};\n`);
    return undefined;
  } catch (error) {
    const { signal, stderr } = error as { signal?: string; stderr?: string };
    const reason = signal === 'SIGTERM' ? `more than ${SECONDS} s` : (stderr ?? '').split('\n').find((line) => /\w/.test(line))?.slice(0, 120) ?? 'failed';
    writeFileSync(refusal, reason);
    return reason;
  }
}

class Memory {
  buffer: ArrayBuffer;
  constructor({ initial }: { initial: number }) {
    this.buffer = new ArrayBuffer(initial << 16);
  }
  grow(pages: number): number {
    const old = this.buffer;
    this.buffer = new ArrayBuffer(old.byteLength + (pages << 16));
    new Uint8Array(this.buffer).set(new Uint8Array(old));
    return old.byteLength >>> 16;
  }
}

/** An array, because the output indexes it. */
function Table({ initial }: { initial: number }): unknown[] {
  const table: unknown[] & { get?: unknown; set?: unknown } = new Array(initial).fill(null);
  table.get = (index: number) => table[index];
  table.set = (index: number, value: unknown) => { table[index] = value; };
  return table;
}

/** Just as much as glue code asks for. */
export function wasm2jsNamespace(folder: string, find: (bytes: Uint8Array) => SeenModule | undefined, read: (path: string) => string): object {
  const require = createRequire(import.meta.url);
  class Module {
    readonly sha: string;
    constructor(source: ArrayBuffer | Uint8Array) {
      const found = find(ArrayBuffer.isView(source) ? source : new Uint8Array(source));
      if (found === undefined || !existsSync(wasm2jsFile(folder, found.sha256))) {
        throw new Error(`wasm2js: ${found && existsSync(refusalFile(folder, found.sha256)) ? read(refusalFile(folder, found.sha256)) : 'not translated'}`);
      }
      this.sha = found.sha256;
    }
  }
  class Instance {
    readonly exports: object;
    constructor(module: Module, imports: object) {
      this.exports = (require(wasm2jsFile(folder, module.sha)) as (imports: object) => object)(imports ?? {});
    }
  }
  const compile = async (source: Uint8Array): Promise<Module> => new Module(source);
  const instantiate = async (source: Module | Uint8Array, imports: object): Promise<object> => {
    if (source instanceof Module) return new Instance(source, imports);
    const module = new Module(source);
    return { module, instance: new Instance(module, imports) };
  };
  return {
    Module, Instance, Memory, Table, compile, instantiate, RuntimeError: class extends Error {}, CompileError: class extends Error {}, LinkError: class extends Error {},
    Global: class { constructor(_: object, public value: unknown) {} },
    validate: (bytes: Uint8Array) => find(bytes)?.valid ?? false,
  };
}
