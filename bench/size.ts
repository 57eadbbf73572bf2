/**
 * Sizes of outputs: plain, with gzip -9 and with brotli, next to those of their WebAssembly modules.
 *   npm run bench:size -- [--options JSON] [--timeout SECONDS] [module.wasm ...]
 * Without modules, our kernels. `minified` is ours after oxc-minify, wasm2js is binaryen's with -O3; both only where they are installed
 * (see test/engines/find.ts) and, for wasm2js, where it ends in time. Prints Markdown.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { compile, type Options } from '../compiler/index.js';
import { kernelFolder, kernels } from './kernels/kernels.js';
import { installed } from './subjects.js';

interface Sizes {
  readonly plain: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** Gives the JavaScript of a module, or undefined where it cannot. */
interface Contestant {
  readonly name: string;
  readonly make: (bytes: Uint8Array<ArrayBuffer>) => string | undefined;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { options: { type: 'string', default: '{}' }, timeout: { type: 'string', default: '120' } },
});
const options = JSON.parse(values.options) as Partial<Options>;

const sizesOf = (content: string | Uint8Array): Sizes => ({
  plain: Buffer.byteLength(content),
  gzip: gzipSync(content, { level: 9 }).length,
  brotli: brotliCompressSync(content).length,
});

async function minifier(): Promise<Contestant | undefined> {
  const path = installed('oxc-minify/index.js');
  if (path === undefined) return undefined;
  const { minifySync } = (await import(pathToFileURL(path).href)) as { minifySync: (file: string, text: string) => { code: string } };
  return { name: 'minified', make: (bytes) => minifySync('output.mjs', compile(bytes, options).code).code };
}

function wasm2js(folder: string): Contestant | undefined {
  const program = installed('binaryen/bin/wasm2js');
  if (program === undefined) return undefined;
  return {
    name: 'wasm2js -O3',
    make: (bytes) => {
      const input = join(folder, 'input.wasm');
      const output = join(folder, 'output.js');
      writeFileSync(input, bytes);
      const args = [program, '-O3', '--all-features', input, '-o', output];
      return spawnSync(process.execPath, args, { timeout: Number(values.timeout) * 1000, stdio: 'ignore' }).status === 0 ? readFileSync(output, 'utf8') : undefined;
    },
  };
}

const ratio = (a: number, b: number): string => (a / b).toFixed(2);
const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

function rowsOf(name: string, bytes: Uint8Array<ArrayBuffer>, contestants: readonly Contestant[]): readonly string[] {
  const base = sizesOf(bytes);
  return [
    row(name, 'WebAssembly', base.plain, base.gzip, base.brotli, 1, 1, 1),
    ...contestants.flatMap((contestant) => {
      const code = contestant.make(bytes);
      if (code === undefined) return [row('', contestant.name, '–', '–', '–', '–', '–', '–')];
      const { plain, gzip, brotli } = sizesOf(code);
      return [row('', contestant.name, plain, gzip, brotli, ratio(plain, base.plain), ratio(gzip, base.gzip), ratio(brotli, base.brotli))];
    }),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'size-'));
try {
  const ours: Contestant = { name: 'wasm2js-aot', make: (bytes) => compile(bytes, options).code };
  const contestants = [ours, await minifier(), wasm2js(folder)].filter((contestant) => contestant !== undefined);
  const files = positionals.length ? positionals : kernels.map(({ name }) => join(kernelFolder, `${name}.wasm`));
  console.log(row('module', 'as', 'bytes', 'gzip', 'brotli', 'ratio', 'gzip ratio', 'brotli ratio'));
  console.log(row('---', '---', ...Array.from({ length: 6 }, () => '---:')));
  for (const file of files) for (const line of rowsOf(basename(file, '.wasm'), new Uint8Array(readFileSync(file)), contestants)) console.log(line);
} finally {
  rmSync(folder, { recursive: true });
}
