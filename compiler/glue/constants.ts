/** The code of EM_ASM in glue. */
import type { Function, Node, Property } from 'estree';
import type { GlueNode } from './parse.js';
import { isFunction } from './scope.js';

/** `ASM_CONSTS = {1024: ($0) => {...}}`, and a list of functions in older glue. */
export function constantsOf(nodes: readonly GlueNode[]): Map<string, Function> | undefined {
  for (const node of nodes) {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || node.id.name !== 'ASM_CONSTS' || !node.init) continue;
    const pairs: [string, Node | null][] = node.init.type === 'ArrayExpression' ? node.init.elements.map((value, i) => [String(i), value])
      : node.init.type === 'ObjectExpression' ? node.init.properties.map((property) => [String(((property as Property).key as { value?: unknown }).value), (property as Property).value])
        : [];
    const functions = pairs.filter((pair): pair is [string, Function] => pair[1] !== null && pair[1] !== undefined && isFunction(pair[1]));
    return functions.length === pairs.length ? new Map(functions) : undefined;
  }
  return undefined;
}
