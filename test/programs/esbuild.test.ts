/** esbuild, made by the current Go, as a program of its own: it bundles the same bytes as the native program of the same version. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { source } from '../../bench/programs/inputs.js';
import { missing } from '../../bench/programs/packages.js';
import { root, skip, temporaryDirectory } from '../support.js';

const packages = join(process.env['PROGRAMS'] ?? '', 'node_modules');
const wasm = join(packages, 'esbuild-wasm/esbuild.wasm');
const native = join(packages, `@esbuild/${process.platform}-${process.arch}`, process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild');
if (process.env['LONG'] !== '1') skip('esbuild alone', 'takes long: npm run test:programs');
else if (!existsSync(wasm) || !existsSync(native)) skip('esbuild alone', `PROGRAMS names no folder with esbuild-wasm and @esbuild/${process.platform}-${process.arch}, both 0.28.2`);
else {
  const folder = temporaryDirectory();
  const program = join(folder, 'esbuild.mjs');
  const run = (command: string, args: string[], input = ''): { status: number | null; stdout: string; stderr: string } => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', input });
    return { status, stdout, stderr };
  };
  const both = (args: string[], input?: string): [object, object] => [run(process.execPath, [program, ...args], input), run(native, args, input)];
  const files = (name: string): string[] => readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.')).sort();

  test('it is compiled, and tells its version', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), wasm, '-o', program], { encoding: 'utf8' });
    assert.is(status, 0, stderr);
    const [ours, expected] = both(['--version']);
    assert.equal(ours, expected);
  });

  test('it bundles many files, with chunks and maps, as the native program does', () => {
    mkdirSync(join(folder, 'node_modules/package/lib'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/package/package.json'), '{"name":"package","exports":{".":{"import":"./lib/index.js"}}}');
    writeFileSync(join(folder, 'node_modules/package/lib/index.js'), 'export * from "./other.js"; export default () => import("./other.js");');
    writeFileSync(join(folder, 'node_modules/package/lib/other.js'), 'export const other = /x/gu, big = 10n ** 20n; console.log`${other}`;');
    for (let i = 0; i < 60; i++) writeFileSync(join(folder, `part${i}.ts`), source(4).replaceAll(/import\('[^']*'\)/g, "import('package')"));
    const imports = Array.from({ length: 60 }, (_, i) => `import * as p${i} from './part${i}';`).join('\n');
    writeFileSync(join(folder, 'entry.tsx'), `${imports}\nimport load, { big } from 'package';\nimport style from './a.css';\nconsole.log(${Array.from({ length: 60 }, (_, i) => `p${i}`).join()}, load, big, style, <b>{1}</b>);\n`);
    writeFileSync(join(folder, 'a.css'), '@import "./b.css"; a { color: #ff0000; & b { margin: 0 } }');
    writeFileSync(join(folder, 'b.css'), '.b { inset: 0 }');
    const args = (out: string): string[] => ['entry.tsx', '--bundle', '--minify', '--splitting', '--format=esm', '--target=es2020', '--sourcemap', `--outdir=${out}`, '--log-level=error'];
    assert.equal(run(process.execPath, [program, ...args('ours')]), { status: 0, stdout: '', stderr: '' });
    assert.equal(run(native, args('native')), { status: 0, stdout: '', stderr: '' });
    assert.equal(files('ours'), files('native'));
    assert.ok(files('native').length >= 6);
    for (const name of files('native')) assert.ok(readFileSync(join(folder, 'ours', name)).equals(readFileSync(join(folder, 'native', name))), name);
  });

  const three = missing(process.env['PROGRAMS'], ['three@0.187.0']);
  if (three.length > 0) skip('three.js', `PROGRAMS names no folder with ${three.join()}`);
  else {
    test('it bundles three.js', () => {
      cpSync(join(packages, 'three'), join(folder, 'node_modules/three'), { recursive: true });
      writeFileSync(join(folder, 'scene.js'), "import * as three from 'three'; console.log(three);");
      const args = (out: string): string[] => ['scene.js', '--bundle', '--minify', '--sourcemap', '--target=es2018', `--outfile=${out}/scene.js`];
      for (const [command, before, out] of [[process.execPath, [program], 'three-ours'], [native, [], 'three-native']] as const) {
        const { status, stderr } = run(command, [...before, ...args(out)]);
        assert.is(status, 0, stderr);
      }
      for (const name of ['scene.js', 'scene.js.map']) assert.ok(readFileSync(join(folder, 'three-ours', name)).equals(readFileSync(join(folder, 'three-native', name))), name);
    });
  }

  test('it reads standard input, and reports errors where they are', () => {
    const [ours, expected] = both(['--loader=ts', '--minify-syntax'], source(3));
    assert.equal(ours, expected);
    writeFileSync(join(folder, 'bad.js'), 'let a = ;\nimport "absent"');
    const [failed, failedNatively] = both(['bad.js', '--bundle']);
    assert.equal(failed, failedNatively);
  });
}

test.run();
