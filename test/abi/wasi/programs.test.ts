/** Programs of C and Rust, compiled, against the same under node:wasi. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, type Options } from '../../../compiler/index.js';
import { root, temporaryDirectory } from '../../support.js';

const fixtures = join(root, 'test/abi/wasi/fixtures');
const oracle = join(root, 'dist/test/abi/wasi/oracle.js');

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

function node(args: string[], input = '', cwd: string | undefined = undefined): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', ...args], { input, cwd, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

/** Compiles a fixture into a new directory; the output's path. */
function build(name: string, options: Partial<Options> = {}): string {
  const out = join(temporaryDirectory(), `${name}.mjs`);
  writeFileSync(out, compile(readFileSync(join(fixtures, `${name}.wasm`)), options).code);
  return out;
}

function native(name: string, given: object, input = ''): Result {
  return node([oracle, join(fixtures, `${name}.wasm`), JSON.stringify(given)], input);
}

async function load(file: string): Promise<any> {
  return import(pathToFileURL(file).href);
}

function collect(): { sink: (bytes: Uint8Array) => void; text: () => string } {
  const parts: Uint8Array[] = [];
  return { sink: (bytes) => void parts.push(bytes), text: () => Buffer.concat(parts).toString() };
}

/** Lines that node:wasi prints and should not, and what belongs there. */
const corrections: Array<[string, string]> = [
  // Without lookupflags.symlink_follow the last component is not followed.
  ['O_NOFOLLOW: 4', 'O_NOFOLLOW: -1 Symbolic link loop'],
  // A link's text is free as long as it is relative; following it is what can fail.
  ['escape: -1 Capabilities insufficient', 'escape: 0'],
  ['open escape: -1 No such file or directory', 'open escape: -1 Capabilities insufficient'],
  ['  file/4', '  escape/7\n  file/4'],
  // A directory has these two entries, and node leaves them out.
  ['  a file with a rather long name to fill buffers 0/4', '  ../3\n  ./3\n  a file with a rather long name to fill buffers 0/4'],
  ['  escape/7\n  file/4\n  hard/4', '  ../3\n  ./3\n  escape/7\n  file/4\n  hard/4'],
  // Half a second was asked for.
  ['1200000000.0', '1200000000.500000000'],
];

function corrected(text: string): string {
  return corrections.reduce((all, [wrong, right]) => {
    assert.ok(all.includes(wrong), `node:wasi no longer prints ${wrong}`);
    return all.replaceAll(wrong, right);
  }, text);
}

test('a tour of files, directories, links, clocks and streams', async () => {
  const [ours, theirs] = [temporaryDirectory(), temporaryDirectory()];
  const { run } = await load(build('tour'));
  const stdout = collect();
  const stderr = collect();
  const env = { GREETING: 'hello \u{1f30d}' };
  const code = await run({ args: ['/data'], env, preopens: { '/data': ours }, stdin: 'first\nsecond\n', stdout: stdout.sink, stderr: stderr.sink });
  const expected = native('tour', { args: ['tour', '/data'], env, preopens: { '/data': theirs } }, 'first\nsecond\n');
  assert.is(stdout.text(), corrected(expected.stdout));
  assert.is(stderr.text(), expected.stderr);
  assert.is(code, 42);
  assert.is(code, expected.code);
  assert.equal(readdirSync(join(ours, 'd')).filter((name) => name !== 'escape').sort(), readdirSync(join(theirs, 'd')).sort());
  assert.is(readFileSync(join(ours, 'd/file'), 'latin1'), readFileSync(join(theirs, 'd/file'), 'latin1'));
});

test('as a main program: arguments, standard streams, exit code, the current directory', () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'words'), 'b c b\n');
  mkdirSync(join(directory, 'sub'));
  const out = build('count');
  const relative = node([out, 'words', './sub/../words', 'none'], 'a\n', directory);
  assert.equal(relative, { code: 0, stdout: '1 a\n4 b\n2 c\n', stderr: 'none: NotFound\n' });
  const absolute = node([out, join(directory, 'words')], '', directory);
  assert.equal(absolute, { code: 0, stdout: '2 b\n1 c\n', stderr: '' });
  assert.is(node([out], '', directory).code, 1);
  const outside = node([out, '/etc/passwd', '../x'], '', directory);
  assert.is(outside.code, 1);
});

test('directories given when it was compiled', () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'words'), 'x\n');
  const out = build('count', { dir: [`/texts=${directory}`] });
  assert.equal(node([out, '/texts/words', 'words'], '', directory), { code: 0, stdout: '1 x\n', stderr: 'words: Uncategorized\n' });
});

test('the environment fixed when it was compiled', () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'd0'));
  const out = build('tour', { env: ['GREETING=fixed', 'HOME', 'NONE'] });
  const { stdout, status } = spawnSync(process.execPath, [out, 'd0'], { cwd: directory, encoding: 'utf8', input: '', env: { HOME: '/home/x', GREETING: 'other' } });
  assert.match(stdout, /GREETING fixed, HOME \/home\/x/);
  assert.is(status, 42);
});

test('the command run: --dir, --env, standard input and the exit code', () => {
  const directory = temporaryDirectory();
  const bin = join(root, 'dist/cli/bin.js');
  const given = ['run', join(fixtures, 'tour.wasm'), '--dir', `/data=${directory}`, '--env', 'GREETING=hello', '--env', 'HOME=/h', '--', '/data'];
  const { stdout, status } = spawnSync(process.execPath, [bin, ...given], { cwd: directory, encoding: 'utf8', input: 'typed\n', env: { ...process.env, XDG_CACHE_HOME: temporaryDirectory() } });
  assert.match(stdout, /^argument \/data\nGREETING hello, HOME \/h\n/);
  assert.match(stdout, /stdin typed\n$/);
  assert.is(status, 42);
  assert.equal(readdirSync(directory), ['d']);
});

test('exit codes and ends that are none', () => {
  const out = build('unwise');
  for (const code of ['0', '7', '255']) assert.is(node([out, 'exit', code]).code, Number(code));
  for (const how of ['abort', 'trap', 'recursion']) {
    const result = node([out, how]);
    assert.is(result.code, 134, how);
    assert.is(result.stdout, `${how}\n`);
    assert.match(result.stderr, how === 'recursion' ? /call stack exhausted/ : /RuntimeError: unreachable/);
  }
});

test('a program recurses 60,000 levels deep without its stack being at an end', () => {
  const result = node([build('unwise'), 'levels', '60000']);
  assert.equal(result, node(['--stack-size=7000', join(root, 'dist/test/abi/wasi/oracle.js'), join(fixtures, 'unwise.wasm'), JSON.stringify({ args: ['unwise', 'levels', '60000'] })]));
});

test('a reactor is initialised by instantiate, once', async () => {
  const { instantiate, run } = await load(build('reactor'));
  assert.is(run, undefined);
  const stdout = collect();
  const { exports } = instantiate({}, { env: { GREETING: 'hi' }, stdout: stdout.sink });
  exports._initialize();
  assert.is(exports.counter(), 42);
  assert.is(exports.counter(), 43);
  assert.is(exports.shout(), 0);
  assert.is(stdout.text(), 'HI\n');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

test('a listening socket that is given to the program', async () => {
  const port = await freePort();
  const out = build('echo');
  const script = `import { run } from ${JSON.stringify(pathToFileURL(out).href)}; process.exit(await run({ args: ['4'], preopens: { '/': '.' }, listen: ['127.0.0.1:${port}'] }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: temporaryDirectory() });
  let stdout = '';
  child.stdout.on('data', (bytes: Buffer) => void (stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => void (stdout += bytes.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const listening = new Promise((resolve) => child.stdout.on('data', () => { if (stdout.includes('early')) resolve(true); }));
  assert.is(await Promise.race([listening, ended]), true, `the program has not come to listen: ${stdout}`);
  const socket = connect(port, '127.0.0.1');
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (bytes) => void (text += bytes.toString()));
    socket.on('end', () => resolve(text));
  });
  socket.end('hello, socket');
  assert.is(await answer, 'HELLO, SOCKET');
  assert.is(await ended, 0);
  assert.is(stdout, 'prestat ends before 4\nearly -1 Resource temporarily unavailable\npoll 1\npeeked hell\nshutdown 0\nnot a socket 1\n');
});

test.run();
