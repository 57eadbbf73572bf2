/**
 * Build step, run after the TypeScript compiler: gathers the compiled runtime-lite and abi modules, without comments, into
 * compiler/link/runtime-sources.js, so that the compiler needs no file system. What is tested is what is linked.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Comment, parse } from 'acorn';

const ROOTS = ['runtime-lite', 'abi'];

/** Descriptors and the registry over them run in the compiler; they are not linked. */
const COMPILE_TIME = /^abi\/[^/]+(?:\/index|\/descriptor\/[^/]+)?\.js$/;

/** Paths of the .js files under `folder`, relative to `dist`, with forward slashes. */
function scripts(dist: string, folder: string): string[] {
  return readdirSync(join(dist, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return scripts(dist, path);
    return entry.name.endsWith('.js') ? [path] : [];
  });
}

/** `source` with each comment replaced by its line ends, so that line numbers stay true. */
function withoutComments(source: string): string {
  const comments: Comment[] = [];
  parse(source, { ecmaVersion: 2022, sourceType: 'module', onComment: comments });
  let text = '';
  let at = 0;
  for (const { start, end } of comments) {
    text += source.slice(at, start) + (source.slice(start, end).replace(/[^\n]+/g, '') || ' ');
    at = end;
  }
  return text + source.slice(at);
}

function bundle(dist: string): void {
  const paths = ROOTS.flatMap((root) => scripts(dist, root)).filter((path) => !COMPILE_TIME.test(path));
  const sources: Record<string, string> = {};
  for (const path of paths.sort()) sources[path.slice(0, -3)] = withoutComments(readFileSync(join(dist, path), 'utf8'));
  const text = `export const runtimeSources = ${JSON.stringify(sources, null, 1)};\n`;
  writeFileSync(join(dist, 'compiler/link/runtime-sources.js'), text);
}

bundle(fileURLToPath(new URL('..', import.meta.url)));
