/**
 * Programs built here with Emscripten, in its variants: alone, and under their own glue with our namespace in place of the engine's. Both must
 * print what the glue prints on native WebAssembly. Needs emcc (Debian: apt install emscripten), and a minute or two: LONG=1.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, skip, temporaryDirectory } from '../support.js';
import { build, compareEmbedded, NATIVE, noEmcc, run } from './emcc.js';

const fixtures = join(root, 'test/abi/fixtures');
const tour = join(root, 'test/programs/emscripten/tour.c');
const javascript = join(root, 'test/programs/emscripten/javascript.c');
const files = join(root, 'test/programs/emscripten/files.c');
const METHODS = 'ccall,cwrap,allocate,intArrayToString,ALLOC_NORMAL,AsciiToString,UTF32ToString,stringToUTF32,lengthBytesUTF32,stringToAscii';
const FILES = ['-sFORCE_FILESYSTEM=1'];

const variants: [name: string, source: string, flags: string[]][] = [
  ['-O0', tour, ['-O0', ...FILES]],
  ['-O2', tour, ['-O2', ...FILES]],
  ['-O3, with names from the glue', tour, ['-O3', ...FILES]],
  ['-Os', tour, ['-Os', ...FILES]],
  ['64-bit integers as BigInt', tour, ['-O2', '-sWASM_BIGINT', ...FILES]],
  ['checks of the stack', tour, ['-O2', '-sSTACK_OVERFLOW_CHECK=2', ...FILES]],
  ['checks of the heap', tour, ['-O2', '-sSAFE_HEAP', ...FILES]],
  ['Asyncify', tour, ['-O2', '-sASYNCIFY', ...FILES]],
  ['EM_ASM and EM_JS, -O0', javascript, ['-O0', '-sEXPORTED_FUNCTIONS=_main,_malloc,_free']],
  ['EM_ASM and EM_JS, -O3', javascript, ['-O3', '-sEXPORTED_FUNCTIONS=_main,_malloc,_free']],
  ['files from JavaScript, -O0', files, ['-O0', '-lnodefs.js', ...FILES]],
  ['files from JavaScript, -O2', files, ['-O2', '-lnodefs.js', ...FILES]],
  ['what glue gives JavaScript', join(root, 'test/programs/emscripten/runtime.c'), ['-O1', '-sEXPORTED_FUNCTIONS=_main,_malloc,_free', `-sEXPORTED_RUNTIME_METHODS=${METHODS}`]],
  ['timers of JavaScript', join(root, 'test/programs/emscripten/later.c'), ['-O1', '-sEXIT_RUNTIME=0']],
  ['timers of JavaScript where main ends the program', join(root, 'test/programs/emscripten/ended.c'), ['-O1']],
  ['JavaScript that gives promises, -O1', join(root, 'test/programs/emscripten/promises.c'), ['-O1', '-sASYNCIFY', '-sASYNCIFY_STACK_SIZE=65536', '-sASYNCIFY_IMPORTS=at_once,later']],
  ['JavaScript that gives promises, -O3', join(root, 'test/programs/emscripten/promises.c'), ['-O3', '-sASYNCIFY', '-sASYNCIFY_STACK_SIZE=65536', '-sASYNCIFY_IMPORTS=at_once,later']],
  ['exceptions in JavaScript, -O0', join(fixtures, 'exceptions.cpp'), ['-O0', '-fexceptions']],
  ['exceptions in JavaScript, -O3', join(fixtures, 'exceptions.cpp'), ['-O3', '-fexceptions', '-sWASM_BIGINT']],
  ['exceptions of WebAssembly', join(fixtures, 'exceptions.cpp'), ['-O2', '-fwasm-exceptions']],
  ['casts of function pointers, -O0', join(fixtures, 'casts.cpp'), ['-O0', '-fexceptions', '-sEMULATE_FUNCTION_POINTER_CASTS=1']],
  ['casts of function pointers, -O2', join(fixtures, 'casts.cpp'), ['-O2', '-fexceptions', '-sEMULATE_FUNCTION_POINTER_CASTS=1']],
  ['longjmp in JavaScript, -O3', join(fixtures, 'jumps.c'), ['-O3']],
  ['longjmp of WebAssembly', join(fixtures, 'jumps.c'), ['-O2', '-sSUPPORT_LONGJMP=wasm']],
];

const SIDE = `#include <stdio.h>
extern int host_value; int host_call(int);
static int state = 5; int side_data = 77;
int side_add(int a) { state += a; printf("side %d %d\\n", state, host_value); return host_call(state) + side_data; }
int (*side_pointer(void))(int) { return side_add; }
`;
const MAIN = `#include <dlfcn.h>
#include <stdio.h>
int host_value = 9; int host_call(int x) { return x * 2; }
int main() {
  void *h = dlopen("SIDE", RTLD_NOW);
  if (!h) { printf("dlopen: %s\\n", dlerror()); return 3; }
  int (*add)(int) = dlsym(h, "side_add"); int (*(*pointer)(void))(int) = dlsym(h, "side_pointer"); int *data = dlsym(h, "side_data");
  for (int i = 0; i < 9; i++) printf("%d %d %d %d\\n", add(i), pointer()(10), pointer() == add, *data);
  return 7;
}
`;

/** A module that is loaded while the program runs: functions, data and function pointers cross in both directions. */
function compareDynamic(): void {
  const folder = temporaryDirectory();
  const [side, main, glue] = ['side.wasm', 'main.c', 'program.js'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(join(folder, 'side.c'), SIDE);
  writeFileSync(main, MAIN.replace('SIDE', '/side.wasm'));
  build('-O2', join(folder, 'side.c'), '-sSIDE_MODULE=1', '-o', side);
  build('-O2', main, '-sMAIN_MODULE=1', '-sEXIT_RUNTIME=1', '--embed-file', `${side}@/side.wasm`, '-o', glue);
  const native = run(folder, 'native', [...NATIVE, glue]);
  assert.match(native.stdout, /^side 5 9\nside 15 9\n87 107 1 77\n/);
  compareEmbedded(folder, glue, native);
}

function compare(source: string, flags: string[]): void {
  const folder = temporaryDirectory();
  const glue = join(folder, 'program.js');
  build(source, '-sEXIT_RUNTIME=1', '-sALLOW_MEMORY_GROWTH=1', ...flags, '-o', glue);
  const native = run(folder, 'native', [...NATIVE, glue]);
  assert.ok(native.stdout.length > 100 && native.status !== 0, 'the program prints and ends with its own exit code');

  const output = join(folder, 'program.mjs');
  const compiled = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), join(folder, 'program.wasm'), '--glue', glue, '-o', output], { encoding: 'utf8' });
  assert.is(compiled.status, 0, compiled.stderr);
  assert.equal(run(folder, 'alone', [output]), native);

  compareEmbedded(folder, glue, native);
}

const why = noEmcc();
if (why !== undefined) skip('programs built with Emscripten', why);
else {
  for (const [name, source, flags] of variants) test(name, () => compare(source, flags));
  test('dynamic linking', compareDynamic);
}

test.run();
