/**
 * The pieces of abi/wasi under the engine's own WebAssembly: a 64-bit argument becomes the two words of the raw
 * convention. So thousands of calls are compared without the compiler, whose side has tests of its own.
 */
import { readFileSync } from 'node:fs';
import * as fs from 'node:fs';
import * as os from 'node:os';
import type { Grants } from '../../../abi/contract.js';
import { localHost } from '../../../abi/host/local.js';
import type { Host } from '../../../abi/host/host.js';
import { provided } from '../../../abi/wasi/index.js';
import type { Context } from '../../../abi/wasi/context.js';
import { attach, createContext, start } from '../../../abi/wasi/runtime.js';

type Call = (...args: Array<number | bigint>) => number;

/** A call that takes BigInt for 64 bits, as the engine gives them. */
function fromEngine(call: (...words: number[]) => number): Call {
  return (...args) => call(...args.flatMap((arg) => (typeof arg === 'bigint' ? [Number(BigInt.asIntN(32, arg)), Number(BigInt.asIntN(32, arg >> 32n))] : [arg])));
}

export interface Wasi {
  ctx: Context;
  imports: Record<string, Record<string, Call>>;
  /** Runs a command; its exit code. */
  start(instance: { exports: Record<string, any> }): number;
}

export interface Given {
  args?: string[];
  env?: Record<string, string>;
  /** By the name that the program sees. */
  preopens?: Record<string, string>;
  host?: Partial<Host>;
}

export async function wasi({ args = [], env = {}, preopens = {}, host = {} }: Given): Promise<Wasi> {
  const grants: Grants = {
    args,
    env,
    preopens: Object.entries(preopens).map(([name, path]) => ({ name, guest: name, host: path })),
    cwd: '/',
    net: { listen: false, connect: false },
  };
  const ctx = createContext(null, grants, { ...localHost({ fs, os }), ...host });
  const imports: Wasi['imports'] = {};
  for (const { file, module, name } of provided()) {
    const family = (await import(new URL(`../../../abi/wasi/${file}.js`, import.meta.url).href)) as Record<string, (ctx: Context) => (...words: number[]) => number>;
    (imports[module] ??= {})[name] = fromEngine(family[name]!(ctx));
  }
  return {
    ctx,
    imports,
    start({ exports }) {
      attach(ctx, exports);
      return start(ctx, exports);
    },
  };
}

/** Runs a .wasm to its end on the engine. */
export async function runNative(file: string, given: Given): Promise<number> {
  const { imports, start } = await wasi(given);
  return start(new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), imports as WebAssembly.Imports));
}
