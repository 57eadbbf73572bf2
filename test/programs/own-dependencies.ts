/**
 * Run in a process of its own, with the engine's WebAssembly or (argument `ours`) with this project's in its place: reads a
 * source map with source-map and assembles text with wabt, and prints what came out.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { WebAssembly as ours } from '../../compiler/webassembly/index.js';
import { compile } from '../../compiler/index.js';

const [, , side, modulePath] = process.argv;
const bytes = readFileSync(modulePath!);
const { map, code } = compile(bytes, { sourceMap: 'external', inputName: 'server.wasm' });
if (side === 'ours') globalThis.WebAssembly = ours as unknown as typeof globalThis.WebAssembly;

const { SourceMapConsumer } = await import('source-map');
const lines = code.split('\n');
await SourceMapConsumer.with(JSON.parse(map!) as never, null, (consumer) => {
  const seen: unknown[] = [];
  for (let line = 1; line <= lines.length; line++) {
    for (let column = 0; column < lines[line - 1]!.length; column += 211) seen.push(consumer.originalPositionFor({ line, column }));
  }
  console.log(`${seen.length} positions ${createHash('sha256').update(JSON.stringify(seen)).digest('hex')}`);
});

const { default: wabt } = await import('wabt');
const { parseWat, readWasm } = await wabt();
const module = readWasm(bytes, { readDebugNames: true });
const text = module.toText({ foldExprs: false, inlineExport: false });
const again = parseWat('server.wat', text);
console.log(`${text.length} characters of text, ${createHash('sha256').update(again.toBinary({}).buffer).digest('hex')}`);
try {
  parseWat('bad.wat', '(module (func (i32.add)))').validate();
} catch (error) {
  console.log((error as Error).message);
}
