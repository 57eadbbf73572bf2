/** JavaScript of a program's own that gives promises (EM_ASYNC_JS and whatever uses Asyncify): main waits for these without its glue. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, inspect } from '../../compiler/index.js';
import { loadEsm } from '../load.js';
import { assemble } from '../wabt.js';

interface Program {
  instantiate(imports?: object): { exports: Record<string, any> };
  run(options?: object): Promise<number>;
}

/** main adds up what two functions of JavaScript give for 20 and 1, one called through a table; `plain` calls none. */
const PROGRAM = assemble(`(module
  (import "env" "__asyncjs__first" (func $first (param i32) (result i32)))
  (import "env" "second" (func $second (param i32) (result i32)))
  (import "env" "third" (func $third (param i32) (result i32)))
  (memory (export "memory") 1) (table 2 funcref) (elem (i32.const 0) $through $third)
  (func $through (param i32) (result i32) (call $second (local.get 0)))
  (func (export "stackSave") (result i32) (i32.const 0)) (func (export "emscripten_stack_get_end") (result i32) (i32.const 0)) (func (export "__indirect_function_table"))
  (func (export "__wasm_call_ctors"))
  (func (export "plain") (result i32) (i32.const 5))
  (func (export "main") (param i32 i32) (result i32)
    (i32.add (call $first (i32.const 20)) (i32.add (call_indirect (param i32) (result i32) (i32.const 1) (i32.const 0)) (call $third (i32.const 1))))))`);

const glueOf = (functions: string): string =>
  `var HEAP8, HEAPU8, HEAP32, Module = {}; var Asyncify = { currData: 0, handleAsync: function () {}, handleSleep: function () {}, other: 1 };
  ${functions}; var noExitRuntime = false; var asmLibraryArg = { "__asyncjs__first": __asyncjs__first, "second": second, "third": third };`;
const THIRD = 'function third(a) { return a }';
const FIRST = 'function __asyncjs__first(a) { return Asyncify.handleAsync(async () => { await new Promise((r) => setTimeout(r, 5)); return a * 2 }) }';
const SECOND = 'function wakes(a, wakeUp) { setTimeout(() => wakeUp(a + 1), 1) } function second(a) { return Asyncify.handleSleep((wakeUp) => wakes(a, wakeUp)) }';

const load = async (functions: string): Promise<Program> => await loadEsm(PROGRAM, { glue: glueOf(functions) }) as unknown as Program;
const failure = (program: Program): Promise<Error> => program.run().then(() => new Error('it ended'), (error: Error) => error);

test('main waits, and what does not wait stays as it is', async () => {
  const program = await load(`${FIRST} ${SECOND} ${THIRD}`);
  assert.is(await program.run(), 43);
  const { exports } = program.instantiate();
  assert.is(exports['plain'](), 5);
  assert.ok(exports['main'](0, 0) instanceof Promise);
});

test('here, with functions of the caller in place of the program\'s', async () => {
  const program = await load(`${FIRST} ${SECOND} ${THIRD}`);
  assert.is(await program.run({ imports: { env: { third: () => 100 } } }), 142);
});

test('a promise that rejects is the program\'s failure', async () => {
  const error = await failure(await load(`function __asyncjs__first(a) { return Asyncify.handleAsync(async () => { throw new RangeError('no luck') }) } ${SECOND} ${THIRD}`));
  assert.equal([error.name, error.message], ['RangeError', 'no luck']);
});

test('a promise that nothing can settle does not hang', async () => {
  const error = await failure(await load(`function __asyncjs__first(a) { return Asyncify.handleAsync(() => new Promise(() => {})) } ${SECOND} ${THIRD}`));
  assert.is(error.message, 'main waits for a promise that nothing is left to settle');
});

test('without it nothing is written twice, and other uses of Asyncify are refused', () => {
  const plain = 'function __asyncjs__first(a) { return a } function second(a) { return a }';
  assert.not.match(compile(PROGRAM, { glue: glueOf(`${plain} ${THIRD}`) }).code, /function\*/);
  const { missing } = inspect(PROGRAM, { glue: glueOf(`${FIRST} ${SECOND} function third(a) { return Asyncify.other + a }`) });
  assert.equal(missing.map(([, name, , why]) => [name, why]), [['third', 'its JavaScript uses Asyncify.other of the glue']]);
});

test.run();
