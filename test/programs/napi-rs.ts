/**
 * Run in a process of its own: a package of napi-rs for WASI with threads, on the engine's WebAssembly or (argument `ours`) on this
 * project's. node:wasi takes nothing but the engine's own memories, which our instances work on as well, so that `Memory` stays.
 *   node napi-rs.js folder-of-packages (native | ours)
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { WebAssembly as ours } from '../../compiler/webassembly/index.js';
import { source } from '../../bench/programs/inputs.js';

interface Parser {
  parseSync(name: string, text: string, options: object): { program: string; errors: object[]; module: object };
}

const [, , folder, side] = process.argv;
if (side === 'ours') globalThis.WebAssembly = Object.create(ours, { Memory: { value: WebAssembly.Memory } }) as typeof WebAssembly;
const { parseSync } = createRequire(join(folder!, 'x.js'))('@oxc-parser/binding-wasm32-wasi/parser.wasi.cjs') as Parser;
for (const text of [source(6), 'let = ;', 'export const a: number = <b>ü{1n}</b>;']) {
  const { program, errors, module } = parseSync('source.tsx', text, {});
  console.log(JSON.stringify([program, errors, module]));
}
// Its threads would go on waiting for work.
process.exit(0);
