/** Formatters and linters. */
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

interface RuffWorkspace {
  check(source: string): object[];
  format(source: string): string;
}

interface Ruff {
  Workspace: new (settings: object, encoding: unknown) => RuffWorkspace;
  PositionEncoding: { Utf16: unknown };
}

const python = (functions: number): string => `import os, sys\nfrom typing import *\n${Array.from({ length: functions }, (_, i) => `
class C${i}(object):
  x = {'a' : ${i}, "b":[1,2,3 , ${i}]}
  def method_${i}( self, a, b = [], *args, **kwargs ):
      """Does ${i}"""
      l = lambda q: q if q == None else f"{q!r:>{b}} {'é'}"
      try: return [l(x) for x in (yield) if not x in args and (lambda: ${i} ** 2)()]
      except: print('a very long line that has to be wrapped somewhere because it does not fit', a, b, kwargs.get('key', ${i}), l)
      match a:
        case {"k": [1, *rest], **more} if rest: async_ = more; del rest
        case _: assert (a, b)
`).join('')}`;

/** Rust, wasm-bindgen for node: a parser, all rules, and a formatter. */
export const ruff: Program = {
  name: 'ruff',
  packages: ['@astral-sh/ruff-wasm-nodejs@0.17.4'],
  slow: true,
  prepare(packages) {
    const text = python(12);
    return () => {
      const { Workspace, PositionEncoding } = packages.require<Ruff>('@astral-sh/ruff-wasm-nodejs');
      const workspace = new Workspace({ 'line-length': 88, 'indent-width': 4, format: { 'indent-style': 'space', 'quote-style': 'double' }, lint: { select: ['ALL'] } }, PositionEncoding.Utf16);
      return () => [JSON.stringify(workspace.check(text)), workspace.format(text)];
    };
  },
};
