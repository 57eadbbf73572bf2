/** Functions that a program's own JavaScript hangs into its start and end: `Module.preRun = ...`, and what glue takes of the same kind. */
import type { Function, Node } from 'estree';
import { keyOf, memberName, type GlueNode } from './parse.js';
import { isFunction } from './scope.js';

/** In the order in which they are called. */
const HOOKS = ['preRun', 'onRuntimeInitialized', 'postRun', 'onExit'] as const;

export type Hook = (typeof HOOKS)[number];

const isHook = (name: string | undefined): name is Hook => (HOOKS as readonly (string | undefined)[]).includes(name);
const isModule = (node: Node): boolean => node.type === 'Identifier' && node.name === 'Module';

/** The hooks that a node sets, each with its value. */
function set(node: GlueNode): [string | undefined, Node][] {
  const { left, right } = node.type === 'AssignmentExpression' && node.operator === '=' ? node
    : node.type === 'VariableDeclarator' && node.init ? { left: node.id, right: node.init } : { left: undefined, right: undefined };
  if (left !== undefined && right !== undefined) {
    if (left.type === 'MemberExpression' && isModule(left.object)) return [[memberName(left), right]];
    const objects = isModule(left) && right.type === 'ObjectExpression' ? right.properties : [];
    return objects.flatMap((one): [string | undefined, Node][] => (one.type === 'Property' ? [[keyOf(one), one.value]] : []));
  }
  if (node.type !== 'CallExpression') return [];
  const { callee } = node;
  if (callee.type === 'Identifier' && callee.name === 'addOnPreRun') return node.arguments.map((value) => ['preRun', value]);
  const isPush = memberName(callee) === 'push' && callee.type === 'MemberExpression' && callee.object.type === 'MemberExpression' && isModule(callee.object.object);
  return isPush ? node.arguments.map((value) => [memberName(callee.object), value]) : [];
}

type Placed = Node & { readonly start: number; readonly end: number };

/** Glue's own: it makes its workers ready before main. */
function startsWorkers(nodes: readonly GlueNode[], hook: Function): boolean {
  const { start, end } = hook as Function & Placed;
  return nodes.some((node) => memberName(node) === 'loadWasmModuleToAllWorkers' && (node as Placed).start >= start && (node as Placed).end <= end);
}

/** Only functions that stand where they are set: glue itself handles values that it does not know. */
export function hooksOf(nodes: readonly GlueNode[]): [Hook, Function][] {
  return nodes.flatMap((node) => set(node).flatMap(([name, value]): [Hook, Function][] => {
    const values = value.type === 'ArrayExpression' ? value.elements : [value];
    return isHook(name) ? values.flatMap((one): [Hook, Function][] => (one !== null && isFunction(one) && !startsWorkers(nodes, one) ? [[name, one]] : [])) : [];
  }));
}
