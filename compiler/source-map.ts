/** What the source map points to: the sources that DWARF names, or the module in the text format, each function and instruction on a line of its own. */
import { functionNames } from './callers.js';
import type { LineTable } from './decode/index.js';
import type { Origins, Place } from './emit/function.js';
import { OptionError, type Options } from './options.js';
import type { SourceMapOptions } from './print/index.js';
import type { ModuleContext } from './validate/index.js';
import { disassemble } from './wat/index.js';

/** Longer texts are left out of the map: strings of engines end at about 2^29 characters, and the map is one. */
const MAX_TEXT = 2 ** 28;

export interface Originals {
  readonly origins: Origins;
  readonly options: SourceMapOptions;
}

/** @throws OptionError where DWARF is asked for and the module has no line that it could point to. */
export function originals(context: ModuleContext, options: Options): Originals {
  const lines = options.sources === 'wat' ? undefined : context.module.lines;
  if (lines !== undefined && lines.sources.some((source) => source >= 0)) return dwarfMap(context, options, lines);
  if (options.sources !== 'dwarf') return watMap(context, options);
  throw new OptionError('Option sources cannot be "dwarf": the module has no line table (section .debug_line); build it with -g, and do not strip it');
}

function watMap(context: ModuleContext, options: Options): Originals {
  const wat = disassemble(context.module);
  const names = functionNames(context);
  const size = wat.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return {
    origins: {
      instruction: (at) => wat.position(at),
      func: (index) => {
        const place = wat.funcPosition(index);
        return place && { ...place, name: names(index) };
      },
    },
    options: {
      file: outputFile(options),
      sources: [reference(textName(fileName(options.inputName) || 'input.wasm'))],
      sourcesContent: [size > MAX_TEXT ? null : wat.chunks.join('')],
    },
  };
}

/** The texts of the sources are not in the map: they are files of the machine where the module was made. */
function dwarfMap(context: ModuleContext, options: Options, { files, addresses, sources, lines, columns }: LineTable): Originals {
  const { code, codeSection } = context.module;
  const names = functionNames(context);
  const references = files.map(reference);
  const instruction = (at: number): Place | undefined => {
    const row = lastUpTo(addresses, at - codeSection.start);
    if (row < 0 || sources[row]! < 0 || lines[row] === 0) return undefined;
    return { line: lines[row]!, column: Math.max(0, columns[row]! - 1), source: references[sources[row]!]! };
  };
  return {
    origins: {
      instruction,
      func: (index) => {
        const body = code[index - context.imported.funcs];
        const place = body && (instruction(body.at) ?? instruction(body.start));
        return place && { ...place, name: names(index) };
      },
    },
    options: { file: outputFile(options), sources: references },
  };
}

/** The last of ascending numbers that is not above `value`, or -1. */
function lastUpTo(numbers: readonly number[], value: number): number {
  let low = 0, high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Sources of a map are relative URLs: what would end the path of one, or begin an escape in it, is escaped. */
const reference = (path: string): string => path.replace(/[%#?]/g, encodeURIComponent);

const outputFile = ({ outputName, format }: Options): string => fileName(outputName) || `output.${format === 'esm' ? 'mjs' : format === 'cjs' ? 'cjs' : 'js'}`;

const fileName = (path: string | undefined): string => (path ?? '').replace(/^.*[/\\]/s, '');

/** `x.wasm` gives `x.wat`; a text module keeps its own name for itself. */
function textName(input: string): string {
  return /\.(wat|wast)$/i.test(input) ? `${input.replace(/\.\w+$/, '')}.disassembled.wat` : `${input.replace(/\.wasm$/i, '')}.wat`;
}
