/** Questions about a tree of glue, and copies of it. */
import type { Expression, Identifier, MemberExpression, Node, Property } from 'estree';
import { memberName } from './parse.js';
import { children, isFunction } from './scope.js';

/** Names of all identifiers, whatever they stand for. */
export function identifiers(roots: readonly Node[]): Set<string> {
  const names = new Set<string>();
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'Identifier') names.add(node.name);
    stack.push(...children(node));
  }
  return names;
}

/** Whether there is anything in them that might make a promise, or wait for one. */
export function makesPromises(roots: readonly Node[]): boolean {
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'Identifier' && (node.name === 'Promise' || node.name === 'then' || node.name === 'fetch')) return true;
    if (isFunction(node) && node.async) return true;
    stack.push(...children(node));
  }
  return false;
}

/** Names that are assigned to one by one, with the operator: in glue, which is sloppy, `=` makes a global variable of a name that nobody declared, and no other does. */
export function assignmentsIn(root: Node): Map<Node, string> {
  const found = new Map<Node, string>();
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'AssignmentExpression') found.set(node.left, node.operator);
    else if (node.type === 'UpdateExpression') found.set(node.argument, node.operator);
    stack.push(...children(node));
  }
  return found;
}

/** Members by name of what `scoped` are: the node, the object's name and the member's. */
export function membersOf(root: Node, scoped: ReadonlySet<Node>): [member: Node, object: string, name: string][] {
  const found: [Node, string, string][] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const name = memberName(node);
    if (name !== undefined && node.type === 'MemberExpression' && scoped.has(node.object)) found.push([node, (node.object as Identifier).name, name]);
    stack.push(...children(node));
  }
  return found;
}

/** A function or a value as an expression, without positions, with others in the place of some nodes. */
export function copyOf(root: Node, replaced: ReadonlyMap<Node, Expression>): Expression {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null || typeof (value as Node).type !== 'string') return value;
    const other = replaced.get(value as Node);
    if (other !== undefined) return other === value ? other : copy(other);
    const result: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) if (key !== 'start' && key !== 'end') result[key] = copy(inner);
    if (result['type'] === 'Property' && result['shorthand']) result['shorthand'] = !replaced.has((value as Property).value);
    return result;
  };
  const copied = copy(root) as Node;
  return (copied.type === 'FunctionDeclaration' ? { ...copied, type: 'FunctionExpression', id: null } : copied) as Expression;
}

export function memberOf(object: string, name: string): MemberExpression {
  return { type: 'MemberExpression', object: { type: 'Identifier', name: object }, property: { type: 'Identifier', name }, computed: false, optional: false };
}
