/** Built files of this project as pages and workers without a bundler get them. */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';
import { root } from '../support.js';

/** What a bundler takes for a page. */
const packaged = (name: string): string => resolve(root, 'node_modules', `${name.replace(/^(@[^/]*.[^/]*)/, '$1/esm')}.js`);

/** The file and what it imports, by absolute paths below the repository's root, under which they import each other. */
export function withImports(entry: string): Record<string, string> {
  const files: Record<string, string> = {};
  const visit = (file: string): string => {
    const path = `/${relative(root, file)}`;
    if (path in files) return path;
    let text = readFileSync(file, 'utf8');
    files[path] = text;
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      const target = visit(fileName.startsWith('.') ? resolve(dirname(file), fileName) : packaged(fileName));
      text = text.replaceAll(`'${fileName}'`, `'${target}'`);
    }
    files[path] = text;
    return path;
  };
  visit(entry);
  return files;
}
