/**
 * WASI without a program: a module whose exports are the calls themselves, once under node:wasi and once compiled. A script
 * makes the same calls on both; what it returns is compared.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { provided } from '../../../abi/wasi/index.js';
import { WASI_ERRNO } from '../../../abi/posix/wasi-errno.js';
import { compile } from '../../../compiler/index.js';
import { temporaryDirectory } from '../../support.js';
import { assemble } from '../../wabt.js';

export type Version = 'wasi_snapshot_preview1' | 'wasi_unstable';
type Exports = Record<string, any>;

const NAMES = ['SUCCESS'];
for (const [name, number] of Object.entries(WASI_ERRNO)) NAMES[number] = name;

/** A module that exports all calls, and memory of one page. */
function reexports(version: Version): Uint8Array<ArrayBuffer> {
  const type = (letter: string): string => (letter === 'l' ? 'i64' : 'i32');
  const imports = provided().filter(({ module }) => module === version).map(({ name, sig }) => {
    const [parameters, results] = sig.split(':') as [string, string];
    return `(import "${version}" "${name}" (func $${name} (param ${[...parameters].map(type).join(' ')}) ${results && '(result i32)'})) (export "${name}" (func $${name}))`;
  });
  return assemble(`(module ${imports.join('\n')} (memory (export "memory") 1) (func (export "_initialize")))`);
}

const modules = new Map<Version, { wasm: WebAssembly.Module; ours: { instantiate(imports: object, options: object): { exports: Exports } } }>();

function moduleOf(version: Version) {
  let found = modules.get(version);
  if (found === undefined) {
    const bytes = reexports(version);
    const { code } = compile(bytes, { format: 'iife', name: 'k' });
    found = { wasm: new WebAssembly.Module(bytes), ours: new Function(`${code}; return k`)() };
    modules.set(version, found);
  }
  return found;
}

/** All rights that a preopened directory hands on. */
export const ALL = 0x0fffffffn & ~(1n << 28n);
export const FILE = 0x08e001ffn;
export const CREAT = 1, DIRECTORY = 2, EXCL = 4, TRUNC = 8;
export const APPEND = 1, DSYNC = 2, NONBLOCK = 4, RSYNC = 8, SYNC = 16;
export const FOLLOW = 1;

export interface OpenOptions {
  lookup?: number;
  oflags?: number;
  base?: bigint;
  inheriting?: bigint;
  fdflags?: number;
}

export class Machine {
  private top = 1024;

  constructor(
    readonly exports: Exports,
    /** The preopened directory, descriptor 3. */
    readonly root: string,
    readonly isOurs: boolean,
  ) {}

  get view(): DataView {
    return new DataView(this.exports.memory.buffer as ArrayBuffer);
  }

  /** The name of the error that a call gives, SUCCESS for none. */
  call(name: string, ...args: Array<number | bigint>): string {
    const errno = (this.exports[name] as (...args: Array<number | bigint>) => number)(...args);
    return NAMES[errno] ?? String(errno);
  }

  /** Memory that is not used otherwise; filled with 0xaa. */
  allocate(size: number): number {
    const at = this.top;
    this.top = (this.top + size + 15) & ~15;
    if (this.top > 65536) throw new RangeError('the test uses too much memory');
    new Uint8Array(this.exports.memory.buffer, at, size).fill(0xaa);
    return at;
  }

  text(text: string | Uint8Array): [at: number, length: number] {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    const at = this.allocate(bytes.length);
    new Uint8Array(this.exports.memory.buffer, at, bytes.length).set(bytes);
    return [at, bytes.length];
  }

  bytes(at: number, length: number): string {
    return Buffer.from(this.exports.memory.buffer as ArrayBuffer, at, length).toString('latin1');
  }

  u32(at: number): number {
    return this.view.getUint32(at, true);
  }

  /** Calls with one more argument, where a word is stored: the word, or the error's name. */
  word(name: string, ...args: Array<number | bigint>): number | string {
    const at = this.allocate(8);
    const error = this.call(name, ...args, at);
    return error === 'SUCCESS' ? this.u32(at) : error;
  }

  open(path: string, { lookup = 0, oflags = 0, base = FILE, inheriting = 0n, fdflags = 0 }: OpenOptions = {}, from = 3): number {
    const fd = this.tryOpen(path, { lookup, oflags, base, inheriting, fdflags }, from);
    if (typeof fd === 'string') throw new Error(`open ${path}: ${fd}`);
    return fd;
  }

  tryOpen(path: string, { lookup = 0, oflags = 0, base = FILE, inheriting = 0n, fdflags = 0 }: OpenOptions = {}, from = 3): number | string {
    return this.word('path_open', from, lookup, ...this.text(path), oflags, base, inheriting, fdflags);
  }

  /** One or more buffers. */
  vector(parts: Array<[number, number]>): [at: number, count: number] {
    const at = this.allocate(8 * parts.length);
    parts.forEach(([start, length], i) => {
      this.view.setUint32(at + 8 * i, start, true);
      this.view.setUint32(at + 8 * i + 4, length, true);
    });
    return [at, parts.length];
  }

  write(fd: number, ...texts: string[]): number | string {
    return this.word('fd_write', fd, ...this.vector(texts.map((text) => this.text(text))));
  }

  read(fd: number, ...lengths: number[]): string {
    const parts = lengths.map((length): [number, number] => [this.allocate(length), length]);
    const count = this.word('fd_read', fd, ...this.vector(parts));
    return typeof count === 'string' ? count : `${count}:${parts.map(([at, length]) => this.bytes(at, length)).join('|')}`;
  }

  /** What is there, without what differs from run to run. */
  stat(call: string, ...args: Array<number | bigint>): object | string {
    const at = this.allocate(64);
    const error = this.call(call, ...args, at);
    if (error !== 'SUCCESS') return error;
    const v = this.view;
    return { type: v.getUint8(at + 16), links: Number(v.getBigUint64(at + 24, true)), size: Number(v.getBigUint64(at + 32, true)) };
  }

  /** Without the flags, for which node:wasi gives the bits of Linux's open(2). */
  fdstat(fd: number): object | string {
    const at = this.allocate(24);
    const error = this.call('fd_fdstat_get', fd, at);
    if (error !== 'SUCCESS') return error;
    const v = this.view;
    return { type: v.getUint8(at), base: v.getBigUint64(at + 8, true).toString(16), inheriting: v.getBigUint64(at + 16, true).toString(16) };
  }

  fdflags(fd: number): number {
    const at = this.allocate(24);
    this.call('fd_fdstat_get', fd, at);
    return this.view.getUint16(at + 2, true);
  }

  /** The directory, as the host sees it. */
  tree(): string[] {
    const show = (path: string): string[] =>
      fs.readdirSync(join(this.root, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
        const name = join(path, entry.name);
        if (entry.isSymbolicLink()) return [`${name} -> ${fs.readlinkSync(join(this.root, name))}`];
        if (entry.isDirectory()) return [`${name}/`, ...show(name)];
        return [`${name} ${JSON.stringify(fs.readFileSync(join(this.root, name), 'latin1'))}`];
      });
    return show('');
  }
}

/** What both machines find. */
function populate(root: string): void {
  fs.writeFileSync(join(root, 'file'), 'hello, world');
  fs.writeFileSync(join(root, 'empty'), '');
  fs.mkdirSync(join(root, 'dir/sub'), { recursive: true });
  fs.writeFileSync(join(root, 'dir/inner'), 'inner');
  fs.symlinkSync('file', join(root, 'link'));
  fs.symlinkSync('dir', join(root, 'dirlink'));
  fs.symlinkSync('nowhere', join(root, 'dangling'));
  fs.symlinkSync('loop', join(root, 'loop'));
  fs.symlinkSync('../outside', join(root, 'escape'));
  fs.symlinkSync('../file', join(root, 'dir/up'));
}

export interface Given {
  version?: Version;
  args?: string[];
  env?: Record<string, string>;
}

export function ours({ version = 'wasi_snapshot_preview1', args = [], env = {} }: Given = {}, options: object = {}): Machine {
  const root = join(temporaryDirectory(), 'root');
  fs.mkdirSync(root);
  populate(root);
  const { exports } = moduleOf(version).ours.instantiate({}, { args, env, preopens: { '/sandbox': root }, ...options });
  return new Machine(exports, root, true);
}

export function theirs({ version = 'wasi_snapshot_preview1', args = [], env = {} }: Given = {}): Machine {
  const root = join(temporaryDirectory(), 'root');
  fs.mkdirSync(root);
  populate(root);
  const wasi = new WASI({ version: version === 'wasi_unstable' ? 'unstable' : 'preview1', args: ['wasm', ...args], env, preopens: { '/sandbox': root } });
  const instance = new WebAssembly.Instance(moduleOf(version).wasm, wasi.getImportObject() as WebAssembly.Imports);
  wasi.initialize(instance);
  return new Machine(instance.exports, root, false);
}
