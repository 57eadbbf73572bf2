/**
 * CPython's own tests of sqlite3, run by pyodide's CPython with SQLite and Python's module for it as a library that it loads: the same tests
 * pass, fail and are left out as on native WebAssembly. Neither pyodide's package on npm nor Debian's tests have sqlite3, so emcc builds
 * the library from Python's sources, which PYTHON_SOURCE names (`apt-get source python3.11`, unpacked), and the SQLite that npm's better-sqlite3 ships.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { howToInstall } from '../../bench/programs/drive.js';
import { missing } from '../../bench/programs/packages.js';
import { root, skip, temporaryDirectory } from '../support.js';
import { build, noEmcc } from './emcc.js';

const PACKAGES = ['pyodide@0.25.1', 'better-sqlite3@12.11.1'];
const LIBRARY = '_sqlite3.cpython-311-wasm32-emscripten.so';

/** What Python's headers ask of a machine of 32 bits without threads. */
const SIZES = { SHORT: 2, INT: 4, LONG: 4, LONG_LONG: 8, VOID_P: 4, SIZE_T: 4, FLOAT: 4, DOUBLE: 8, WCHAR_T: 4, TIME_T: 8, OFF_T: 8, PID_T: 4, UINTPTR_T: 4 };
const CONFIGURATION = [...Object.entries(SIZES).map(([type, size]) => `SIZEOF_${type} ${size}`), ...['STDINT_H', 'STDDEF_H', 'UNISTD_H', 'SYS_TYPES_H', 'PTHREAD_STUBS'].map((name) => `HAVE_${name} 1`)];

/** Times have 64 bits and `struct stat` no padding in the Emscripten that pyodide was made with, unlike in Debian's. */
const NEWER = ['-D__DEFINED_time_t', '-Dtime_t=long long', '-D__st_dev_padding=', '-D__st_ino_truncated=', '-D__st_rdev_padding='];

const MAIN = `const [pyodide, library, namespace, ...precompiled] = process.argv.slice(2);
if (namespace) {
  const { register, WebAssembly } = await import(namespace);
  for (const file of precompiled) register((await import(file)).precompiled);
  globalThis.WebAssembly = WebAssembly;
}
const { loadPyodide } = await import(pyodide);
const python = await loadPyodide();
python.FS.mkdir('/library');
python.FS.mount(python.FS.filesystems.NODEFS, { root: library }, '/library');
console.log(python.runPython(\`
import io, json, os, sys, unittest
sys.path.insert(0, '/library')
os.chdir('/tmp')
def result(name):
    done = unittest.TextTestRunner(stream=io.StringIO(), verbosity=0).run(unittest.defaultTestLoader.loadTestsFromName('test.test_sqlite3.' + name))
    return {'run': done.testsRun, 'skipped': len(done.skipped),
            'failed': sorted(test.id() for test, _ in done.failures), 'errors': sorted(test.id() for test, _ in done.errors)}
json.dumps({name[:-3]: result(name[:-3]) for name in sorted(os.listdir('/library/test/test_sqlite3')) if name.startswith('test_')})
\`));
`;

interface Result { readonly run: number; readonly skipped: number; readonly failed: readonly string[]; readonly errors: readonly string[] }

/** Python's package, its tests and the library beside them. */
function makeLibrary(folder: string, source: string, sqlite: string): void {
  for (const path of ['sqlite3', 'test/__init__.py', 'test/support', 'test/test_sqlite3']) cpSync(join(source, 'Lib', path), join(folder, path), { recursive: true });
  // The tests take two numbers from a module that is in no pyodide.
  writeFileSync(join(folder, '_testcapi.py'), 'INT_MAX = 2**31 - 1\nULLONG_MAX = 2**64 - 1\n');
  const headers = join(folder, 'headers');
  mkdirSync(headers);
  writeFileSync(join(headers, 'pyconfig.h'), CONFIGURATION.map((line) => `#define ${line}\n`).join(''));
  const module = join(source, 'Modules/_sqlite');
  const sources = [...readdirSync(module).filter((name) => name.endsWith('.c')).map((name) => join(module, name)), join(sqlite, 'sqlite3.c')];
  const found = [headers, join(source, 'Include'), join(source, 'Include/internal'), sqlite].map((path) => `-I${path}`);
  const asked = ['-DPy_BUILD_CORE_MODULE=1', '-DMODULE_NAME="sqlite3"', '-DSQLITE_THREADSAFE=0', '-DSQLITE_OMIT_LOAD_EXTENSION', '-DPY_SQLITE_HAVE_SERIALIZE=1'];
  build('-O1', '-w', '-fPIC', '-sSIDE_MODULE=1', '-sWASM_BIGINT', ...NEWER, ...found, ...asked, ...sources, '-o', join(folder, 'library.wasm'));
  cpSync(join(folder, 'library.wasm'), join(folder, LIBRARY));
}

const [packages, source] = [process.env['PROGRAMS'], process.env['PYTHON_SOURCE']];
const needed = missing(packages, PACKAGES);
const reason = noEmcc() ?? (needed.length ? `PROGRAMS names no folder with ${needed.join(' ')}: ${howToInstall(needed, packages)}`
  : source === undefined || !existsSync(join(source, 'Modules/_sqlite')) ? 'PYTHON_SOURCE names no sources of Python 3.11 (apt-get source python3.11)' : undefined);

if (reason !== undefined) skip('python, sqlite3', reason);
else {
  test("CPython's tests of sqlite3 have native's results", () => {
    const [folder, library] = [temporaryDirectory(), temporaryDirectory()];
    makeLibrary(library, source!, join(packages!, 'node_modules/better-sqlite3/deps/sqlite3'));
    const pyodide = join(packages!, 'node_modules/pyodide');
    const main = join(folder, 'main.mjs');
    writeFileSync(main, MAIN);
    const compiled = [join(pyodide, 'pyodide.asm.wasm'), join(library, 'library.wasm')].map((wasm, i) => {
      const output = join(folder, `${i}.mjs`);
      const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), '--precompiled', wasm, '-o', output], { encoding: 'utf8' });
      assert.is(status, 0, stderr);
      return pathToFileURL(output).href;
    });
    const results = (...args: string[]): Record<string, Result> => {
      const { stdout, stderr } = spawnSync(process.execPath, [main, pathToFileURL(join(pyodide, 'pyodide.mjs')).href, library, ...args], { encoding: 'utf8', cwd: folder });
      assert.match(stdout, /^\{.*\}$/m, stderr);
      return JSON.parse(/^\{.*\}$/m.exec(stdout)![0]) as Record<string, Result>;
    };
    const ours = results(pathToFileURL(join(root, 'dist/compiler/webassembly/precompiled.js')).href, ...compiled);
    const all = Object.values(ours);
    const sum = (of: (result: Result) => number): number => all.reduce((before, result) => before + of(result), 0);
    console.log(`sqlite3: ${sum(({ run }) => run)} tests, ${sum(({ skipped }) => skipped)} skipped, ${sum(({ failed, errors }) => failed.length + errors.length)} failed`);
    assert.equal(ours, results());
    assert.ok(sum(({ run }) => run) > 400 && sum(({ errors }) => errors.length) === 0);
  });
}

test.run();
