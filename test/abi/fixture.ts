/** A program without code: the context of an ABI, a heap, and a directory, so that calls can be made one by one. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import type { Grants } from '../../abi/contract.js';
import type { LegacyContext } from '../../abi/emscripten-legacy/context.js';
import { createContext } from '../../abi/emscripten-legacy/runtime.js';
import { localHost } from '../../abi/host/local.js';
import { cString } from '../../abi/posix/memory.js';
import { temporaryDirectory } from '../support.js';

export interface Fixture {
  ctx: LegacyContext;
  /** Where the host has the preopened directory, which the program knows as /guest/work and works in. */
  directory: string;
  /** What the program wrote to descriptors 1 and 2. */
  output(fd: 1 | 2): string;
  /** Allocates zeroed bytes. */
  alloc(bytes: number): number;
  /** Allocates a C string. */
  string(text: string): number;
  /** Writes words and gives their address: the arguments of a system call. */
  words(...values: number[]): number;
  i32(address: number): number;
  text(address: number): string;
  errno(): number;
}

const HEAP = 1 << 20;

export function fixture(extra: Partial<Grants> = {}): Fixture {
  const directory = fs.realpathSync(temporaryDirectory());
  const host = localHost({ fs, os });
  const written: Record<number, string> = { 1: '', 2: '' };
  host.sinks = { 1: (bytes) => void (written[1] += new TextDecoder().decode(bytes)), 2: (bytes) => void (written[2] += new TextDecoder().decode(bytes)) };
  const grants: Grants = {
    args: ['program'],
    env: {},
    preopens: [{ guest: '/guest/work', host: directory }],
    cwd: '/guest/work',
    net: { listen: true, connect: true },
    ...extra,
  };
  const config = {
    memoryPages: 64, tableSize: 1, memoryBase: 1024, tableBase: 0, tempDouble: 2048, dynamicTopAt: 2064, stackTop: 4096, stackMax: 8192, dynamicBase: HEAP,
  };
  const ctx = createContext(config, grants, host);
  let top = HEAP;
  const alloc = (bytes: number): number => {
    const at = top;
    top += (bytes + 15) & ~15;
    return at;
  };
  const errnoAt = alloc(4);
  let stack = 4096;
  ctx.exports = {
    _malloc: alloc,
    _memalign: (align: number, bytes: number) => {
      top = Math.ceil(top / align) * align;
      return alloc(bytes);
    },
    _free: () => undefined,
    ___errno_location: () => errnoAt,
    stackSave: () => stack,
    stackRestore: (value: number) => void (stack = value),
    stackAlloc: (bytes: number) => {
      const at = stack;
      stack += (bytes + 15) & ~15;
      return at;
    },
  };
  return {
    ctx,
    directory,
    output: (fd) => written[fd]!,
    alloc,
    string(text) {
      const bytes = new TextEncoder().encode(text);
      const at = alloc(bytes.length + 1);
      ctx.m.u8.set(bytes, at);
      ctx.m.u8[at + bytes.length] = 0;
      return at;
    },
    words(...values) {
      const at = alloc(4 * values.length);
      values.forEach((value, i) => ctx.m.dv.setInt32(at + 4 * i, value, true));
      return at;
    },
    i32: (address) => ctx.m.dv.getInt32(address, true),
    text: (address) => cString(ctx.m, address),
    errno: () => ctx.m.dv.getInt32(errnoAt, true),
  };
}
