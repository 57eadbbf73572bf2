/** The text of the compiled runtime-lite and abi modules that can be linked. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
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

/** By path below `dist`, without extension. */
export function runtimeSources(dist: string): Record<string, string> {
  const paths = ROOTS.flatMap((root) => scripts(dist, root)).filter((path) => !COMPILE_TIME.test(path));
  return Object.fromEntries(paths.sort().map((path) => [path.slice(0, -3), withoutComments(readFileSync(join(dist, path), 'utf8'))]));
}
