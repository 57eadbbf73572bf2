/** When a program is over. */
import type { Node } from 'estree';
import type { GlueNode } from './parse.js';

/** `false`, or `!1` as minifiers write it. */
const isFalse = (node: Node): boolean =>
  (node.type === 'Literal' && node.value === false) || (node.type === 'UnaryExpression' && node.operator === '!' && node.argument.type === 'Literal' && node.argument.value === 1);

/** `noExitRuntime = false`, before 6.0 `Module["noExitRuntime"] || false`, which `-sEXIT_RUNTIME` makes. */
export function endsWithMain(nodes: readonly GlueNode[]): boolean {
  return nodes.some((node) => node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.name === 'noExitRuntime'
    && node.init != null && isFalse(node.init.type === 'LogicalExpression' ? node.init.right : node.init));
}
