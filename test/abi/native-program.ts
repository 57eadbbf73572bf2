/**
 * Runs a .wasm through an ABI with the engine's own WebAssembly in place of compiled code, so that the ABI rooms are
 * tested without the compiler.
 */
import { readFileSync } from 'node:fs';
import type { AbiDescriptor, AbiRuntime, ImportSummary, Imports, ModuleSummary, Program } from '../../abi/contract.js';
import { abis } from '../../abi/registry.js';
import { memoryOf } from '../../runtime-lite/memory.js';
import { tableOf } from '../../runtime-lite/table.js';

const ROOT = new URL('../../', import.meta.url);

/** What the compiler would tell a descriptor; addresses are not scanned. */
export function summary(module: WebAssembly.Module): ModuleSummary {
  const kinds = { function: 'func', memory: 'memory', table: 'table', global: 'global', tag: 'tag' } as const;
  const imports: ImportSummary[] = WebAssembly.Module.imports(module).map((imp) => ({ module: imp.module, name: imp.name, kind: kinds[imp.kind as keyof typeof kinds] }));
  for (const imp of imports) {
    if (imp.kind === 'memory') imp.limits = { min: 256, max: 256 };
    if (imp.kind === 'table') imp.limits = { min: 8192, max: 8192 };
  }
  return {
    imports,
    exports: WebAssembly.Module.exports(module).map((e) => ({ name: e.name, kind: kinds[e.kind as keyof typeof kinds] })),
    dataEnd: 104996,
    maxAddressConstants: [107000, 170000, 215520, 215527],
    customSections: [],
  };
}

/** Our memory and table objects as the engine's; the ABI's views are moved to the engine's buffer. */
function nativeValue(value: unknown): unknown {
  const record = memoryOf(value);
  if (record !== undefined) {
    const memory = new WebAssembly.Memory({ initial: record.pages, maximum: record.maximum as number | undefined });
    new Uint8Array(memory.buffer).set(new Uint8Array(record.buffer));
    for (const subscriber of record.subscribers) subscriber(memory.buffer, memory.buffer.byteLength);
    return memory;
  }
  const table = tableOf(value);
  if (table !== undefined) return new WebAssembly.Table({ element: 'anyfunc', initial: table.elems.length, maximum: 8192 });
  return value;
}

/** A program whose code is the engine's. `self` is the main module that makes it. */
export async function nativeProgram(file: string, self: string, descriptor: AbiDescriptor | undefined = undefined): Promise<Program> {
  const module = new WebAssembly.Module(readFileSync(file));
  const m = summary(module);
  const abi = descriptor ?? abis.map((a) => ({ a, score: a.detect(m).score })).sort((x, y) => y.score - x.score)[0]!.a;
  const runtime = (await import(new URL(`${abi.runtime}.js`, ROOT).href)) as AbiRuntime;
  const pieces: Array<[ImportSummary, (ctx: unknown) => unknown]> = [];
  for (const imp of m.imports) {
    const piece = abi.provide(m, imp);
    if (piece === undefined) throw new Error(`${abi.id} does not provide ${imp.module}.${imp.name}`);
    const family = (await import(new URL(`${piece.path}.js`, ROOT).href)) as Record<string, (ctx: unknown) => unknown>;
    if (typeof family[piece.name] !== 'function') throw new Error(`${piece.path} has no ${piece.name}`);
    pieces.push([imp, (ctx) => (family[piece.name] as (ctx: unknown, argument?: unknown) => unknown)(ctx, piece.argument)]);
  }
  return {
    config: abi.config(m, {}),
    createContext: runtime.createContext,
    attach: runtime.attach,
    start: runtime.start,
    imports(ctx) {
      const imports: Imports = {};
      for (const [imp, make] of pieces) (imports[imp.module] ??= {})[imp.name] = make(ctx);
      return imports;
    },
    core(imports, provided) {
      const merged: Record<string, Record<string, unknown>> = {};
      for (const from of [provided, imports]) {
        for (const [name, values] of Object.entries(from)) {
          for (const [field, value] of Object.entries(values)) (merged[name] ??= {})[field] = nativeValue(value);
        }
      }
      return new WebAssembly.Instance(module, merged as WebAssembly.Imports).exports;
    },
    host: { self, load: (name) => import(name) },
    defaults: { name: 'nginx' },
  };
}
