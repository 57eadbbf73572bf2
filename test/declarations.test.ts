/** What TypeScript reads of the package where it is a dependency: nothing but the package's own dependencies and the language. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('../..', import.meta.url));
interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly exports: Record<string, string | { readonly types: string }>;
}
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(`${root}${folder}package.json`, 'utf8')) as Manifest;

/** Packages that come along with this one. */
function dependencies(): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (folder: string): void => {
    for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) {
      if (found.has(name)) continue;
      found.add(name);
      add(`node_modules/${name}/`);
    }
  };
  add('');
  return found;
}

test('the declarations of all entries are complete', () => {
  const known = dependencies();
  const entries = Object.values(manifestOf('').exports).flatMap((entry) => (typeof entry === 'string' ? [] : [`${root}${entry.types}`]));
  assert.ok(entries.length > 10);
  const options: ts.CompilerOptions = { strict: true, noEmit: true, skipDefaultLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, lib: ['lib.es2022.d.ts'], types: [] };
  const host = ts.createCompilerHost(options);
  const { fileExists } = host;
  host.directoryExists = undefined as never;
  host.fileExists = (path) => {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
    return (name === undefined || known.has(name)) && fileExists.call(host, path);
  };
  const program = ts.createProgram(entries, options, host);
  const messages = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName.slice(root.length) ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  assert.equal(messages, []);
});

test.run();
