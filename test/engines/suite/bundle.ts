/** A script of the official suite as one plain JavaScript file: outputs, commands and what runs them. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from 'estree';
import { compile } from '../../../compiler/index.js';
import type { Options } from '../../../compiler/options.js';
import { readModules } from '../../../compiler/link/extract.js';
import { HelperNames, linkPieces } from '../../../compiler/link/index.js';
import { print } from '../../../compiler/print/index.js';
import { adapterOf } from '../../spec/modules.js';
import { spectestModules } from '../../spec/spectest.js';
import type { Command } from '../../spec/script.js';

/** What is checked where the modules are compiled, and needs no engine. */
const compileTime = /^assert_(?:invalid|malformed)/;

/** The harness, written as outputs are, so that every engine can parse it. */
function harness(): { readonly code: string; readonly entry: string } {
  const folder = fileURLToPath(new URL('../../../', import.meta.url));
  const paths = ['test/engines/suite/in-engine', 'test/spec/script', 'test/spec/values', 'test/spec/fail', 'runtime-lite/class'];
  const sources = Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, `${path}.js`), 'utf8')]));
  const names = new HelperNames(readModules(sources), { pretty: true });
  const entry = names.ref('test/engines/suite/in-engine', 'runInEngine');
  const { statements } = linkPieces(names, { classesAsFunctions: true });
  const { code } = print({ type: 'Program', sourceType: 'script', body: statements } satisfies Program, { pretty: true });
  return { code, entry };
}

export class Bundler {
  private readonly harness = harness();
  private readonly spectest: string;

  constructor(private readonly options: Partial<Options> = {}) {
    this.spectest = `[${Object.values(spectestModules()).flatMap((bytes) => this.output(bytes).code ?? []).join(',\n')}]`;
  }

  /** The text for the script in the JSON file at `path`, and how many commands it runs; undefined if there are none. */
  bundle(path: string): { readonly text: string; readonly commands: number } | undefined {
    const { commands: all } = JSON.parse(readFileSync(path, 'utf8')) as { commands: Command[] };
    const commands = all.filter(({ type, module_type }) => !compileTime.test(type) && (module_type ?? 'binary') === 'binary');
    if (commands.length === 0) return undefined;
    const files = new Set(commands.flatMap(({ filename }) => filename ?? []));
    const modules = [...files].map((file) => `${JSON.stringify(file)}: ${this.module(new Uint8Array(readFileSync(join(dirname(path), file))))}`);
    const { code, entry } = this.harness;
    const text = `(function () {
delete globalThis.WebAssembly;
${code}
${entry}(${literal(commands)}, {${modules.join(',\n')}}, ${this.spectest}, typeof print === 'function' ? print : function (line) { console.log(line); });
})();\n`;
    return { text, commands: commands.length };
  }

  private module(bytes: Uint8Array): string {
    const { code, error } = this.output(bytes);
    if (code === undefined) return `{ error: ${literal(error)} }`;
    const adapter = adapterOf(bytes);
    const adapterCode = adapter?.bytes && this.output(adapter.bytes).code;
    return `{ output: ${code}${adapter ? `, shape: ${literal(adapter.shape)}` : ''}${adapterCode === undefined ? '' : `, adapter: ${adapterCode}`} }`;
  }

  /** A function that gives `instantiate` of a standalone output. */
  private output(bytes: Uint8Array): { readonly code?: string; readonly error?: string } {
    try {
      return { code: `function () {\n${compile(bytes, { ...this.options, format: 'iife', name: 'output', abi: 'none' }).code}\nreturn output.instantiate; }` };
    } catch (error) {
      return { error: (error as Error).message };
    }
  }
}

/** Data as source text; `__proto__` is a name like others, and no character ends a line. */
function literal(data: unknown): string {
  return `JSON.parse(${JSON.stringify(JSON.stringify(data)).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)})`;
}
