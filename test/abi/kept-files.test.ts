/** Files that stay open on the host between two openings: what the program sees is what opening afresh would give. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { localHost } from '../../abi/host/local.js';
import type { Host } from '../../abi/host/host.js';
import { AT_FDCWD } from '../../abi/posix/constants.js';
import { E } from '../../abi/posix/errno.js';
import { close, descriptionOf, dup } from '../../abi/posix/fd.js';
import { chdir, unlink } from '../../abi/posix/files.js';
import { fstat, open } from '../../abi/posix/open.js';
import { createProcess, type Process } from '../../abi/posix/process.js';
import { waitUntil } from '../../abi/posix/wait.js';
import { temporaryDirectory } from '../support.js';

interface Counted {
  p: Process;
  directory: string;
  /** Calls of the host so far, by name. */
  count: Record<'openSync' | 'fstatSync' | 'closeSync', number>;
}

function process(): Counted {
  const directory = fs.realpathSync(temporaryDirectory());
  const count = { openSync: 0, fstatSync: 0, closeSync: 0 };
  const counting: Record<string, unknown> = { ...fs };
  for (const name of Object.keys(count) as Array<keyof typeof count>) {
    counting[name] = (...args: unknown[]): unknown => {
      count[name]++;
      return (fs[name] as (...args: unknown[]) => unknown)(...args);
    };
  }
  const host: Host = localHost({ fs: counting as unknown as typeof fs, os });
  const p = createProcess({ args: [], env: {}, preopens: [{ guest: '/', host: directory }], cwd: '/', net: { listen: false, connect: false } }, host);
  return { p, directory, count };
}

function openFile(p: Process, name: string, flags = 0): number {
  return open(p, AT_FDCWD, name, flags, 0o644);
}

/** As a server does: opens, asks for the size, reads that much, closes. */
function serve(p: Process, name: string): string {
  const fd = openFile(p, name);
  if (fd < 0) throw new Error(`open: ${fd}`);
  const stat = fstat(p, fd);
  if (typeof stat === 'number') throw new Error(`fstat: ${stat}`);
  const bytes = new Uint8Array(stat.size);
  const read = descriptionOf(p, fd)!.pread(bytes, 0, bytes.length, 0);
  close(p, fd);
  return new TextDecoder().decode(bytes.subarray(0, read));
}

test('a file opened again is neither opened nor asked nor closed', () => {
  const { p, directory, count } = process();
  fs.writeFileSync(join(directory, 'page'), 'page');
  const start = performance.now();
  for (let i = 0; i < 5; i++) assert.is(serve(p, '/page'), 'page');
  // What was asked is believed for a millisecond: on a busy machine five rounds may take longer.
  const asked = Math.ceil(performance.now() - start);
  assert.equal({ ...count, fstatSync: count.fstatSync >= 1 && count.fstatSync <= asked }, { openSync: 1, fstatSync: true, closeSync: 0 });
});

test('a file that was written, replaced, removed or made a link meanwhile', () => {
  const { p, directory } = process();
  const path = join(directory, 'page');
  fs.writeFileSync(path, 'first');
  assert.is(serve(p, '/page'), 'first');
  fs.appendFileSync(path, ' and more');
  assert.is(serve(p, '/page'), 'first and more');
  fs.writeFileSync(`${path}.new`, 'FIRST AND MORE');
  const { atime, mtime } = fs.statSync(path);
  fs.utimesSync(`${path}.new`, atime, mtime);
  fs.renameSync(`${path}.new`, path);
  assert.is(serve(p, '/page'), 'FIRST AND MORE', 'of the same size and time');
  fs.unlinkSync(path);
  assert.is(openFile(p, '/page'), -E.ENOENT);
  fs.writeFileSync(path, 'again');
  assert.is(serve(p, '/page'), 'again');
  fs.rmSync(path);
  fs.symlinkSync('/etc/passwd', path);
  assert.is(openFile(p, '/page'), -E.EACCES, 'a link out of the directory');
});

test('two descriptors of one file at once have their own positions', () => {
  const { p, directory } = process();
  fs.writeFileSync(join(directory, 'page'), 'abcdef');
  serve(p, '/page');
  const [one, two] = [openFile(p, '/page'), openFile(p, '/page')];
  const bytes = new Uint8Array(3);
  descriptionOf(p, one)!.read(bytes, 0, 3);
  descriptionOf(p, one)!.read(bytes, 0, 3);
  assert.is(String.fromCharCode(...bytes), 'def');
  descriptionOf(p, two)!.read(bytes, 0, 3);
  assert.is(String.fromCharCode(...bytes), 'abc');
  const copy = dup(p, one);
  close(p, one);
  assert.is(descriptionOf(p, copy)!.pread(bytes, 0, 3, 0), 3, 'open until the last descriptor is closed');
  close(p, copy);
  close(p, two);
  assert.is(serve(p, '/page'), 'abcdef');
});

test('what fstat says after anything else was asked is asked of the host', () => {
  const { p, directory } = process();
  const path = join(directory, 'page');
  fs.writeFileSync(path, '12345');
  serve(p, '/page');
  const fd = openFile(p, '/page');
  assert.is((fstat(p, fd) as fs.Stats).size, 5);
  fs.appendFileSync(path, '678');
  assert.is((fstat(p, fd) as fs.Stats).size, 8);
  close(p, fd);
  const again = openFile(p, '/page');
  openFile(p, '/none');
  fs.truncateSync(path, 0);
  assert.is((fstat(p, again) as fs.Stats).size, 0);
});

test('a relative path names another file in another directory', () => {
  const { p, directory } = process();
  for (const name of ['one', 'two']) {
    fs.mkdirSync(join(directory, name));
    fs.writeFileSync(join(directory, name, 'page'), name);
    assert.is(chdir(p, `/${name}`), 0);
    assert.is(serve(p, 'page'), name);
    assert.is(serve(p, 'page'), name);
  }
});

test('files are written and directories opened as ever', () => {
  const { p, directory, count } = process();
  fs.writeFileSync(join(directory, 'page'), 'old');
  serve(p, '/page');
  const fd = openFile(p, '/page', 2);
  descriptionOf(p, fd)!.write(new TextEncoder().encode('NEW'), 0, 3);
  assert.is((fstat(p, fd) as fs.Stats).size, 3);
  close(p, fd);
  assert.is(count.closeSync, 1, 'a file that can be written is closed');
  assert.is(serve(p, '/page'), 'NEW');
});

test('nothing stays open while the program waits, changes a directory, or needs descriptors', () => {
  const { p, directory, count } = process();
  const files = Array.from({ length: 40 }, (_, i) => `f${i}`);
  for (const name of files) {
    fs.writeFileSync(join(directory, name), name);
    assert.is(serve(p, `/${name}`), name);
  }
  assert.ok(count.closeSync > 0 && count.closeSync < 40, 'only so many stay open');
  waitUntil(p, 30, () => 0);
  assert.is(count.closeSync, 40);
  serve(p, '/f0');
  assert.is(unlink(p, AT_FDCWD, '/f1'), 0);
  assert.is(count.closeSync, 41);
});

test('a host without free descriptors gets those back that stayed open', () => {
  const { p, directory } = process();
  for (const name of ['a', 'b']) fs.writeFileSync(join(directory, name), name);
  serve(p, '/a');
  const whole = p.host.fs!.openSync;
  let refused = 0;
  (p.host.fs as { openSync: unknown }).openSync = (...args: Parameters<typeof whole>): number => {
    if (p.kept!.size === 0) return whole(...args);
    refused++;
    throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
  };
  assert.is(serve(p, '/b'), 'b');
  assert.is(refused, 1);
});

test.run();
