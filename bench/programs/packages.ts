/** Packages in the folder that PROGRAMS names. Nothing is downloaded here: who runs the bench installs them. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Packages } from './program.js';

/** `name@1.2.3`, `@scope/name@1.2.3` and `folder@npm:name@1.2.3`. */
function splitSpecifier(specifier: string): { readonly name: string; readonly version: string } {
  return { name: specifier.slice(0, specifier.indexOf('@', 1)), version: specifier.slice(specifier.lastIndexOf('@') + 1) };
}

/** Those that are not in the folder, or in another version. */
export function missing(folder: string | undefined, specifiers: readonly string[]): readonly string[] {
  return specifiers.filter((specifier) => {
    const { name, version } = splitSpecifier(specifier);
    const manifest = join(folder ?? '', 'node_modules', name, 'package.json');
    return folder === undefined || !existsSync(manifest) || (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version !== version;
  });
}

export function packagesIn(folder: string): Packages {
  const file = (path: string): string => join(folder, 'node_modules', path);
  const require = createRequire(file('x'));
  return {
    require: (path) => require(file(path)),
    import: (path) => import(pathToFileURL(file(path)).href),
    bytes: (path) => readFileSync(file(path)),
    text: (path) => readFileSync(file(path), 'utf8'),
    path: file,
  };
}
