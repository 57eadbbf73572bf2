/** `build`: one module in, one JavaScript file (and its map and declarations) out. */
import { existsSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Options } from '../../compiler/options.js';
import { resolveOptions } from '../../compiler/options.js';
import { declarations } from '../../compiler/dts.js';
import { MINIFIED } from '../advice.js';
import { type BuildArguments, UsageError } from '../args.js';
import { compileFile, type Compiled } from '../compile.js';
import { readModule } from '../input.js';
import { CliError, type OutputFile, readInput, writeStandardOutput, writeWhole } from '../io.js';
import { keptNames } from '../keep-list.js';
import { isMinifiedEmscripten } from '../minified.js';
import { humanSize } from '../progress.js';

const extensions: Record<Options['format'], string> = { esm: '.mjs', cjs: '.cjs', iife: '.js' };

export async function build({ input, output, dts, options }: BuildArguments): Promise<void> {
  const resolved = resolveOptions(withKeepList(withGlue(options)));
  const destination = output ?? defaultOutput(input, resolved.format);
  if (destination === '-' && (dts || resolved.sourceMap === 'external')) {
    throw new UsageError('With "-o -" there is no place for a second file: leave out --dts, and use --source-map inline.');
  }
  if (isSameFile(input, destination)) throw new CliError(`the output ${destination} would replace the input; choose another with -o`);

  const bytes = await readModule(input);
  const started = Date.now();
  const compiled = await compileFile(input, bytes, { ...resolved, ...fileNames(input, destination) });
  for (const line of warnings(compiled, resolved)) console.error(`wasm2js-aot: ${input}: warning: ${line}`);
  if (destination === '-') {
    await writeStandardOutput(compiled.code);
    return;
  }
  const files = outputs(destination, compiled, resolved, dts);
  writeWhole(files);
  if (process.stderr.isTTY) {
    const total = files.map(({ path, data }) => `${path} ${humanSize(Buffer.byteLength(data))}`).join(', ');
    console.error(`${total} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
}

/** What the source map calls the files. */
function fileNames(input: string, output: string): Partial<Options> {
  return { ...(input === '-' ? {} : { inputName: basename(input) }), ...(output === '-' ? {} : { outputName: basename(output) }) };
}

/** The command line names a glue file; the compiler wants its text. */
export function withGlue(options: Partial<Options>): Partial<Options> {
  return options.glue === undefined ? options : { ...options, glue: new TextDecoder().decode(readInput(options.glue)) };
}

function withKeepList(options: Partial<Options>): Partial<Options> {
  return options.keepExports === undefined ? options : { ...options, keepExports: keptNames(options.keepExports) };
}

function defaultOutput(input: string, format: Options['format']): string {
  return input === '-' ? '-' : input.slice(0, input.length - extname(input).length) + extensions[format];
}

/** By what they are: one file may have several names, and names that differ in case may be one. */
function isSameFile(input: string, output: string): boolean {
  if (input === '-' || output === '-' || !existsSync(input) || !existsSync(output)) return false;
  const [from, to] = [statSync(input, { bigint: true }), statSync(output, { bigint: true })];
  return to.isFile() && from.dev === to.dev && from.ino === to.ino;
}

function outputs(destination: string, compiled: Compiled, options: Options, dts: boolean): OutputFile[] {
  const files: OutputFile[] = [];
  let { code } = compiled;
  if (options.sourceMap === 'external' && compiled.map !== undefined) {
    files.push({ path: `${destination}.map`, data: compiled.map });
    code += `${code.endsWith('\n') ? '' : '\n'}//# sourceMappingURL=${encodeURIComponent(basename(destination))}.map\n`;
  }
  if (dts) {
    const text = declarations(compiled, options);
    for (const path of declarationPaths(destination)) files.push({ path, data: text });
  }
  files.push({ path: destination, data: code });
  return files;
}

/** TypeScript looks for out.d.mts beside out.mjs; people and older tools look for out.d.ts. */
function declarationPaths(destination: string): string[] {
  const extension = extname(destination);
  const stem = destination.slice(0, destination.length - extension.length);
  return extension === '.mjs' || extension === '.cjs' ? [`${stem}.d.ts`, `${stem}.d.${extension.slice(1, 2)}ts`] : [`${stem}.d.ts`];
}

/** Who asks for no ABI knows that every import is the caller's to give. */
function warnings(compiled: Compiled, { abi, glue }: Options): string[] {
  const lines = compiled.diagnostics.map(({ message }) => message);
  if (abi === 'none' || compiled.abi !== undefined) return lines;
  if (glue === undefined && isMinifiedEmscripten(compiled)) return [...lines, `${MINIFIED}; without it the caller has to give the ${compiled.imports.length} imports (--abi none, if that is meant)`];
  return isStarted(compiled) ? [...lines, 'it exports _start, but its imports are of no ABI that is known: the output is a library, and does nothing by itself (inspect says more; --abi NAME makes it a program, --abi none if that is meant)'] : lines;
}

/** Whether it looks like a program that needs something. */
const isStarted = ({ imports, exports }: Compiled): boolean => imports.length > 0 && exports.some(({ name }) => name === '_start');
