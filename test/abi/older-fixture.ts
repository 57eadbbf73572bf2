/** What Emscripten 1.39 and 2.0 import, called by name and signature. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as assert from 'uvu/assert';
import type { Context } from '../../abi/emscripten/context.js';
import { descriptor } from '../../abi/emscripten/index.js';
import { pieceOf } from '../../abi/emscripten/descriptor/table.js';
import { attach, createContext } from '../../abi/emscripten/runtime.js';
import { localHost } from '../../abi/host/local.js';
import { makeMemory } from '../../runtime-lite/memory.js';
import { temporaryDirectory } from '../support.js';

/** A program without code, and what it imports by name and signature. */
export function fixture() {
  const directory = fs.realpathSync(temporaryDirectory());
  const config = descriptor.config({ imports: [{ module: 'env', name: 'time', kind: 'func', sig: 'i:i' }], exports: [], dataEnd: 0, maxAddressConstants: [], customSections: [] }, { staticTop: undefined }) as unknown as Context['config'];
  const ctx = createContext(config, { args: ['program'], env: {}, preopens: [{ guest: '/guest/work', host: directory }], cwd: '/guest/work', net: { listen: true, connect: true } }, localHost({ fs, os }));
  let top = 1024;
  const malloc = (bytes: number): number => {
    const at = top;
    top += (bytes + 15) & ~15;
    return at;
  };
  const errnoAt = malloc(4);
  attach(ctx, { memory: makeMemory(16), malloc, memalign: (align: number, bytes: number) => { top = Math.ceil(top / align) * align; return malloc(bytes); }, free: () => undefined, __errno_location: () => errnoAt });
  const call = async (name: string, sig: string, ...args: number[]): Promise<number> => {
    const piece = pieceOf({ module: 'env', name, kind: 'func', sig });
    assert.ok(piece, `${name} ${sig}`);
    const made = (await import(`../../${piece.path}.js`)) as Record<string, (ctx: Context) => (...args: number[]) => number>;
    return made[piece.name]!(ctx)(...args);
  };
  const string = (text: string): number => {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const at = malloc(bytes.length);
    ctx.m.u8.set(bytes, at);
    return at;
  };
  return { ctx, directory, malloc, call, string, i32: (at: number): number => ctx.m.dv.getInt32(at, true), errno: (): number => ctx.m.dv.getInt32(errnoAt, true) };
}
