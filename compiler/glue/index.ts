/**
 * Names from Emscripten's JavaScript: -O3 calls imports `a.a` and exports `b`, and only the glue knows what they are. It is parsed
 * and searched for the object of the imports and the assignments of the exports, which have looked alike in every version; nothing of it
 * is run. Functions of the program's own can be taken out of it.
 */
import type { Node } from 'estree';
import type { Export, Import, Module } from '../decode/index.js';
import { Carrier, type Surroundings } from './carry.js';
import { exportNames } from './exports.js';
import { importNames, importObject, isLegacy } from './imports.js';
import { parseGlue, type GlueNode } from './parse.js';
import { endsWithMain } from './ending.js';
import { staticTopOf } from './static-top.js';

/** What the glue knows of the module. */
export interface Glue {
  /** By the module's own names. */
  readonly imports: ReadonlyMap<string, string>;
  readonly exports: ReadonlyMap<string, string>;
  /** First address after static data: glue of the old backend says it. */
  readonly staticTop: number | undefined;
  /** Whether the program is over when main returns. */
  readonly endsWithMain: boolean;
  /** Takes functions out of the glue, if it gives any. */
  carrier(surroundings: Surroundings): Carrier | undefined;
}

export type { Carried, Carrier, Selection, Surroundings } from './carry.js';

const WASI_NAME = /^(?:args_(?:sizes_)?get|environ_(?:sizes_)?get|clock_(?:time|res)_get|fd_\w+|path_\w+|sock_\w+|poll_oneoff|proc_exit|proc_raise|random_get|sched_yield)$/;

/** Imports that keep their names while that of their module is minified. */
const KEPT: ReadonlySet<string> = new Set(['memory', 'table', '__indirect_function_table']);

/** Reads glue for this module. @throws OptionError if it is no JavaScript. */
export function readGlue(text: string, { imports, exports }: Pick<Module, 'imports' | 'exports'>): Glue {
  const nodes: readonly GlueNode[] = parseGlue(text);
  const object = importObject(nodes, imports);
  const legacy = object !== undefined && isLegacy(object);
  const names = importNames(object, imports, legacy);
  return {
    imports: names, exports: exportNames(nodes, exports, legacy), staticTop: staticTopOf(nodes), endsWithMain: endsWithMain(nodes),
    carrier: (surroundings) => {
      if (object === undefined || object.size === 0) return undefined;
      const values = new Map(imports.flatMap(({ name }): [string, Node][] => (object.has(name) ? [[names.get(name) ?? name, object.get(name)!.value]] : [])));
      return new Carrier(nodes, [...object.values()], values, surroundings);
    },
  };
}

function isMinified(name: string): boolean {
  return /^[A-Za-z$_][A-Za-z0-9$_]{0,2}$/.test(name);
}

/** Imports whose names are still a minifier's: Closure takes those of functions away from the glue, too. */
export function untold({ imports }: Module, known: readonly { readonly module: string; readonly name: string }[] = []): string[] {
  const isKnown = ({ module, name }: Import): boolean => known.some((one) => one.module === module && one.name === name);
  return imports.filter((imp) => isMinified(imp.module) && isMinified(imp.name) && !isKnown(imp)).map(({ module, name }) => `${module}.${name}`);
}

/** The module under the names that it had before it was minified. Names that the glue does not tell stay. */
export function withNames(module: Module, { imports, exports }: Glue): Module {
  const taken = new Set(module.exports.map(({ name }) => name));
  const named = (imp: Import): Import => {
    const name = imports.get(imp.name) ?? (KEPT.has(imp.name) ? imp.name : undefined);
    if (name === undefined) return imp;
    const from = isMinified(imp.module) ? (WASI_NAME.test(name) ? 'wasi_snapshot_preview1' : 'env') : imp.module;
    return { ...imp, module: from, name };
  };
  const shown = (exported: Export): Export => {
    const name = exports.get(exported.name);
    if (name === undefined || taken.has(name)) return exported;
    taken.add(name);
    return { ...exported, name };
  };
  return Object.create(module, {
    imports: { value: module.imports.map(named), enumerable: true },
    exports: { value: module.exports.map(shown), enumerable: true },
  }) as Module;
}
