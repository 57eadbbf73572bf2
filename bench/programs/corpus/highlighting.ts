/** What editors read programs with: regular expressions of grammars, and parsers in side modules. */
import { join } from 'node:path';
import { source } from '../inputs.js';
import type { Program } from '../program.js';

interface Scanner {
  findNextMatchSync(text: string, from: number): { index: number; captureIndices: object } | null;
}

interface Oniguruma {
  loadWASM(bytes: ArrayBuffer | Uint8Array): Promise<void>;
  OnigScanner: new (patterns: readonly string[]) => Scanner;
}

const PATTERNS = ['(?<name>\\w+)\\s*=\\s*("(?:[^"\\\\]|\\\\.)*"|\\d+)', '//.*$', '\\b(if|else|for|return|await|const)\\b', '(?i)ü+', '(?<=#)[a-z]+(?!\\()', '`(?:[^`\\\\]|\\\\.)*`'];

function matches({ OnigScanner }: Oniguruma, lines: readonly string[]): string {
  const scanner = new OnigScanner(PATTERNS);
  return JSON.stringify(lines.map((line) => [0, 5, 20].map((from) => {
    const found = scanner.findNextMatchSync(line, from);
    return found && [found.index, found.captureIndices];
  })));
}

const linesOf = (classes: number): string[] => [...source(classes).split('\n'), 'x = "a\\"b" // ÜÜ ü', ''];

/** Emscripten 2, one letter for each name. */
export const oniguruma: Program = {
  name: 'oniguruma',
  packages: ['vscode-oniguruma@2.0.1'],
  prepare(packages) {
    const lines = linesOf(8);
    return async () => {
      const library = packages.require<Oniguruma>('vscode-oniguruma/release/main.js');
      await library.loadWASM(packages.bytes('vscode-oniguruma/release/onig.wasm'));
      return () => matches(library, lines);
    };
  },
};

/** Emscripten 1.39, whose modules by LLVM still asked for `wasi_unstable`. */
export const onigasm: Program = {
  name: 'oniguruma (2020)',
  packages: ['onigasm@2.2.5'],
  prepare(packages) {
    const lines = linesOf(8);
    return async () => {
      const library = packages.require<Oniguruma>('onigasm');
      await library.loadWASM(packages.bytes('onigasm/lib/onigasm.wasm').slice().buffer as ArrayBuffer);
      return () => matches(library, lines);
    };
  },
};

interface TreeSitter {
  Parser: { new (): { setLanguage(language: object): void; parse(text: string): { rootNode: { toString(): string; descendantCount: number; hasError: boolean } } }; init(): Promise<void> };
  Language: { load(module: Uint8Array): Promise<object> };
}

const TEXTS: Record<string, string> = {
  javascript: 'const f = async (x) => { for await (const y of x) yield `a${y}`; /re/g.test(1) }\nclass A extends B { #x = 1; static { <b c={1}/> } }\n',
  python: 'def f(a, *b):\n    """doc"""\n    return [x async for x in a if x > 1]\n\nclass A(B):\n  pass\n  match x:\n    case [1, *_]: pass\n',
};

/** Dynamic linking: a grammar is a side module whose scanner calls the parser. */
export const treeSitter: Program = {
  name: 'tree-sitter',
  packages: ['web-tree-sitter@0.27.2', 'tree-sitter-javascript@0.25.0', 'tree-sitter-python@0.25.0'],
  prepare: (packages) => async () => {
    const { Parser, Language } = await packages.import<TreeSitter>('web-tree-sitter/web-tree-sitter.js');
    await Parser.init();
    const parser = new Parser();
    const languages = await Promise.all(Object.keys(TEXTS).map((name) => Language.load(packages.bytes(join(`tree-sitter-${name}`, `tree-sitter-${name}.wasm`)))));
    return () => Object.values(TEXTS).map((text, index) => {
      parser.setLanguage(languages[index]!);
      const long = parser.parse(text.repeat(40)).rootNode;
      return `${parser.parse(text).rootNode} ${long.descendantCount} ${long.hasError} ${parser.parse(text.slice(9, 50)).rootNode}`;
    });
  },
};
