/** When a program is over. */
import type { GlueNode } from './parse.js';

/** `noExitRuntime = Module["noExitRuntime"] || false`, which `-sEXIT_RUNTIME` makes. */
export function endsWithMain(nodes: readonly GlueNode[]): boolean {
  return nodes.some((node) => node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.name === 'noExitRuntime'
    && node.init?.type === 'LogicalExpression' && node.init.right.type === 'Literal' && node.init.right.value === false);
}
