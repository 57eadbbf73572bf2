/**
 * Build step, run after the TypeScript compiler: reads the compiled runtime-lite and abi modules and writes what the linker needs of them to
 * compiler/link/runtime-modules.js, so that the compiler needs no file system and parses no JavaScript. What is tested is what is linked.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readModules } from '../compiler/link/extract.js';
import { runtimeSources } from './runtime-sources.js';

const dist = fileURLToPath(new URL('..', import.meta.url));
const { words, modules } = readModules(runtimeSources(dist));
const rows = Object.entries(modules).map(([path, text]) => `  ${quoted(path)}: ${quoted(text)},\n`);
writeFileSync(join(dist, 'compiler/link/runtime-modules.js'), `export const runtimeModules = { words: ${quoted(words)}, modules: {\n${rows.join('')}} };\n`);

/** A literal for text that is JSON: few characters of it need an escape, and a character beyond ASCII would make engines hold two bytes for each. */
function quoted(text: string): string {
  const escape = (c: string): string => (c >= ' ' && c <= '~' ? `\\${c}` : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `'${text.replace(/['\\]|[^ -~]/g, escape)}'`;
}
