/** What JavaScript of the program's own finds around it: what glue would give it, by the same names. */
import { consoleOf } from '../host/console.js';
import { builtin } from '../host/host.js';
import { decodeBytes, encodeText } from '../posix/text.js';
import { Exit } from '../posix/exit.js';
import { Stdio } from '../posix/stdio.js';
import { clockMs } from '../posix/time.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import type { Context } from './context.js';
import { glueNames } from './glue-name.js';
import { exit } from './process.js';
import { timerFunctions } from './host-timers.js';
import { functionPointers } from './pointers.js';
import { Timers } from './timers.js';

interface ViewOf {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike): ArrayBufferView;
}

const VIEWS: readonly (readonly [name: string, type: ViewOf])[] = [
  ['HEAP8', Int8Array], ['HEAPU8', Uint8Array], ['HEAP16', Int16Array], ['HEAPU16', Uint16Array], ['HEAP32', Int32Array], ['HEAPU32', Uint32Array],
  ['HEAPF32', Float32Array], ['HEAPF64', Float64Array], ['HEAP64', BigInt64Array], ['HEAPU64', BigUint64Array],
];

/** Text up to a NUL, or of so many bytes. */
function textOf(bytes: Uint8Array, at: number, most: number): string {
  const end = Math.min(bytes.length, at + most);
  let stop = at;
  while (stop < end && bytes[stop] !== 0) stop++;
  return decodeBytes(bytes.slice(at, stop));
}

/** Text of 16-bit units up to a NUL, or of so many bytes. */
function wideText({ m: { dv } }: Context, from: number, most: number): string {
  let text = '';
  const end = Math.min(dv.byteLength - 1, from + most);
  for (let at = from; at < end; at += 2) {
    const unit = dv.getUint16(at, true);
    if (unit === 0) break;
    text += String.fromCharCode(unit);
  }
  return text;
}

/** A copy of a text in memory of the program's: an empty one of what is none. */
function newText(ctx: Context, text: unknown, malloc: (bytes: number) => number): number {
  const bytes = encodeText(`${typeof text === 'string' ? text : ''}\0`);
  const at = malloc(bytes.length);
  if (at !== 0) ctx.m.u8.set(bytes, at >>> 0);
  return at;
}

/** By the names of LLVM's types, without the stars of pointers: how a value is read and written. */
const ACCESS: Record<string, [get: (dv: DataView, at: number) => number | bigint, set: (dv: DataView, at: number, value: any) => void]> = {
  i1: [(dv, at) => dv.getInt8(at), (dv, at, value) => dv.setInt8(at, value)],
  i8: [(dv, at) => dv.getInt8(at), (dv, at, value) => dv.setInt8(at, value)],
  i16: [(dv, at) => dv.getInt16(at, true), (dv, at, value) => dv.setInt16(at, value, true)],
  i32: [(dv, at) => dv.getInt32(at, true), (dv, at, value) => dv.setInt32(at, value, true)],
  '*': [(dv, at) => dv.getUint32(at, true), (dv, at, value) => dv.setUint32(at, value, true)],
  float: [(dv, at) => dv.getFloat32(at, true), (dv, at, value) => dv.setFloat32(at, value, true)],
  double: [(dv, at) => dv.getFloat64(at, true), (dv, at, value) => dv.setFloat64(at, value, true)],
};

/** A number of 64 bits is its low word where time_t is one, too: later glue has BigInts for it. */
function accessOf({ config }: Context, type: string): (typeof ACCESS)[string] {
  if (type === 'i64') {
    return [
      (dv, at) => (config.time32 ? dv.getInt32(at, true) : dv.getBigInt64(at, true)),
      (dv, at, value) => dv.setBigInt64(at, typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value)) || 0), true),
    ];
  }
  const found = ACCESS[type.endsWith('*') ? '*' : type];
  if (found === undefined) throw new RuntimeError(`there is no value of type ${type} to read or write`);
  return found;
}

/** A module of the host's own: there are no others without the glue's place. */
function moduleOf(name: string): unknown {
  const found = builtin(name.startsWith('node:') ? name : `node:${name}`);
  if (found === undefined) throw new RuntimeError(`there is no module ${name} to require: without its glue a program has those that are built into node 20.16 or newer`);
  return found;
}

/** Where the program runs; a thread of it is a worker. */
function environment(ctx: Context): Record<string, boolean> {
  const isNode = ctx.p.host.fs !== undefined;
  const isThread = ctx.thread !== undefined;
  const isWeb = !isNode && (globalThis as { window?: unknown }).window !== undefined;
  const isWorker = isNode ? isThread : (globalThis as { WorkerGlobalScope?: unknown }).WorkerGlobalScope !== undefined;
  return { ENVIRONMENT_IS_NODE: isNode, ENVIRONMENT_IS_WEB: isWeb, ENVIRONMENT_IS_WORKER: isWorker, ENVIRONMENT_IS_SHELL: !isNode && !isWeb && !isWorker, ENVIRONMENT_IS_PTHREAD: isThread };
}

/** Whether constructors have begun to run, and whether the program is over. */
function life(ctx: Context): PropertyDescriptorMap {
  const isOver = { get: () => ctx.exitStatus !== undefined };
  return { runtimeInitialized: { get: () => ctx.isInitialised || !ctx.isRunning }, runtimeExited: isOver, ABORT: isOver };
}

/** What functions do that the program waits for: they give promises here. */
const Asyncify = {
  handleAsync: (start: () => Promise<unknown>): Promise<unknown> => start(),
  handleSleep: (start: (wake: (value?: unknown) => void) => void): Promise<unknown> => new Promise((resolve) => start((value = 0) => resolve(value))),
  // Exports that are called from such code do not wait.
  currData: null,
  whenDone: (): Promise<never> => new Promise(() => undefined),
};

/** What the callbacks of such code say when they begin and end. */
function keepingAlive(ctx: Context): Record<string, unknown> {
  const timers = (): Timers => (ctx.timers ??= new Timers());
  return {
    runtimeKeepalivePush: () => void timers().live++,
    runtimeKeepalivePop: () => void timers().live--,
    keepRuntimeAlive: () => !ctx.config.endsWithMain || timers().isAlive,
    callUserCallback: (call: () => unknown) => {
      try {
        return call();
      } catch (error) {
        // An exit was told where the host's loop turns; elsewhere it goes on to who runs the timers.
        if (error !== timers().unwinding && !(error instanceof Exit && ctx.leave !== undefined)) throw error;
        return undefined;
      }
    },
  };
}

export function glueScope(ctx: Context): object {
  const line = (fd: 1 | 2, text: string): void => {
    const bytes = encodeText(`${text}\n`);
    new Stdio(ctx.p.host, fd).write(bytes, 0, bytes.length);
  };
  const console = consoleOf(line);
  const abort = (what?: unknown): never => {
    throw new RuntimeError(`Aborted(${what === undefined ? '' : String(what)})`);
  };
  const table = (): any => ctx.ownTable ?? ctx.exports.__indirect_function_table;
  const end = (code: unknown): never => exit(ctx)(Number(code) | 0);
  const values = {
    ...timerFunctions(ctx), _emscripten_get_now: () => clockMs(1),
    wasmMemory: ctx.memory,
    getWasmTableEntry: (index: number) => table().get(index),
    dynCall: (types: string, index: number, args: unknown[] = []) => {
      const call = ctx.exports[`dynCall_${types.replace(/p/g, 'i')}`] as Function | undefined;
      return call === undefined ? table().get(index)(...args) : call(index, ...args);
    },
    UTF8ToString: (at: number, most = Infinity) => (at ? textOf(ctx.m.u8, at >>> 0, most) : ''),
    UTF8ArrayToString: (bytes: Uint8Array, at = 0, most = Infinity) => textOf(bytes, at, most),
    UTF16ToString: (at: number, most = Infinity) => wideText(ctx, at >>> 0, most),
    getValue: (at: number, type = 'i8') => accessOf(ctx, type)[0](ctx.m.dv, at >>> 0),
    setValue: (at: number, value: unknown, type = 'i8') => accessOf(ctx, type)[1](ctx.m.dv, at >>> 0, value),
    // Sanitizers have allocators of their own: what glue makes for them comes from the one below.
    allocateUTF8: (text: unknown) => newText(ctx, text, ctx.exports.emscripten_builtin_malloc ?? ctx.exports.malloc),
    withBuiltinMalloc: (call: () => unknown) => call(),
    ...environment(ctx),
    ENV: ctx.p.grants.env,
    require: (name: string) => moduleOf(name), fs: builtin('node:fs'), nodePath: builtin('node:path'),
    abort, _abort: abort, exit: end, _exit: end,
    ...functionPointers(ctx), ...keepingAlive(ctx), Asyncify,
  };
  const names: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(ctx.exports)) if (typeof value === 'function') for (const called of glueNames(name)) names[called] = value;
  const module = withViews(ctx, { ...names, ...values, print: console.log, printErr: console.error });
  const scope = withViews(ctx, { ...names, ...values, console, out: console.log, err: console.error, Module: module });
  return Object.defineProperties(scope, { wasmTable: { get: table }, buffer: { get: () => ctx.m.u8.buffer }, EXITSTATUS: { get: () => ctx.exitStatus }, ...life(ctx) });
}

/** Views of the memory as properties: new ones after it has grown. */
function withViews(ctx: Context, target: object): object {
  for (const [name, View] of VIEWS) defineView(ctx, target, name, View);
  return target;
}

function defineView(ctx: Context, target: object, name: string, View: ViewOf): void {
  let view: ArrayBufferView | undefined;
  const get = (): ArrayBufferView => {
    const { buffer } = ctx.m.u8;
    return view?.buffer === buffer ? view : (view = new View(buffer));
  };
  Object.defineProperty(target, name, { get, enumerable: true });
}
