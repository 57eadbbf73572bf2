/** What the source map points to: the module in the text format, each function and instruction on a line of its own. */
import { functionNames } from './callers.js';
import type { Origins } from './emit/function.js';
import type { Options } from './options.js';
import type { SourceMapOptions } from './print/index.js';
import type { ModuleContext } from './validate/index.js';
import { disassemble } from './wat/index.js';

/** Longer texts are left out of the map: strings of engines end at about 2^29 characters, and the map is one. */
const MAX_TEXT = 2 ** 28;

export function watMap(context: ModuleContext, options: Options): { readonly origins: Origins; readonly options: SourceMapOptions } {
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
      file: fileName(options.outputName) || `output.${options.format === 'esm' ? 'mjs' : options.format === 'cjs' ? 'cjs' : 'js'}`,
      sources: [textName(fileName(options.inputName) || 'input.wasm')],
      sourcesContent: [size > MAX_TEXT ? null : wat.chunks.join('')],
    },
  };
}

const fileName = (path: string | undefined): string => (path ?? '').replace(/^.*[/\\]/s, '');

/** `x.wasm` gives `x.wat`; a text module keeps its own name for itself. */
function textName(input: string): string {
  return /\.(wat|wast)$/i.test(input) ? `${input.replace(/\.\w+$/, '')}.disassembled.wat` : `${input.replace(/\.wasm$/i, '')}.wat`;
}
