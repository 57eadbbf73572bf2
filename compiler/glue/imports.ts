/** The object that glue gives a module as its imports: `{a: _fd_write, "b": ___cxa_throw, c: wasmMemory}`. */
import type { ObjectExpression, Property } from 'estree';
import type { Import } from '../decode/index.js';
import { keyOf, type GlueNode } from './parse.js';

/** What glue calls things that have another name as imports. */
const OWN_NAMES: Readonly<Record<string, string>> = { wasmMemory: 'memory', wasmTable: '__indirect_function_table' };

/** An import's name from that of the JavaScript that defines it, which has an underscore before a C name; so have the old backend's imports. */
function importName(text: string, legacy: boolean): string | undefined {
  if (legacy) return text.length > 3 ? text : undefined;
  if (Object.hasOwn(OWN_NAMES, text)) return OWN_NAMES[text];
  if (text.startsWith('_')) return text.slice(1);
  // Anything shorter may be what a minifier made of it.
  return text.length > 3 ? text : undefined;
}

function valueName({ value }: Property, legacy: boolean): string | undefined {
  if (value.type === 'Identifier') return importName(value.name, legacy);
  if (value.type === 'FunctionExpression' && value.id) return importName(value.id.name, legacy);
  return undefined;
}

function keysOf(object: ObjectExpression): Map<string, Property> {
  const keys = new Map<string, Property>();
  for (const property of object.properties) {
    const key = property.type === 'Property' ? keyOf(property) : undefined;
    if (key !== undefined) keys.set(key, property as Property);
  }
  return keys;
}

/** Variables of the glue that hold objects written out, such as that of the imports itself, which glue then gives as `{a: wasmImports}`. */
function objectNames(nodes: readonly GlueNode[]): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init?.type === 'ObjectExpression') names.add(node.id.name);
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier' && node.right.type === 'ObjectExpression') names.add(node.left.name);
  }
  return names;
}

const NO_FUNCTIONS: ReadonlySet<string> = new Set(['Literal', 'ObjectExpression', 'ArrayExpression', 'TemplateLiteral']);

/** The smallest object that has a property for every imported function, which may be one. */
export function importObject(nodes: readonly GlueNode[], imports: readonly Import[]): Map<string, Property> | undefined {
  const wanted = imports.filter(({ desc }) => desc.kind === 'func').map(({ name }) => name);
  let best: Map<string, Property> | undefined;
  if (wanted.length === 0) return best;
  const objects = objectNames(nodes);
  const mayBeFunction = ({ value }: Property): boolean => (value.type === 'Identifier' ? !objects.has(value.name) : !NO_FUNCTIONS.has(value.type));
  for (const node of nodes) {
    if (node.type !== 'ObjectExpression' || node.properties.length < wanted.length) continue;
    const keys = keysOf(node);
    const fits = wanted.every((name) => keys.has(name) && mayBeFunction(keys.get(name)!));
    if (fits && (best === undefined || keys.size < best.size)) best = keys;
  }
  return best;
}

/** Whether this is glue of the old backend (fastcomp), whose modules import their static layout. */
export function isLegacy(object: ReadonlyMap<string, Property>): boolean {
  const signs = new Set(['DYNAMICTOP_PTR', 'tempDoublePtr', 'STACKTOP', 'STACK_MAX', 'enlargeMemory', 'abortOnCannotGrowMemory', 'abortStackOverflow']);
  return [...object.values()].some(({ value }) => value.type === 'Identifier' && signs.has(value.name));
}

export function importNames(object: ReadonlyMap<string, Property> | undefined, imports: readonly Import[], legacy: boolean): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name } of imports) {
    const property = object?.get(name);
    const full = property && valueName(property, legacy);
    if (full !== undefined && full !== name) found.set(name, full);
  }
  return found;
}
