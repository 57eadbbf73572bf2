/** The plugin in the bundlers that are found: what they make of an application runs, without any WebAssembly object. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFolders } from '../engines/find.js';
import { root, skip, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const folder = temporaryDirectory();
process.env['XDG_CACHE_HOME'] = join(folder, 'cache');

const write = (name: string, data: string | Uint8Array): void => writeFileSync(join(folder, name), data);
write('sum.wasm', assemble('(module (func (export "sum") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))'));
write('open.wasm', assemble('(module (import "env" "say" (func $say (param i32))) (func (export "go") (call $say (i32.const 7))))'));
write('bound.wasm', assemble('(module (import "./bound-glue.js" "half" (func $half (param i64) (result i64))) (func (export "quarter") (param i64) (result i64) (call $half (call $half (local.get 0)))))'));
write('bound-glue.js', 'export function half(n) { return n / 2n; }');
write('broken.wasm', assemble('(module)').slice(0, 6));
write('main.js', `
  import { sum } from './sum.wasm';
  import { instantiate } from './open.wasm';
  import init from './sum.wasm?init';
  import { quarter } from './bound.wasm';
  const said = [];
  instantiate({ env: { say: (n) => said.push(n) } }).exports.go();
  init().then(({ exports }) => console.log(sum(40, 2), said, String(quarter(100n)), exports.sum(1, 2)));
`);
write('breaks.js', "import './broken.wasm';");
const EXPECTED = '42 [ 7 ] 25 3\n';

/** An installed package's main module, or undefined. */
async function load<Module>(name: string): Promise<Module | undefined> {
  const packages = packageFolders.find((path) => existsSync(join(path, name)));
  if (packages === undefined) return undefined;
  return import(pathToFileURL(createRequire(join(packages, 'x')).resolve(name)).href) as Promise<Module>;
}

type Plugin = (options?: object) => never;
const ours = async (bundler: string): Promise<Plugin> => ((await import(`../../cli/plugin/${bundler}.js`)) as { default: Plugin }).default;

/** Each makes a bundle of the entry in the folder `out`, and throws where that fails. */
const bundlers: Record<string, (bundler: any, entry: string, out: string) => Promise<unknown>> = {
  async rollup({ rollup }, entry, out) {
    const bundle = await rollup({ input: entry, plugins: [(await ours('rollup'))()], onwarn: () => undefined });
    await bundle.write({ dir: out, format: 'es', entryFileNames: 'main.mjs' });
  },
  async esbuild({ build }, entry, out) {
    await build({ entryPoints: [entry], bundle: true, outfile: join(out, 'main.mjs'), format: 'esm', plugins: [(await ours('esbuild'))()], logLevel: 'silent' });
  },
  async vite({ build }, entry, out) {
    await build({
      root: folder, logLevel: 'silent', configFile: false, plugins: [(await ours('vite'))()],
      build: { outDir: out, minify: true, lib: { entry, formats: ['es'], fileName: () => 'main.mjs' } },
    });
  },
  async webpack({ default: webpack }, entry, out) {
    const wasm = (await ours('webpack'))();
    const stats = await new Promise<{ hasErrors(): boolean; toString(): string }>((resolve, reject) => {
      webpack({ entry, mode: 'production', output: { path: out, filename: 'main.mjs' }, plugins: [wasm] }, (error: Error | null, result: never) => { if (error) reject(error); else resolve(result); });
    });
    if (stats.hasErrors()) throw new Error(stats.toString());
  },
};

for (const [name, bundle] of Object.entries(bundlers)) {
  const bundler = await load(name);
  if (bundler === undefined) {
    skip(`plugin for ${name}`, `npm i ${name}, in the folder that ENGINES names`);
    continue;
  }
  test(`${name}: an application with four imports of WebAssembly`, async () => {
    const out = join(folder, `out-${name}`);
    await bundle(bundler, join(folder, 'main.js'), out);
    const { stdout, stderr } = spawnSync(process.execPath, ['--eval', `delete globalThis.WebAssembly; import(${JSON.stringify(pathToFileURL(join(out, 'main.mjs')).href)})`], { encoding: 'utf8' });
    assert.is(stdout, EXPECTED, stderr);
    assert.not(readdirSync(out).some((file) => file.endsWith('.wasm')));
  });

  test(`${name}: what cannot be compiled stops the build, with its path and offset`, async () => {
    let message = '';
    await bundle(bundler, join(folder, 'breaks.js'), join(folder, `broken-${name}`)).catch((error: Error) => { message = error.message; });
    assert.match(message, /broken\.wasm: byte 0x/);
  });
}

test('Metro: a .wasm file becomes CommonJS, and all else goes to the transformer of the project', async () => {
  const project = join(folder, 'native');
  mkdirSync(join(project, 'node_modules/metro-babel-transformer'), { recursive: true });
  writeFileSync(join(project, 'node_modules/metro-babel-transformer/index.js'), 'exports.transform = (given) => given;');
  symlinkSync(join(folder, 'sum.wasm'), join(project, 'sum.wasm'));
  const { transform } = createRequire(import.meta.url)(join(root, 'dist/cli/plugin/metro.cjs')) as { transform(given: object): Promise<{ filename: string; src: string }> };
  const options = { projectRoot: project };
  const given = { filename: 'sum.wasm', src: '\uFFFD', options };
  const { filename, src } = await transform(given);
  assert.is(filename, 'sum.wasm.js');
  const module = { exports: {} as { sum(a: number, b: number): number } };
  new Function('module', 'exports', 'require', src)(module, module.exports, undefined);
  assert.is(module.exports.sum(2, 3), 5);
  assert.equal(await transform({ filename: 'a.js', src: 'x', options }), { filename: 'a.js', src: 'x', options });
  await transform({ filename: 'a.js', src: 'x', options: { projectRoot: '/' } }).then(() => assert.unreachable(), (error: Error) => assert.match(error.message, /none of/));
});

test('every entry of package.json that belongs to a bundler is there', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, string | { types: string; default: string }> };
  for (const entry of Object.values(exports)) for (const path of typeof entry === 'string' ? [entry] : Object.values(entry)) assert.ok(existsSync(join(root, path)), path);
});

test.run();
