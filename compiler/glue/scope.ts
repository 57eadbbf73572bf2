/** What is declared around a place in glue: its file, and the functions that stand around it there. */
import type { Class, Function, Literal, Node, UnaryExpression } from 'estree';
import { boundNames } from '../link/index.js';
import type { GlueNode } from './parse.js';

/** A function or a constant that its name always means once the glue has started, a variable, or anything else that a name was given to. */
export type Declared = Function | Constant | State | 'variable';

export type Constant = Literal | UnaryExpression;

/** A variable, or a class, that is declared once, by a statement that always runs. */
export interface State {
  readonly type: 'State';
  readonly name: string;
  /** What it begins with. */
  readonly value: Node | undefined;
  /** Where in the text. */
  readonly at: number;
}

/** What has a name and can be copied. */
export type Entity = Function | State;

export const isState = (declared: Declared | undefined): declared is State => typeof declared === 'object' && declared.type === 'State';

export const isEntity = (declared: Declared | undefined): declared is Entity => typeof declared === 'object' && (declared.type === 'State' || isFunction(declared));

export type Placed = Node & { readonly start: number; readonly end: number };

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

/** The statements of a file or a function. */
export const bodyOf = (root: Node): readonly Node[] => (root.type === 'Program' ? root.body : isFunction(root) && root.body.type === 'BlockStatement' ? root.body.body : []);

/** Declarations of variables and classes that are statements of `root` itself, so that they are not left out. */
const declarators = (root: Node): Node[] => bodyOf(root).flatMap((one): readonly Node[] => (one.type === 'VariableDeclaration' ? one.declarations : one.type === 'ClassDeclaration' ? [one] : []));

/** The file, and the functions in which `place` is. */
export function scopesAround(nodes: readonly GlueNode[], place: Node): Node[] {
  const { start, end } = place as Placed;
  return nodes.filter((node) => node.type === 'Program' || (isFunction(node) && (node as Placed).start <= start && (node as Placed).end >= end));
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
  const assigned = assignedNames(nodes);
  const found = new Map<string, Declared>();
  const declare = (name: string, value: Declared): void => void found.set(name, (assigned.has(name) && !isState(value)) || found.has(name) ? 'variable' : value);
  for (const scope of scopesAround(nodes, place)) {
    const always = new Set(declarators(scope));
    const stateOf = (name: string, node: Node, value: Node | undefined): Declared => (always.has(node) ? { type: 'State', name, value, at: (node as Placed).start } : 'variable');
    if (isFunction(scope)) for (const name of scope.params.flatMap(boundNames)) declare(name, 'variable');
    for (const node of own(scope)) {
      if (node.type === 'FunctionDeclaration') declare(node.id.name, node);
      else if (node.type === 'ClassDeclaration') declare(node.id.name, stateOf(node.id.name, node, { ...node, type: 'ClassExpression' } as Class));
      else if (node.type === 'ImportDeclaration') for (const { local } of node.specifiers) declare(local.name, 'variable');
      else if (node.type === 'VariableDeclarator') {
        const { init, id } = node;
        if (id.type !== 'Identifier') for (const name of boundNames(id)) declare(name, 'variable');
        else if (init && !assigned.has(id.name) && (isFunction(init) || (isConstant(init) && always.has(node)))) declare(id.name, init);
        else declare(id.name, stateOf(id.name, node, init ?? undefined));
      }
    }
  }
  return found;
}
