/** In workerd, Cloudflare's runtime of edge workers, which forbids evaluation and WebAssembly that is not deployed as such. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { root, skip, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';
import { boundaryGroups } from './boundary.js';
import { packageFolders } from './find.js';
import { numericGroups } from './numeric.js';
import { programGroups } from './programs.js';
import { driverText, modulesText, nativeLines } from './script.js';
import { withImports } from './served.js';
import { trapGroups } from './traps.js';

const workerd = process.env['WORKERD'] || packageFolders.map((folder) => join(folder, '@cloudflare/workerd-linux-64/bin/workerd')).find((path) => existsSync(path));
const groups = [...numericGroups, ...trapGroups, ...boundaryGroups, ...programGroups];

/** Starts workerd with these modules, the first of which is the worker, asks the worker once and gives its answer. */
async function ask(command: string, modules: Readonly<Record<string, string>>): Promise<string> {
  const folder = temporaryDirectory();
  const entries = Object.entries(modules).map(([name, text], k) => {
    writeFileSync(join(folder, `${k}.js`), text);
    return `(name = ${JSON.stringify(name.replace(/^\//, ''))}, esModule = embed "${k}.js")`;
  });
  writeFileSync(join(folder, 'config.capnp'), `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = (modules = [${entries.join(', ')}], compatibilityDate = "2026-01-01"))],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
    );`);
  const child = spawn(command, ['serve', 'config.capnp', '--control-fd=3'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const closed = new Promise<void>((resolve) => { child.on('close', () => { resolve(); }); });
  let errors = '', events = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => { errors += text; });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      (child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
        events += text;
        const found = /"event":"listen".*"port":(\d+)/.exec(events);
        if (found) resolve(Number(found[1]));
      });
      void closed.then(() => { reject(new Error(`workerd ended: ${errors}`)); });
    });
    return await (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(60_000) })).text();
  } finally {
    child.kill();
    await closed;
  }
}

const worker = (imports: string, body: string): string => `${imports}
  export default { async fetch() {
    const lines = [], print = (text) => { lines.push(text); };
    try { ${body} } catch (error) { print(String(error.stack)); }
    return new Response(JSON.stringify(lines));
  } };`;
const NATIVE = "try { new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); print('native allowed'); } catch (error) { print('native ' + error.name); }";

if (workerd === undefined) skip('outputs in workerd', 'not installed (npm i workerd, in the folder that ENGINES names, or WORKERD=path)');
else {
  test('scripts give what native WebAssembly gives, which is forbidden', async () => {
    const text = worker(groups.map((group, index) => modulesText(group, index)).join('\n'), `${NATIVE} ${groups.map((group, index) => driverText(group, index)).join('\n')}`);
    const lines = JSON.parse(await ask(workerd, { 'worker.js': text })) as string[];
    assert.is(lines[0], 'native CompileError');
    groups.forEach((group, index) => { assert.equal(lines.filter((line) => line.startsWith(`@${index} `)), nativeLines(group, index), group.name); });
  });

  test('a program runs on files in memory', async () => {
    const tour = readFileSync(join(root, 'test/abi/wasi/fixtures/tour.wasm'));
    const lines = JSON.parse(await ask(workerd, {
      'worker.js': worker("import { run } from 'tour.mjs';", `
        const files = { '/data/': '' }, decoder = new TextDecoder();
        let out = '';
        const code = await run({ args: ['/data'], env: { GREETING: 'h\\u00e9' }, files, stdin: 'first\\n', stdout: (bytes) => { out += decoder.decode(bytes, { stream: true }); } });
        print(out); print('exit ' + code + ', ' + Object.keys(files).length + ' files');`),
      'tour.mjs': compile(tour).code,
    })) as string[];
    assert.match(lines[0]!, /^argument \/data\nGREETING hé, HOME \(none\)\nmkdir: 0\n/);
    assert.is(lines[1], 'exit 42, 32 files');
  });

  test('the namespace without the compiler serves code that insists on one', async () => {
    const bytes = assemble('(module (memory (export "memory") 1) (func (export "add") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1))))');
    const entry = fileURLToPath(new URL('../../compiler/webassembly/precompiled.js', import.meta.url));
    const answer = await ask(workerd, {
      'worker.js': worker(`import { WebAssembly, register } from '/${relative(root, entry)}'; import { precompiled } from '/add.mjs'; register(precompiled);`, `
        const { instance, module } = await WebAssembly.instantiate(new Uint8Array([${bytes.join()}]), {});
        print(WebAssembly.Module.exports(module).map(({ name }) => name).join() + ' ' + instance.exports.add(2n ** 63n - 1n, 1n));`),
      '/add.mjs': compile(bytes, { precompiled: true }).code,
      ...withImports(entry),
    });
    assert.equal(JSON.parse(answer), ['memory,add -9223372036854775808']);
  });
}

test.run();
