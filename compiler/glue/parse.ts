/** Glue as a flat list of syntax nodes. */
import { parse } from 'acorn';
import type { Expression, Node, Property } from 'estree';
import { OptionError } from '../options.js';

export type GlueNode = Node;

/** All nodes in the order of the text. Glue is a script or a module, and may be a function's body. */
export function parseGlue(text: string): GlueNode[] {
  let failure: unknown;
  for (const sourceType of ['module', 'script'] as const) {
    try {
      const program = parse(text, {
        ecmaVersion: 'latest', sourceType, allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true, allowHashBang: true,
        allowImportExportEverywhere: true, allowSuperOutsideMethod: true,
      });
      return flat(program as unknown as Node);
    } catch (error) {
      failure ??= error;
    }
  }
  throw new OptionError(`The glue is not JavaScript: ${(failure as Error).message}.`);
}

/** Nodes below `root` and itself, in preorder, without recursion: minified glue nests deeply. */
function flat(root: Node): Node[] {
  const found: Node[] = [];
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      if (typeof (value as Node).type !== 'string') continue;
      found.push(value as Node);
    }
    const children = Array.isArray(value) ? value : Object.values(value);
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]);
  }
  return found;
}

/** The name of a property: `o.name` and `o["name"]`. */
export function memberName(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const { property, computed } = node;
  if (!computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}

/** The name of a property; undefined where it is computed. */
export function keyOf({ key, computed }: Property): string | undefined {
  if (computed) return undefined;
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}

/** Without `?.` and grouping that acorn keeps. */
export function plain(node: Node): Expression {
  return (node.type === 'ChainExpression' ? node.expression : node) as Expression;
}
