/**
 * SQLite's own benchmark, built here with Emscripten: alone it prints what it prints under its glue on native WebAssembly, times left out.
 * Needs emcc, better-sqlite3 (whose package has SQLite's source) in the folder that PROGRAMS names, and the file test/speedtest1.c of SQLite's
 * sources (`apt-get source sqlite3`) in the variable SPEEDTEST1.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { howToInstall } from '../../bench/programs/drive.js';
import { missing } from '../../bench/programs/packages.js';
import { root, skip, temporaryDirectory } from '../support.js';
import { build, NATIVE, noEmcc } from './emcc.js';

const SPECIFIER = 'better-sqlite3@13.2.0';
const [packages, main] = [process.env['PROGRAMS'], process.env['SPEEDTEST1']];
const needed = missing(packages, [SPECIFIER]);
const reason = noEmcc() ?? (needed.length ? `PROGRAMS names no folder with ${SPECIFIER}: ${howToInstall(needed, packages)}` : main === undefined ? 'SPEEDTEST1 names no speedtest1.c' : undefined);

if (reason !== undefined) skip('speedtest1', reason);
else {
  test('SQLite does its benchmark, in memory and in a file, with the same answers', () => {
    const folder = temporaryDirectory();
    const sources = join(packages!, 'node_modules/better-sqlite3/deps/sqlite3');
    const glue = join(folder, 'speedtest1.js');
    build('-O2', '-DSQLITE_OMIT_LOAD_EXTENSION', '-DSQLITE_THREADSAFE=0', `-I${sources}`, main!, join(sources, 'sqlite3.c'),
      '-sALLOW_MEMORY_GROWTH', '-sTOTAL_STACK=1MB', '-sFORCE_FILESYSTEM=1', '-o', glue);
    const program = join(folder, 'program.mjs');
    const built = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), join(folder, 'speedtest1.wasm'), '--glue', glue, '-o', program], { encoding: 'utf8' });
    assert.is(built.status, 0, built.stderr);
    const run = (...args: string[]): { status: number | null; lines: string[] } => {
      const { status, stdout } = spawnSync(process.execPath, [...args, '--verify', '--size', '2'], { cwd: folder, encoding: 'utf8' });
      return { status, lines: stdout.split('\n').map((line) => line.replace(/\s*[\d.]+s$/, '')) };
    };
    for (const database of [':memory:', 'test.db']) {
      const ours = run(program, database);
      assert.equal(ours, run(...NATIVE, glue, database));
      assert.ok(ours.lines.length > 30 && ours.lines.some((line) => /integrity_check/.test(line)), ours.lines.join('\n'));
    }
  });
}

test.run();
