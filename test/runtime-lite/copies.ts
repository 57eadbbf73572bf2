/** A second linked copy of the runtime: the same modules, loaded again with their own state. */
import { HelperNames, linkPieces } from '../../compiler/link/index.js';
import { runtimeModules } from '../../compiler/link/runtime-modules.js';
import { print } from '../../compiler/print/index.js';

/** Links the named exports and returns them, evaluated, as one object. Each call makes a realm of its own. */
export function linkedCopy(wanted: Readonly<Record<string, readonly string[]>>): Record<string, any> {
  const names = new HelperNames(runtimeModules);
  const pairs = Object.entries(wanted).flatMap(([path, exports]) => exports.map((name) => [name, names.ref(path, name)] as const));
  const { statements } = linkPieces(names);
  const { code } = print({ type: 'Program', sourceType: 'script', body: statements });
  const properties = pairs.map(([name, identifier]) => `${name}: ${identifier}`);
  return new Function(`'use strict';\n${code}\nreturn { ${properties.join(', ')} };`)() as Record<string, any>;
}
