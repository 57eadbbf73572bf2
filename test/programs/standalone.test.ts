/** Programs that Emscripten built, without the glue that came with them: our output is the whole program. The packages are in the folder that PROGRAMS names. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { howToInstall } from '../../bench/programs/drive.js';
import { missing } from '../../bench/programs/packages.js';
import { root, skip, temporaryDirectory } from '../support.js';

const packages = process.env['PROGRAMS'];

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Builds a program of a package, and gives what runs it in a folder of its own. */
function program(path: string, ...options: string[]): { folder: string; run(args: string[], input?: string): Run } {
  const folder = temporaryDirectory();
  const output = join(folder, 'program.mjs');
  const built = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), join(packages!, 'node_modules', path), '-o', output, ...options], { encoding: 'utf8' });
  assert.is(built.status, 0, built.stderr);
  return { folder, run: (args, input = '') => spawnSync(process.execPath, [output, ...args], { cwd: folder, input, encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } }) };
}

function withPackage(specifier: string, name: string, body: () => void, slow = false): void {
  const needed = missing(packages, [specifier]);
  if (needed.length > 0) skip(name, `PROGRAMS names no folder with ${specifier}: ${howToInstall([specifier], packages)}`);
  else if (slow && process.env['LONG'] !== '1') skip(name, 'takes long: npm run test:programs');
  else test(name, body);
}

withPackage('jq-web@0.6.2', 'jq reads files and its input, and ends with its exit codes', () => {
  const jq = program('jq-web/jq.wasm');
  writeFileSync(join(jq.folder, 'a.json'), '{"a":[3,1,{"b":null}],"d":"2024-02-29T12:34:56Z"}');
  const filter = '.a, (.d | strptime("%Y-%m-%dT%H:%M:%SZ") | mktime | strftime("%A %j")), ([.a[:2][]] | add), env.HOME, (try error("x") catch .)';
  const ran = jq.run(['-c', filter, 'a.json']);
  assert.equal([ran.status, ran.stdout, ran.stderr], [0, '[3,1,{"b":null}]\n"Thursday 060"\n4\nnull\n"x"\n', '']);
  assert.is(jq.run(['-r', '.[] | @base64'], '["é","z"]').stdout, 'w6k=\neg==\n');
  const broken = jq.run(['.'], '[1,2');
  assert.is(broken.status, 5);
  assert.match(broken.stderr, /Unfinished JSON term/);
  assert.is(jq.run(['.', 'none.json']).status, 2);
});

withPackage('wasm-imagemagick@1.2.8', 'ImageMagick, built by the old backend, draws the picture that it draws under its own glue', () => {
  const magick = program('wasm-imagemagick/dist/magick.wasm', '--glue', join(packages!, 'node_modules/wasm-imagemagick/dist/magick.js'));
  const ran = magick.run(['convert', '-size', '60x40', 'gradient:red-blue', '-rotate', '30', '-blur', '0x2', 'out.bmp']);
  assert.is(createHash('sha256').update(readFileSync(join(magick.folder, 'out.bmp'))).digest('hex'), 'dedf381f04a29c87caa972a527f82afc927c206c67dd02820764c8cbaa119bef', ran.stderr);
  assert.match(magick.run(['identify', 'out.bmp']).stdout, /^out\.bmp BMP 74x66 74x66\+0\+0 8-bit sRGB 14922B \d/);
  const refused = magick.run(['convert', 'none.png', 'x.bmp']);
  assert.is(refused.status, 1);
  assert.match(refused.stderr, /unable to open image|UnableToOpenBlob/i);
}, true);

test.run();
