/** What is declared around a place in glue: its file, and the functions that stand around it there. */
import type { Function, Literal, Node, UnaryExpression } from 'estree';
import { boundNames } from '../link/index.js';
import type { GlueNode } from './parse.js';

/** A function or a constant that its name always means once the glue has started, or anything else that a name was given to. */
export type Declared = Function | Constant | 'variable';

export type Constant = Literal | UnaryExpression;

type Placed = Node & { readonly start: number; readonly end: number };

export const isFunction = (node: Node): node is Function =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';

/** A literal, or a negative number. */
const isConstant = (node: Node): node is Constant => node.type === 'Literal' || (node.type === 'UnaryExpression' && node.operator === '-' && node.argument.type === 'Literal');

/** Child nodes of any node. */
export function children(node: Node): Node[] {
  return Object.values(node).flat().filter((value): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string');
}

/** The nodes below `root` that are in no function below it, functions themselves included. */
function* own(root: Node): Iterable<Node> {
  const stack = children(root);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    if (!isFunction(node)) for (const child of children(node)) stack.push(child);
  }
}

/** Declarations of variables that are statements of `root` itself, so that they are not left out. */
function declarators(root: Node): Node[] {
  const body = root.type === 'Program' ? root.body : isFunction(root) && root.body.type === 'BlockStatement' ? root.body.body : [];
  return body.flatMap((one) => (one.type === 'VariableDeclaration' ? one.declarations : []));
}

/** Names that are assigned to anywhere: more than those that mean the same variable, never fewer. */
function assignedNames(nodes: readonly GlueNode[]): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    const target = node.type === 'AssignmentExpression' || node.type === 'ForInStatement' || node.type === 'ForOfStatement' ? node.left : node.type === 'UpdateExpression' ? node.argument : undefined;
    if (target !== undefined && target.type !== 'VariableDeclaration' && target.type !== 'MemberExpression') for (const name of boundNames(target as Parameters<typeof boundNames>[0])) names.add(name);
  }
  return names;
}

/** By name, what can be meant at `place`. */
export function declarationsAt(nodes: readonly GlueNode[], place: Node): Map<string, Declared> {
  const { start, end } = place as Placed;
  const assigned = assignedNames(nodes);
  const found = new Map<string, Declared>();
  const declare = (name: string, value: Declared): void => void found.set(name, assigned.has(name) || found.has(name) ? 'variable' : value);
  const around = nodes.filter((node) => node.type === 'Program' || (isFunction(node) && (node as Placed).start <= start && (node as Placed).end >= end));
  for (const scope of around) {
    const always = new Set(declarators(scope));
    if (isFunction(scope)) for (const name of scope.params.flatMap(boundNames)) declare(name, 'variable');
    for (const node of own(scope)) {
      if (node.type === 'FunctionDeclaration') declare(node.id.name, node);
      else if (node.type === 'ClassDeclaration') declare(node.id.name, 'variable');
      else if (node.type === 'ImportDeclaration') for (const { local } of node.specifiers) declare(local.name, 'variable');
      else if (node.type === 'VariableDeclarator') {
        const { init } = node;
        if (node.id.type === 'Identifier' && init && (isFunction(init) || (isConstant(init) && always.has(node)))) declare(node.id.name, init);
        else for (const name of boundNames(node.id)) declare(name, 'variable');
      }
    }
  }
  return found;
}
