import type { Program } from '../program.js';

interface Formatter {
  setConfig(global: object, plugin: object): void;
  formatText(file: { filePath: string; fileText: string }): string;
}

/** Rust under glue of its own, with a buffer in the memory for every message. */
export const dprint: Program = {
  name: 'dprint (json)',
  packages: ['@dprint/json@0.24.0', '@dprint/formatter@0.6.0'],
  prepare(packages) {
    const fileText = `{"a":[${Array.from({ length: 300 }, (_, i) => `1${i},{"b${i}" :null}, // a comment\n "ü\\u0000"`).join(',')}],"c":1e5}`;
    return () => {
      const { createFromBuffer } = packages.require<{ createFromBuffer: (module: Uint8Array) => Formatter }>('@dprint/formatter');
      const formatter = createFromBuffer(packages.bytes('@dprint/json/plugin.wasm'));
      formatter.setConfig({ indentWidth: 4, lineWidth: 60 }, {});
      return () => formatter.formatText({ filePath: 'a.json', fileText });
    };
  },
};

/** Rust, wasm-bindgen for node: its memory grows by some pages at a time while it reads its dictionaries. */
export const simplecc: Program = {
  name: 'simplecc',
  packages: ['simplecc-wasm@1.1.1'],
  prepare: (packages) => () => {
    const { simplecc: convert } = packages.require<{ simplecc: (text: string, how: string) => string }>('simplecc-wasm');
    const text = '发财了去植发 鼠标里面的硅二极管坏了 '.repeat(40);
    return () => ['s2t', 's2twp', 's2hk'].map((how) => convert(text, how));
  },
};
