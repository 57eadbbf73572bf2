/** Rust behind node's own interface for modules in C, with threads of WASI: calls that answer later run in them. */
import { source } from '../inputs.js';
import type { Program } from '../program.js';

interface Parsed {
  readonly program: string;
  readonly errors: object[];
  readonly module: object;
}

interface Parser {
  parseSync(name: string, text: string, options: object): Parsed;
  parse(name: string, text: string, options: object): Promise<Parsed>;
}

/** A parser of TypeScript: in this thread, and several texts at once in others. */
export const oxcParser: Program = {
  name: 'oxc-parser',
  packages: ['@oxc-parser/binding-wasm32-wasi@0.156.0'],
  slow: true,
  threads: 'napi-rs',
  prepare(packages) {
    const texts = [source(3), 'let = ;', 'export const a: number = <b>ü{1n}</b>;', source(1)];
    return () => {
      const { parseSync, parse } = packages.require<Parser>('@oxc-parser/binding-wasm32-wasi/parser.wasi.cjs');
      const tell = ({ program, errors, module }: Parsed): string => JSON.stringify([program, errors, module]);
      return async () => {
        const later = await Promise.all(texts.map((text) => parse('source.tsx', text, {})));
        return [...later.map(tell), ...texts.map((text) => tell(parseSync('source.tsx', text, {})))];
      };
    };
  },
};

interface Oxide {
  readonly Scanner: new (options: object) => { scanFiles(files: readonly { content: string; extension: string }[]): string[] };
}

/** Tailwind's scanner for names of classes. */
export const tailwindOxide: Program = {
  name: 'tailwind oxide',
  packages: ['@tailwindcss/oxide-wasm32-wasi@4.3.5'],
  slow: true,
  threads: 'napi-rs',
  prepare(packages) {
    const files = Array.from({ length: 20 }, (_, i) => ({ content: `<div class="flex p-${i} hover:bg-red-500/${i} md:grid-cols-[1fr_${i}fr]">${source(2)}</div>`, extension: 'html' }));
    return () => {
      const { Scanner } = packages.require<Oxide>('@tailwindcss/oxide-wasm32-wasi/tailwindcss-oxide.wasi.cjs');
      return () => new Scanner({ sources: [] }).scanFiles(files).sort();
    };
  },
};

interface Rolldown {
  rolldown(options: object): Promise<{ generate(options: object): Promise<{ output: { code: string; map: object | null }[] }>; close(): Promise<void> }>;
}

/** A bundler, 12 MB: its threads ask the first one's plugins for modules. */
export const rolldown: Program = {
  name: 'rolldown',
  packages: ['rolldown@1.3.2', '@rolldown/binding-wasm32-wasi@1.3.2'],
  slow: true,
  threads: 'napi-rs',
  prepare(packages) {
    process.env['NAPI_RS_FORCE_WASI'] = 'error';
    const modules: Record<string, string> = {
      'entry.js': `import { value0 } from 'part.js';\nimport * as typed from 'typed.ts';\nconsole.log(value0, typed.f(2));\nexport default () => import('other.js');\n`,
      'part.js': Array.from({ length: 100 }, (_, i) => `export const value${i} = { a: [${i}, ...[1]], f: async (x) => x?.y ?? ${i} };\n`).join(''),
      'typed.ts': `export const f = (x: number): number => x ** 2;\nexport const unused = 1;\n${source(3).replace(/^import.*$/gm, '')}`,
      'other.js': 'export * from "part.js"; export const last = /[\\p{L}]+/u;',
    };
    const virtual = { name: 'virtual', resolveId: (id: string) => (id in modules ? id : { id, external: true }), load: (id: string) => modules[id] };
    return async () => {
      const { rolldown: bundle } = await packages.import<Rolldown>('rolldown/dist/index.mjs');
      return async () => {
        const build = await bundle({ input: 'entry.js', plugins: [virtual] });
        const { output } = await build.generate({ format: 'es', sourcemap: true, minify: true, entryFileNames: '[hash].js' });
        await build.close();
        return output.map(({ code, map }) => code + JSON.stringify(map)).join('\n');
      };
    };
  },
};
