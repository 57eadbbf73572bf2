/**
 * Components: jco writes the glue, with `instantiation` its caller says what instantiates the core modules, and our outputs take
 * their place. Nothing of the glue changes, so this does what jco's own option for engines without WebAssembly does.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { packageFolders } from '../engines/find.js';
import { skip, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

interface Jco {
  transpileBytes(component: Uint8Array, options: object): Promise<{ files: [string, Uint8Array][] | Record<string, Uint8Array> }>;
}
interface WasmTools {
  componentEmbed(options: object): Promise<Uint8Array>;
  componentNew(bytes: Uint8Array): Promise<Uint8Array>;
}
type Instantiate = (imports: object) => { exports: object };
interface Glue {
  instantiate(coreModule: (path: string) => unknown, imports: object, instantiateCore?: (module: never, imports: object) => unknown): any;
}

const WIT = `
package test:greeting;
world greeter {
  import host-name: func() -> string;
  import report: func(total: u64, parts: list<f32>);
  export greet: func(who: string, numbers: list<u64>) -> result<string, string>;
}
`;

/** Sums the numbers, reports them, and greets the host and whom it is asked to. */
const CORE = `(module
  (import "$root" "host-name" (func $name (param i32)))
  (import "$root" "report" (func $report (param i64 i32 i32)))
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))
  (data (i32.const 8) "no numbers")
  (data (i32.const 32) "\\00\\00\\c0\\3f\\00\\00\\00\\c0")
  (func $alloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
    (global.set $top (i32.add (local.get $at) (local.get 3)))
    (if (i32.gt_u (global.get $top) (i32.shl (memory.size) (i32.const 16))) (then (drop (memory.grow (i32.const 4)))))
    (memory.copy (local.get $at) (local.get 0) (local.get 1))
    (local.get $at))
  (func (export "greet") (param $who i32) (param $length i32) (param $numbers i32) (param $count i32) (result i32)
    (local $sum i64) (local $out i32)
    (if (i32.eqz (local.get $count)) (then
      (i32.store8 (i32.const 64) (i32.const 1)) (i32.store (i32.const 68) (i32.const 8)) (i32.store (i32.const 72) (i32.const 10))
      (return (i32.const 64))))
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.load (local.get $numbers))))
      (local.set $numbers (i32.add (local.get $numbers) (i32.const 8)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (call $report (local.get $sum) (i32.const 32) (i32.const 2))
    (call $name (i32.const 80))
    (local.set $out (call $alloc (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $length) (i32.load (i32.const 84)))))
    (memory.copy (local.get $out) (i32.load (i32.const 80)) (i32.load (i32.const 84)))
    (memory.copy (i32.add (local.get $out) (i32.load (i32.const 84))) (local.get $who) (local.get $length))
    (i32.store8 (i32.const 64) (i32.const 0))
    (i32.store (i32.const 68) (local.get $out))
    (i32.store (i32.const 72) (i32.add (local.get $length) (i32.load (i32.const 84))))
    (i32.const 64)))`;

const folder = packageFolders.map((found) => join(found, '@bytecodealliance/jco-transpile/dist')).find((path) => existsSync(path));
if (folder === undefined) skip('components through jco', 'no jco (npm i @bytecodealliance/jco-transpile@0.15.0, in the folder that ENGINES names)');
else {
  const load = async <T>(file: string): Promise<T> => (await import(pathToFileURL(join(folder, file)).href)) as T;

  for (const instantiation of ['sync', 'async'] as const) {
    test(`a component with its core modules compiled, ${instantiation}`, async () => {
      const { componentEmbed, componentNew } = await load<WasmTools>('wasm-tools.js');
      const { transpileBytes } = await load<Jco>('index.js');
      const binary = await componentEmbed({ binary: await assemble(CORE), witSource: WIT, world: 'greeter' });
      const { files } = await transpileBytes(await componentNew(binary), { name: 'greeter', instantiation });
      const place = temporaryDirectory();
      for (const [name, bytes] of Array.isArray(files) ? files : Object.entries(files)) if (!name.includes('/')) writeFileSync(join(place, name.replace(/\.js$/, '.mjs')), bytes);
      const native = new Map<string, WebAssembly.Module>();
      const ours = new Map<string, Instantiate>();
      for (const [name, bytes] of Array.isArray(files) ? files : Object.entries(files)) {
        if (!name.endsWith('.wasm')) continue;
        native.set(name, new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>));
        writeFileSync(join(place, `${name}.mjs`), compile(bytes).code);
        ours.set(name, ((await import(pathToFileURL(join(place, `${name}.mjs`)).href)) as { instantiate: Instantiate }).instantiate);
      }
      assert.ok(ours.size >= 1);
      const glue = (await import(pathToFileURL(join(place, 'greeter.mjs')).href)) as Glue;

      const drive = (greet: (who: string, numbers: BigUint64Array) => string, seen: unknown[]): unknown[] => {
        const results = [[1n, 2n ** 63n, 41n], [], [5n]].map((numbers) => {
          try {
            return greet('wörld'.repeat(numbers.length * 9000), BigUint64Array.from(numbers));
          } catch (error) {
            return { thrown: error instanceof Error ? { ...error, message: error.message } : error };
          }
        });
        return [results, seen];
      };
      const imports = (seen: unknown[]): object => ({ 'host-name': { default: () => 'höst ' }, report: { default: (total: bigint, parts: Float32Array) => seen.push([total, [...parts]]) } });
      const natively: unknown[] = [];
      const compiled: unknown[] = [];
      const one = await glue.instantiate((path) => native.get(path), imports(natively), ((module: WebAssembly.Module, given: WebAssembly.Imports) => new WebAssembly.Instance(module, given)) as never);
      const other = await glue.instantiate((path) => ours.get(path), imports(compiled), ((instantiate: Instantiate, given: object) => instantiate(given)) as never);
      const expected = drive(one.greet, natively);
      assert.match(JSON.stringify(expected[0]), /höst wörld.*no numbers/);
      assert.equal(drive(other.greet, compiled), expected);
    });
  }
}

test.run();
