/**
 * CPython's own tests of its standard library, run by pyodide's CPython: the same tests pass, fail and are left out as on native WebAssembly.
 * Needs pyodide in the folder that PROGRAMS names, of the version of Python whose tests PYTHON_TESTS names (Debian's
 * libpython3.11-testsuite: /usr/lib/python3.11). Those of sqlite3 are in python-sqlite.test.ts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { howToInstall } from '../../bench/programs/drive.js';
import { missing } from '../../bench/programs/packages.js';
import { root, skip, temporaryDirectory } from '../support.js';

const SPECIFIER = 'pyodide@0.25.1';
const MORE = [
  'struct', 'math', 'float', 'long', 'bytes', 'zlib', 'binascii', 'array', 'itertools', 'functools', 'collections', 'generators', 'exceptions', 'datetime',
  'unicode', 'heapq', 'csv', 'cmath',
];
const SUITES = ['json', 'decimal', 'hashlib', 're', ...(process.env['LONG'] ? MORE : [])];

const MAIN = `import { pathToFileURL } from 'node:url';
const [pyodide, library, suites, precompiled, namespace] = process.argv.slice(2);
if (precompiled) {
  const { register, WebAssembly } = await import(namespace);
  register((await import(precompiled)).precompiled);
  globalThis.WebAssembly = WebAssembly;
}
const { loadPyodide } = await import(pyodide);
const python = await loadPyodide();
python.FS.mkdir('/library');
python.FS.mount(python.FS.filesystems.NODEFS, { root: library }, '/library');
python.globals.set('suites', suites);
console.log(python.runPython(\`
import importlib, io, json, os, sys, unittest
os.mkdir('/path')
for name in ('test', '_pydecimal.py'): os.symlink('/library/' + name, '/path/' + name)
sys.path.insert(0, '/path')
os.chdir('/tmp')
def suite(name):
    module = importlib.import_module('test.test_' + name)
    load = unittest.defaultTestLoader
    if not hasattr(module, 'test_main'): return load.loadTestsFromModule(module)
    classes = []
    module.run_unittest = lambda *given: classes.extend(given)
    module.run_doctest = lambda *given, **options: None
    module.test_main()
    return unittest.TestSuite(map(load.loadTestsFromTestCase, classes))
def result(name):
    done = unittest.TextTestRunner(stream=io.StringIO(), verbosity=0).run(suite(name))
    return {'run': done.testsRun, 'skipped': len(done.skipped),
            'failed': sorted(test.id() for test, _ in done.failures), 'errors': sorted(test.id() for test, _ in done.errors)}
json.dumps({name: result(name) for name in suites.split()})
\`));
`;

interface Result { readonly run: number; readonly skipped: number; readonly failed: readonly string[]; readonly errors: readonly string[] }

const [packages, library] = [process.env['PROGRAMS'], process.env['PYTHON_TESTS']];
const needed = missing(packages, [SPECIFIER]);
const reason = needed.length ? `PROGRAMS names no folder with ${SPECIFIER}: ${howToInstall(needed, packages)}`
  : library === undefined || !existsSync(join(library, 'test/test_json')) ? 'PYTHON_TESTS names no folder with the tests of Python 3.11 (apt-get install libpython3.11-testsuite: /usr/lib/python3.11)' : undefined;

if (reason !== undefined) skip('python', reason);
else {
  test(`CPython's tests of ${SUITES.join(', ')} have native's results`, () => {
    const folder = temporaryDirectory();
    const pyodide = join(packages!, 'node_modules/pyodide');
    const [main, output] = [join(folder, 'main.mjs'), join(folder, 'pyodide.wasm.mjs')];
    writeFileSync(main, MAIN);
    const built = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), '--precompiled', join(pyodide, 'pyodide.asm.wasm'), '-o', output], { encoding: 'utf8' });
    assert.is(built.status, 0, built.stderr);
    const results = (...args: string[]): Record<string, Result> => {
      const { stdout, stderr } = spawnSync(process.execPath, [main, pathToFileURL(join(pyodide, 'pyodide.mjs')).href, library!, SUITES.join(' '), ...args], { encoding: 'utf8', cwd: folder });
      assert.match(stdout, /^\{.*\}$/m, stderr);
      return JSON.parse(/^\{.*\}$/m.exec(stdout)![0]) as Record<string, Result>;
    };
    const ours = results(pathToFileURL(output).href, pathToFileURL(join(root, 'dist/compiler/webassembly/precompiled.js')).href);
    for (const [name, { run, skipped, failed, errors }] of Object.entries(ours)) console.log(`${name}: ${run} tests, ${skipped} skipped, ${failed.length + errors.length} failed`);
    assert.equal(ours, results());
    assert.equal(Object.entries(ours).filter(([, { run, errors }]) => run < 10 || errors.length > run / 10).map(([name]) => name), []);
  });
}

test.run();
