/** Tells whether evaluating a top-level initialiser can do anything but make a value. */
import type { Expression, Node } from 'estree';

/** Built-in objects whose members may be read, and constructors that may be called with pure arguments. */
const BUILTINS = new Set(['Math', 'Number', 'Symbol', 'Object', 'Reflect', 'Array', 'String', 'BigInt', 'Atomics', 'JSON']);
const CONSTRUCTORS = new Set(
  (
    'Map Set WeakMap WeakSet Array ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array ' +
    'Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array'
  ).split(' '),
);
const FUNCTIONS = new Set(['Symbol', 'Symbol.for', 'Object.freeze', 'Object.create', 'BigInt', 'Number', 'String']);

/** Methods of literals: `'a b'.split(' ')`. */
const LITERAL_METHODS = new Set(['split', 'join', 'slice', 'map', 'fill']);

/** Whether `node`, an initialiser or a superclass, has no side effect and cannot fail. */
export function isPure(node: Expression | Node): boolean {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'TemplateElement':
      return true;
    case 'TemplateLiteral':
      return node.expressions.every((expression) => expression.type === 'Literal');
    case 'UnaryExpression':
      return node.operator !== 'delete' && isPure(node.argument);
    case 'BinaryExpression':
      return node.operator !== 'in' && node.operator !== 'instanceof' && isPure(node.left) && isPure(node.right);
    case 'LogicalExpression':
      return isPure(node.left) && isPure(node.right);
    case 'ConditionalExpression':
      return isPure(node.test) && isPure(node.consequent) && isPure(node.alternate);
    case 'ArrayExpression':
      return node.elements.every((element) => element === null || isPure(element));
    case 'ObjectExpression':
      return node.properties.every(
        (property) => property.type === 'Property' && (!property.computed || isPure(property.key)) && isPure(property.value),
      );
    case 'ClassExpression':
      return isPureClass(node);
    case 'MemberExpression':
      return isPureMember(node);
    case 'NewExpression':
      return node.callee.type === 'Identifier' && CONSTRUCTORS.has(node.callee.name) && node.arguments.every(isPure);
    case 'CallExpression':
      return isPureCallee(node.callee) && node.arguments.every(isPure);
    default:
      return false;
  }
}

/** Whether defining the class only makes a value: no static initialisers or blocks, pure superclass and computed keys. */
export function isPureClass(node: Node & { type: 'ClassDeclaration' | 'ClassExpression' }): boolean {
  if (node.superClass && !isPure(node.superClass)) return false;
  return node.body.body.every((member) => {
    if (member.type === 'StaticBlock') return false;
    if (member.computed && !isPure(member.key)) return false;
    return member.type === 'MethodDefinition' || !member.static;
  });
}

function isPureMember(node: Node & { type: 'MemberExpression' }): boolean {
  if (node.computed || node.property.type !== 'Identifier' || node.object.type !== 'Identifier') return false;
  return BUILTINS.has(node.object.name) || node.property.name === 'buffer' || node.property.name === 'prototype';
}

function isPureCallee(callee: Node): boolean {
  if (callee.type === 'Identifier') return FUNCTIONS.has(callee.name);
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false;
  const { object, property } = callee;
  if (object.type === 'Identifier') return FUNCTIONS.has(`${object.name}.${property.name}`);
  const literal = object.type === 'Literal' || object.type === 'ArrayExpression' || (object.type === 'CallExpression' && isPure(object));
  return literal && isPure(object) && LITERAL_METHODS.has(property.name);
}
