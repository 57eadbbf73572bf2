/** The command line from outside: exit codes, messages, files. */
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assembleText } from '../../cli/wat.js';
import { oneFunction } from '../cases.js';
import { root, skip, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const bin = join(root, 'dist/cli/bin.js');
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
const add = oneFunction([0x7f, 0x7f], [0x7f], [], [0x20, 0, 0x20, 1, 0x6a]);

function directory(): string {
  const made = temporaryDirectory();
  writeFileSync(join(made, 'add.wasm'), add);
  return made;
}

function cli(cwd: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; input?: string | Uint8Array } = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8', input: options.input, env: { ...process.env, XDG_CACHE_HOME: join(cwd, 'cache'), ...options.env } });
}

const files = (cwd: string): string[] => readdirSync(cwd).sort();

test('builds beside the input, silently in a pipe', async () => {
  const cwd = directory();
  const { status, stdout, stderr } = cli(cwd, ['add.wasm']);
  assert.equal([status, stdout, stderr], [0, '', '']);
  assert.equal(files(cwd), ['add.mjs', 'add.wasm']);
  const output = await import(pathToFileURL(join(cwd, 'add.mjs')).href) as { f(a: number, b: number): number };
  assert.is(output.f(2, 3), 5);
});

test('an option that does not fit the module is a usage error', () => {
  const cwd = directory();
  for (const [args, pattern] of [[['--keep-exports', 'zork'], /no export "zork"/], [['--esm-integration', '--format', 'cjs'], /needs the format esm/]] as const) {
    const { status, stderr } = cli(cwd, ['add.wasm', ...args]);
    assert.is(status, 2);
    assert.match(stderr, pattern);
  }
  assert.equal(files(cwd), ['add.wasm']);
});

test('text that the parser chokes on is an error, not a hang', async () => {
  const nested = new TextEncoder().encode(`(module (func ${'block '.repeat(300)}${'end '.repeat(300)}))`);
  await assembleText('deep.wat', nested, 500).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /^deep\.wat: cannot be parsed: the parser did not end within 0\.5 s/),
  );
  const folded = new TextEncoder().encode(`(module (func ${'(block '.repeat(3000)}${')'.repeat(3000)}))`);
  await assembleText('fold.wat', folded).then(() => assert.unreachable(), (error: Error) => assert.match(error.message, /^fold\.wat: cannot be parsed: the parser gave up .* binary module instead$/));
});

test('the word build, formats, output files and standard output', () => {
  const cwd = directory();
  assert.is(cli(cwd, ['build', 'add.wasm', '--format', 'cjs']).status, 0);
  assert.is(cli(cwd, ['add.wasm', '--format', 'iife', '--name', 'k', '-O3']).status, 0);
  assert.is(cli(cwd, ['add.wasm', '-o', 'deep.js', '--pretty']).status, 0);
  assert.equal(files(cwd), ['add.cjs', 'add.js', 'add.wasm', 'deep.js']);
  assert.is((new Function(`${readFileSync(join(cwd, 'add.js'), 'utf8')}\nreturn k;`)() as any).instantiate().exports.f(2, 3), 5);
  const { status, stdout } = cli(cwd, ['add.wasm', '-o', '-', '--pretty']);
  assert.is(status, 0);
  assert.is(stdout, readFileSync(join(cwd, 'deep.js'), 'utf8'));
  assert.is(cli(cwd, ['-', '-o', '-', '--pretty'], { input: add }).stdout, stdout);
});

test('text modules', async () => {
  const cwd = directory();
  writeFileSync(join(cwd, 'x.wat'), '(module (func (export "x") (result i64) (i64.const -1)))');
  assert.is(cli(cwd, ['x.wat']).status, 0);
  assert.is((await import(pathToFileURL(join(cwd, 'x.mjs')).href) as { x(): bigint }).x(), -1n);
  writeFileSync(join(cwd, 'bad.wat'), '(module\n  (func (reslut i32)))');
  const { status, stderr } = cli(cwd, ['bad.wat']);
  assert.is(status, 1);
  assert.match(stderr, /^wasm2js-aot: bad\.wat:2:\d+: .*\n$/);
});

test('source maps and declarations', () => {
  const cwd = directory();
  assert.is(cli(cwd, ['add.wasm', '-o', 'out.mjs', '--source-map', 'external', '--dts']).status, 0);
  assert.equal(files(cwd), ['add.wasm', 'out.d.mts', 'out.d.ts', 'out.mjs', 'out.mjs.map']);
  assert.match(readFileSync(join(cwd, 'out.mjs'), 'utf8'), /\n\/\/# sourceMappingURL=out\.mjs\.map\n$/);
  assert.is((JSON.parse(readFileSync(join(cwd, 'out.mjs.map'), 'utf8')) as { version: number }).version, 3);
  assert.match(readFileSync(join(cwd, 'out.d.ts'), 'utf8'), /readonly "f": \(p0: number, p1: number\) => number/);
});

test('malformed input: one line with the position, and no file', () => {
  const cwd = directory();
  const cases: Record<string, Uint8Array> = {
    'empty.wasm': new Uint8Array(), 'text.wasm': Buffer.from('hello, this is no module'), 'version.wasm': Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0),
    'invalid.wasm': oneFunction([], [0x7f], [], []),
  };
  for (let length = 1; length < add.length; length++) if (length !== 8) cases[`cut${length}.wasm`] = add.slice(0, length);
  for (const [name, bytes] of Object.entries(cases).filter(([key], index) => !key.startsWith('cut') || index % 7 === 0)) {
    writeFileSync(join(cwd, name), bytes);
    const before = files(cwd);
    const { status, stdout, stderr } = cli(cwd, [name]);
    assert.is(status, 1, name);
    assert.is(stdout, '');
    assert.match(stderr, new RegExp(`^wasm2js-aot: ${name.replace('.', '\\.')}: byte 0x[0-9a-f]+: [^\\n]+\\n$`), name);
    assert.equal(files(cwd), before, name);
  }
});

test('a failed build leaves the old output as it was', () => {
  const cwd = directory();
  writeFileSync(join(cwd, 'bad.wasm'), add.slice(0, 20));
  writeFileSync(join(cwd, 'bad.mjs'), 'old');
  assert.is(cli(cwd, ['bad.wasm']).status, 1);
  assert.is(readFileSync(join(cwd, 'bad.mjs'), 'utf8'), 'old');
});

test('missing and unreadable input', () => {
  const cwd = directory();
  const missing = cli(cwd, ['no.wasm']);
  assert.equal([missing.status, missing.stderr], [1, 'wasm2js-aot: cannot read no.wasm: no such file or directory\n']);
  const folder = cli(cwd, ['.']);
  assert.is(folder.status, 1);
  assert.match(folder.stderr, /^wasm2js-aot: cannot read \.: it is a directory\n$/);
});

test('unwritable output: one line, no partial file', () => {
  const cwd = directory();
  mkdirSync(join(cwd, 'folder'));
  const cases: [string, RegExp][] = [['no/such/out.mjs', /no such file or directory/], ['folder', /it is a directory/], ['add.wasm/out.mjs', /not a directory|part of the path/]];
  if (process.getuid?.() !== 0) {
    mkdirSync(join(cwd, 'locked'));
    chmodSync(join(cwd, 'locked'), 0o500);
    cases.push(['locked/out.mjs', /permission denied/]);
  } else {
    skip('output in a directory without write permission', 'root may write everywhere');
  }
  for (const [output, reason] of cases) {
    const before = files(cwd);
    const { status, stderr } = cli(cwd, ['add.wasm', '-o', output, '--dts']);
    assert.is(status, 1, output);
    assert.match(stderr, /^wasm2js-aot: cannot write [^\n]+\n$/, output);
    assert.match(stderr, reason, output);
    assert.equal(files(cwd), before, output);
    assert.equal(readdirSync(join(cwd, 'folder')), []);
  }
});

test('a full device is reported', () => {
  if (!existsSync('/dev/full')) return skip('full device', 'there is no /dev/full');
  const { status, stderr } = cli(directory(), ['add.wasm', '-o', '/dev/full']);
  assert.is(status, 1);
  assert.match(stderr, /^wasm2js-aot: cannot write \/dev\/full: no space left on the device\n$/);
});

test('the output may be a link or a device, but not the input', () => {
  const cwd = directory();
  writeFileSync(join(cwd, 'real.mjs'), 'old');
  symlinkSync('real.mjs', join(cwd, 'link.mjs'));
  assert.is(cli(cwd, ['add.wasm', '-o', 'link.mjs']).status, 0);
  assert.ok(readFileSync(join(cwd, 'real.mjs'), 'utf8').length > 10);
  assert.is(cli(cwd, ['add.wasm', '-o', '/dev/null']).status, 0);
  assert.ok(statSync('/dev/null').isCharacterDevice());
  const self = cli(cwd, ['add.wasm', '-o', './add.wasm']);
  assert.is(self.status, 1);
  assert.match(self.stderr, /would replace the input/);
  assert.ok(readFileSync(join(cwd, 'add.wasm')).equals(Buffer.from(add)));
});

test('hostile file names', () => {
  const cwd = directory();
  for (const name of ['a b.wasm', '--x.wasm', "quote'.wasm", 'new\nline.wasm', '$(x).wasm', '#?.wasm', '%41.wasm', 'no-extension', '.wasm']) {
    writeFileSync(join(cwd, name), add);
    const { status, stderr } = cli(cwd, [name.startsWith('-') ? `./${name}` : name, '--source-map', 'external']);
    assert.is(status, 0, `${name}: ${stderr}`);
  }
});

test('usage errors: exit code 2 and a hint', () => {
  const cwd = directory();
  for (const args of [[], ['--format', 'umd', 'add.wasm'], ['add.wasm', '--nonsense'], ['add.wasm', 'other.wasm'], ['add.wasm', '-o'], ['add.wasm', '-O7'], ['add.wasm', '--name', 'a-b'],
    ['add.wasm', '-o', 'a.mjs', '-o', 'b.mjs'], ['add.wasm', '-o', '-', '--dts'], ['add.wasm', '--', 'x'], ['run'], ['inspect'], ['add.wasm', '--runtime', 'shared']]) {
    const { status, stdout, stderr } = cli(cwd, args);
    assert.is(status, 2, `${args.join(' ')}: ${stderr}`);
    assert.is(stdout, '');
    assert.match(stderr, /^wasm2js-aot: [^\n]+\nTry: wasm2js-aot --help\n$/, args.join(' '));
  }
  assert.equal(files(cwd), ['add.wasm']);
});

test('usage errors say what was too much, and where it belongs', () => {
  const cwd = directory();
  for (const [args, message] of [
    [['inspect'], /^wasm2js-aot: An input file is needed\.\n/],
    [['run'], /^wasm2js-aot: An input file is needed\.\n/],
    [['compile', 'add.wasm'], /: One input file at a time, but there is also add\.wasm; the commands are build, run, inspect and bench\n/],
    [['add.wasm', '--nonsense=3', '-O2'], /: Unknown option: --nonsense=3\n/],
    [['run', 'add.wasm', 'in.txt'], /: One input file at a time, but there is also in\.txt; what is for the program stands after "--": run add\.wasm -- arguments\n/],
    [['run', 'add.wasm', '--verbose'], /: Unknown option: --verbose; what is for the program stands after "--": run add\.wasm -- arguments\n/],
  ] as const) assert.match(cli(cwd, args).stderr, message, args.join(' '));
});

test('help and version', () => {
  const cwd = directory();
  const help = cli(cwd, ['--help']);
  assert.is(cli(cwd, ['-h']).stdout, help.stdout);
  assert.is(help.status, 0);
  for (const word of ['--format', '--target', '--traps', '--abi', '--source-map', '--keep-exports', '--dts', 'run', 'inspect']) assert.match(help.stdout, word);
  assert.equal([cli(cwd, ['--version']).stdout, cli(cwd, ['--version']).status], [`${version}\n`, 0]);
});

test('a reader that goes away is no error', async () => {
  const cwd = directory();
  const child = spawn(process.execPath, [bin, 'add.wasm', '-o', '-'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => { stderr += String(text); });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal([code, stderr], [0, '']);
});

test('inspect', () => {
  const cwd = directory();
  const text = cli(cwd, ['inspect', 'add.wasm']);
  assert.is(text.status, 0, text.stderr);
  assert.match(text.stdout, /abi/i);
  const json = cli(cwd, ['inspect', 'add.wasm', '--json']);
  assert.is(json.status, 0, json.stderr);
  assert.type(JSON.parse(json.stdout), 'object');
  writeFileSync(join(cwd, 'bad.wasm'), add.slice(0, 20));
  assert.is(cli(cwd, ['inspect', 'bad.wasm']).status, 1);
});

test('minified modules of Emscripten: each command asks for their glue', () => {
  const cwd = directory();
  writeFileSync(join(cwd, 'minified.wasm'), assemble('(module (import "a" "a" (func (param i32))) (memory (export "b") 1) (func (export "c")) (func (export "d") (call 0 (i32.const 5))))'));
  const asks = /minified the names of imports: give its JavaScript file with --glue x\.js/;
  assert.match(cli(cwd, ['inspect', 'minified.wasm']).stdout, asks);
  const built = cli(cwd, ['minified.wasm']);
  assert.is(built.status, 0);
  assert.match(built.stderr, /^wasm2js-aot: minified\.wasm: warning: made by Emscripten/);
  assert.match(built.stderr, asks);
  assert.is(cli(cwd, ['minified.wasm', '--abi', 'none']).stderr, '');
  const ran = cli(cwd, ['run', 'minified.wasm']);
  assert.is(ran.status, 1);
  assert.match(ran.stderr, asks);

  writeFileSync(join(cwd, 'glue.js'), 'var imports = { a: _proc_exit }; _main = Module["_main"] = wasmExports["d"]; wasmExports["c"]();');
  assert.match(cli(cwd, ['inspect', 'minified.wasm', '--glue', 'glue.js']).stdout, /names from the glue: 4\n {2}a\.a is wasi_snapshot_preview1\.proc_exit\n {2}b is memory\n {2}c is __wasm_call_ctors\n {2}d is main\n/);
  assert.is(cli(cwd, ['inspect', 'minified.wasm', '--glue', 'absent.js']).status, 1);
  assert.is(cli(cwd, ['minified.wasm', '--glue', 'glue.js']).stderr, '');
});

test('what looks like a program, but is one of no known ABI, is not built in silence', () => {
  const cwd = directory();
  writeFileSync(join(cwd, 'other.wasm'), assemble('(module (import "system" "print" (func)) (func (export "_start") (call 0)))'));
  const built = cli(cwd, ['other.wasm']);
  assert.is(built.status, 0);
  assert.match(built.stderr, /^wasm2js-aot: other\.wasm: warning: it exports _start, but its imports are of no ABI that is known: .*--abi none if that is meant\)\n$/);
  assert.is(cli(cwd, ['other.wasm', '--abi', 'none']).stderr, '');
  writeFileSync(join(cwd, 'alone.wasm'), assemble('(module (func (export "_start")))'));
  assert.is(cli(cwd, ['alone.wasm']).stderr, '');
});

test('run refuses what is no program, and keeps a cache', () => {
  const cwd = directory();
  const { status, stderr } = cli(cwd, ['run', 'add.wasm']);
  assert.is(status, 1);
  assert.match(stderr, /^wasm2js-aot: add\.wasm is a library, not a program/);
  writeFileSync(join(cwd, 'named.wasm'), assemble('(module (func (export "run")))'));
  assert.match(cli(cwd, ['run', 'named.wasm'], { env: { XDG_CACHE_HOME: join(cwd, 'other') } }).stderr, /^wasm2js-aot: named\.wasm is a library, not a program/);
  const cache = join(cwd, 'cache', 'wasm2js-aot');
  const [entry] = readdirSync(cache);
  assert.match(entry!, /^[0-9a-f]{64}\.mjs$/);
  assert.is(readdirSync(cache).length, 1);
  // A damaged entry is made anew.
  const good = readFileSync(join(cache, entry!), 'utf8');
  writeFileSync(join(cache, entry!), 'throw new Error("damaged");');
  cli(cwd, ['run', 'add.wasm']);
  assert.is(readFileSync(join(cache, entry!), 'utf8'), good);
  // A sound one is used: its time is renewed, its content is not written.
  utimesSync(join(cache, entry!), new Date(0), new Date(0));
  cli(cwd, ['run', 'add.wasm']);
  assert.ok(statSync(join(cache, entry!)).mtimeMs > 0);
  // Other options are another entry.
  cli(cwd, ['run', 'add.wasm', '-O0']);
  assert.is(readdirSync(cache).length, 2);
});

test('run works without a usable cache', () => {
  const cwd = directory();
  writeFileSync(join(cwd, 'blocked'), '');
  const { status, stderr } = cli(cwd, ['run', 'add.wasm'], { env: { XDG_CACHE_HOME: join(cwd, 'blocked') } });
  assert.is(status, 1);
  assert.match(stderr, /the compile cache cannot be used/);
  assert.match(stderr, /is a library, not a program/);
});

test.run();
