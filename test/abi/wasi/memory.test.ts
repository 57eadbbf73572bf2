/** A file system in memory: against the host's, and under engines that have none. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { filesInMemory } from '../../../abi/host/memory-fs.js';
import { decodeHere, encodeHere } from '../../../abi/posix/text.js';
import { findEngines } from '../../../cli/engines.js';
import { compile } from '../../../compiler/index.js';
import { root, skip, temporaryDirectory } from '../../support.js';

const tour = fs.readFileSync(join(root, 'test/abi/wasi/fixtures/tour.wasm'));

function collect(): { sink: (bytes: Uint8Array) => void; text: () => string } {
  const parts: Uint8Array[] = [];
  return { sink: (bytes) => void parts.push(bytes), text: () => Buffer.concat(parts).toString() };
}

/** In memory `/data` is no preopened directory, but lies in one. */
const ESCAPES = /^(open (escape|\.\.)): .*$/gm;

test('a tour in memory is one on the disk', async () => {
  const out = join(temporaryDirectory(), 'tour.mjs');
  fs.writeFileSync(out, compile(tour).code);
  const { run } = await import(pathToFileURL(out).href);
  const [disk, memory] = [collect(), collect()];
  const files: Record<string, Uint8Array | string> = { '/data/': '', '/kept': 'text' };
  const ignore = { stdin: 'line\n', stderr: () => undefined };
  assert.is(await run({ args: ['/data'], preopens: { '/data': temporaryDirectory() }, stdout: disk.sink, ...ignore }), 42);
  assert.is(await run({ args: ['/data'], files, stdout: memory.sink, ...ignore }), 42);
  assert.is(memory.text().replace(ESCAPES, '$1'), disk.text().replace(ESCAPES, '$1'));
  assert.is(Buffer.from(files['/data/d/file'] as Uint8Array).toString('latin1'), `Jello, world\n${'\0'.repeat(27)}`);
  assert.equal(files['/kept'], new TextEncoder().encode('text'));
  assert.not.ok('/data/' in files);
});

test('engines without files, text codecs or streams', () => {
  const { found, absent } = findEngines();
  for (const { name, how } of absent) skip(`a WASI program on ${name}`, how);
  const bare = found.filter(({ name }) => /^(jsc|gjs|hermes|qjs)/.test(name));
  const directory = temporaryDirectory();
  let lines: string | undefined;
  for (const { name, command } of bare) {
    const { code } = compile(tour, { format: 'iife', name: 'k', target: name === 'hermes' ? 'hermes' : 'portable' });
    const file = join(directory, `${name}.js`);
    // No engine of these has random numbers: the import is given.
    const run = `var files = { '/data/': '' };
      k.run({ args: ['/data'], env: { GREETING: 'h\\u00e9' }, files: files, stdin: 'first\\n', imports: { wasi_snapshot_preview1: { random_get: function () { return 0; } } } })
        .then(function (code) { print('exit ' + code + ', ' + Object.keys(files).length + ' files'); }, function (error) { print('failed: ' + error); });`;
    const loop = name === 'gjs' ? "imports.mainloop.timeout_add(200, () => imports.mainloop.quit()); imports.mainloop.run();" : '';
    fs.writeFileSync(file, `${code}\n${run}\n${loop}\n`);
    const { stdout, stderr } = spawnSync(command[0]!, [...command.slice(1), file], { encoding: 'utf8' });
    const text = stdout.split('\n').filter((line) => line !== 'done').join('\n');
    assert.match(text, /^argument \/data\nGREETING hé, HOME \(none\)\nmkdir: 0\n/, `${name}: ${stdout} ${stderr}`);
    assert.match(text, /\nstdin first\nexit 42, 32 files\n/, name);
    lines ??= text;
    assert.is(text, lines, name);
  }
});

test('a directory is not moved into itself, however its path is written', () => {
  const { fs: memory, files } = filesInMemory({ '/dir/inner/x': '1' }, undefined);
  for (const [from, to] of [['/dir', '/dir/inner/dir'], ['//dir', '/dir/inner/dir'], ['/dir/.', '/dir/inner/y'], ['/dir', '/dir/y']] as const) {
    assert.throws(() => memory.renameSync(from, to), (error: { code: string }) => error.code === 'EINVAL', `${from} to ${to}`);
  }
  assert.equal(Object.keys(files()), ['/dir/inner/x']);
});

/** A disk and a memory that were given the same calls. */
test('calls of the file system fail as those of the host', () => {
  const directory = fs.realpathSync(temporaryDirectory());
  const memory = filesInMemory({ '/file': 'text', '/dir/inner': 'x', '/empty/': '' }, undefined).fs;
  fs.writeFileSync(join(directory, 'file'), 'text');
  fs.mkdirSync(join(directory, 'dir'));
  fs.mkdirSync(join(directory, 'empty'));
  fs.writeFileSync(join(directory, 'dir/inner'), 'x');
  const script = (host: typeof fs, at: (path: string) => string): string[] => {
    const results: string[] = [];
    const note = (call: () => unknown): void => {
      try {
        const value = call();
        results.push(value === undefined ? 'ok' : String(value));
      } catch (error) {
        results.push((error as { code: string }).code);
      }
    };
    const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW } = host.constants;
    const open = (path: string, flags: number): void => note(() => host.closeSync(host.openSync(at(path), flags)));
    for (const path of ['file', 'dir', 'none', 'file/x', 'dir/inner']) {
      open(path, O_RDONLY);
      open(path, O_RDWR);
      open(path, O_WRONLY | O_CREAT | O_EXCL);
      note(() => host.lstatSync(at(path)).isDirectory());
      note(() => host.readlinkSync(at(path)));
      note(() => host.mkdirSync(at(path)));
      note(() => host.readdirSync(at(path), { withFileTypes: true }).map(({ name }) => name).sort());
    }
    note(() => host.symlinkSync('file', at('link')));
    note(() => host.symlinkSync('round', at('round')));
    note(() => host.symlinkSync('../file', at('dir/up')));
    for (const path of ['link', 'round', 'dir/up', 'link/x', 'dir/../file']) {
      open(path, O_RDONLY);
      open(path, O_RDONLY | O_NOFOLLOW);
      note(() => host.statSync(at(path)).size);
      note(() => host.lstatSync(at(path)).isSymbolicLink());
    }
    for (const [from, to] of [['file', 'moved'], ['moved', 'dir'], ['dir', 'moved'], ['none', 'x'], ['dir', 'dir/below'], ['empty', 'dir'], ['dir', 'empty'], ['link', 'moved'], ['moved', 'moved']] as const) note(() => host.renameSync(at(from), at(to)));
    note(() => host.linkSync(at('empty/inner'), at('hard')));
    note(() => host.linkSync(at('empty'), at('hard2')));
    note(() => [host.statSync(at('hard')).nlink, host.statSync(at('empty')).nlink, host.statSync(at('empty/inner')).size]);
    for (const path of ['empty', 'hard', 'none', 'moved']) {
      note(() => host.unlinkSync(at(path)));
      note(() => host.rmdirSync(at(path)));
    }
    note(() => {
      const fd = host.openSync(at('data'), O_RDWR | O_CREAT | O_TRUNC);
      host.writeSync(fd, new Uint8Array([1, 2, 3, 4, 5]), 1, 3, null);
      host.writeSync(fd, new Uint8Array([9]), 0, 1, 10);
      host.ftruncateSync(fd, 12);
      host.ftruncateSync(fd, 11);
      const into = new Uint8Array(16);
      const counts = [host.readSync(fd, into, 0, 16, 0), host.readSync(fd, into, 0, 2, null), host.readSync(fd, into, 0, 5, 100), host.fstatSync(fd, { bigint: true }).size];
      host.closeSync(fd);
      return [...counts, ...into];
    });
    return results;
  };
  assert.equal(script(memory, (path) => `/${path}`), script(fs, (path) => `${directory}/${path}`));
});

test('text without TextEncoder and TextDecoder', () => {
  for (const text of ['', 'ascii', 'é\u07ff\u0800\uffff', '\u{10000}\u{10ffff}', 'a\ud800b\udc00']) assert.equal(encodeHere(text), new TextEncoder().encode(text), JSON.stringify(text));
  let seed = 1;
  const random = (n: number): number => (seed = (seed * 48271) % 0x7fffffff) % n;
  const bytes = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff];
  for (let i = 0; i < 20000; i++) {
    const input = Uint8Array.from({ length: random(9) }, () => bytes[random(bytes.length)]!);
    assert.is(decodeHere(input), new TextDecoder('utf-8', { ignoreBOM: true }).decode(input), String(input));
  }
});

test.run();
