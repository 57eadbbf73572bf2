/** Generators of expressions and patterns. */
import type * as es from 'estree';
import { type PrintState, emit, expression, list, markNode, operator, parenthesized } from './context.js';
import { numberText, stringText } from './literals.js';
import { NOWHERE } from './source-map.js';
import { ASSIGNMENT, BINARY, CALL, CONDITIONAL, SEQUENCE, UNARY, UPDATE, leftmost, precedenceOf } from './precedence.js';

function literal(node: es.Literal, { output }: PrintState): void {
  const { value } = node;
  if ('regex' in node && node.regex) output.write(`/${node.regex.pattern}/${node.regex.flags}`);
  else if ('bigint' in node && node.bigint) output.write(`${node.bigint}n`);
  else if (typeof value === 'string') output.write(stringText(value));
  else if (typeof value === 'bigint') output.write(`${value}n`);
  else if (typeof value === 'number') number(value, output);
  else output.write(String(value));
}

function number(value: number, output: PrintState['output']): void {
  if (value !== value) {
    output.write('0/0');
    return;
  }
  if (value < 0 || Object.is(value, -0)) {
    output.write('-');
    value = -value;
  }
  output.write(value === Infinity ? '1/0' : numberText(value));
}

/** Iterative along the left, the side on which long chains nest. */
function binary(node: es.BinaryExpression | es.LogicalExpression, state: PrintState): void {
  const { output } = state;
  const chain = [node];
  let first: es.Node = node.left;
  while (isOperation(first) && !needsParentheses(first, chain[chain.length - 1]!, true)) {
    chain.push(first);
    first = first.left;
  }
  const innermost = chain[chain.length - 1]!;
  operand(first, innermost, true, state);
  for (let i = chain.length - 1; i >= 0; i--) {
    const { operator: text, right } = chain[i]!;
    operator(text, output);
    operand(right, chain[i]!, false, state);
  }
}

function isOperation(node: es.Node): node is es.BinaryExpression | es.LogicalExpression {
  return (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') && node.loc == null;
}

function operand(node: es.Node, parent: es.BinaryExpression | es.LogicalExpression, left: boolean, state: PrintState): void {
  if (needsParentheses(node, parent, left)) parenthesized(node, state);
  else emit(node, state);
}

/** `**` takes no unary operation at its left and groups to the right; `??` does not mix with `||` and `&&`. */
function needsParentheses(node: es.Node, parent: es.BinaryExpression | es.LogicalExpression, left: boolean): boolean {
  const own = BINARY[parent.operator]!;
  if (parent.operator === '**') return precedenceOf(node) < (left ? UPDATE : own);
  if (node.type === 'LogicalExpression' && (node.operator === '??') !== (parent.operator === '??')) {
    return parent.type === 'LogicalExpression' || precedenceOf(node) < own;
  }
  return precedenceOf(node) < (left ? own : own + 1);
}

function unary(node: es.UnaryExpression, state: PrintState): void {
  state.output.write(node.operator);
  expression(node.argument, UNARY, state);
}

function update(node: es.UpdateExpression, state: PrintState): void {
  if (node.prefix) state.output.write(node.operator);
  expression(node.argument, CALL, state);
  if (!node.prefix) state.output.write(node.operator);
}

function assignment(node: es.AssignmentExpression | es.AssignmentPattern, state: PrintState): void {
  emit(node.left, state);
  operator(node.type === 'AssignmentPattern' ? '=' : node.operator, state.output);
  expression(node.right, ASSIGNMENT, state);
}

function conditional(node: es.ConditionalExpression, state: PrintState): void {
  expression(node.test, CONDITIONAL + 1, state);
  operator('?', state.output);
  expression(node.consequent, ASSIGNMENT, state);
  operator(':', state.output);
  expression(node.alternate, ASSIGNMENT, state);
}

function call(node: es.SimpleCallExpression, state: PrintState): void {
  const { callee } = node;
  expression(callee, CALL, state);
  // Engines say that such a call is where its parenthesis is: after what the callee is made of.
  if (callee.type === 'CallExpression' || (callee.type === 'MemberExpression' && callee.computed)) markNode(node, state.output);
  if (node.optional) state.output.write('?.');
  callArguments(node.arguments, state);
}

function callArguments(nodes: readonly es.Node[], state: PrintState): void {
  state.output.write('(');
  list(nodes, state);
  state.output.write(')');
}

/** `new a.b()()` calls what `new a.b()` made: a call inside of the callee needs parentheses. */
function construct(node: es.NewExpression, state: PrintState): void {
  state.output.write('new');
  state.output.space();
  if (holdsCall(node.callee)) parenthesized(node.callee, state);
  else expression(node.callee, CALL, state);
  callArguments(node.arguments, state);
}

function holdsCall(node: es.Node): boolean {
  for (;;) {
    if (node.type === 'CallExpression' || node.type === 'ImportExpression') return true;
    if (node.type === 'MemberExpression') node = node.object;
    else if (node.type === 'TaggedTemplateExpression') node = node.tag;
    else return false;
  }
}

function member(node: es.MemberExpression, state: PrintState): void {
  const { output } = state;
  expression(node.object, CALL, state);
  if (node.computed) {
    output.write(node.optional ? '?.[' : '[');
    expression(node.property, SEQUENCE, state);
    output.write(']');
  } else {
    output.write(node.optional ? '?.' : '.');
    emit(node.property, state);
  }
}

function array(node: es.ArrayExpression | es.ArrayPattern, state: PrintState): void {
  const { elements } = node;
  state.output.write('[');
  list(elements, state);
  if (elements.length > 0 && elements[elements.length - 1] === null) state.output.write(',');
  state.output.write(']');
}

function object(node: es.ObjectExpression | es.ObjectPattern, state: PrintState): void {
  const { output } = state;
  output.write('{');
  if (node.properties.length > 0) {
    output.space();
    list(node.properties, state);
    output.space();
  }
  output.write('}');
}

/** Writes a property key; an object's `__proto__: v` stays what it is because keys keep their form. */
export function key(node: es.Node, computed: boolean, state: PrintState): void {
  if (computed) state.output.write('[');
  expression(node, ASSIGNMENT, state);
  if (computed) state.output.write(']');
}

function property(node: es.Property | es.AssignmentProperty, state: PrintState): void {
  if (node.method || node.kind !== 'init') {
    method(node.kind === 'init' ? '' : node.kind, node, state);
    return;
  }
  if (!node.shorthand) {
    key(node.key, node.computed, state);
    state.output.write(':');
    state.output.space();
  }
  expression(node.value, ASSIGNMENT, state);
}

/** A method, getter or setter after its modifiers. */
export function method(kind: string, node: { key: es.Node; computed: boolean; value: es.Node }, state: PrintState): void {
  const { output } = state;
  const value = node.value as es.FunctionExpression;
  output.write(kind);
  if (value.async) {
    if (kind !== '') output.space();
    output.write('async');
  }
  if (value.generator) output.write('*');
  key(node.key, node.computed, state);
  functionRest(value, state);
}

/** Parameters and body. */
export function functionRest(node: es.FunctionExpression | es.FunctionDeclaration, state: PrintState): void {
  callArguments(node.params, state);
  state.output.space();
  emit(node.body, state);
}

/** The mapping of a function with an original name is repeated at the identifier, where debuggers look for it. */
export function functionNode(node: es.FunctionExpression | es.FunctionDeclaration, state: PrintState): void {
  const { output } = state;
  output.write(node.async ? 'async function' : 'function');
  if (node.generator) output.write('*');
  if (node.id) {
    if (node.loc != null) markNode(node, output);
    output.write(node.id.name);
  }
  functionRest(node, state);
  // What follows in the line is not of this function, even if nothing says where it is from.
  if (node.loc != null && node.type === 'FunctionDeclaration') output.mark(NOWHERE, undefined);
}

function arrow(node: es.ArrowFunctionExpression, state: PrintState): void {
  const { output } = state;
  const [only] = node.params;
  if (node.async) output.write('async');
  if (node.params.length === 1 && only!.type === 'Identifier') emit(only!, state);
  else callArguments(node.params, state);
  operator('=>', output);
  const first = leftmost(node.body);
  if (node.body.type === 'BlockStatement') emit(node.body, state);
  else if (first.type === 'ObjectExpression' || first.type === 'ObjectPattern') parenthesized(node.body, state);
  else expression(node.body, ASSIGNMENT, state);
}

function template(node: es.TemplateLiteral, state: PrintState): void {
  const { output } = state;
  output.write('`');
  node.quasis.forEach((quasi, i) => {
    output.raw(quasi.value.raw);
    const inserted = node.expressions[i];
    if (inserted === undefined) return;
    output.raw('${');
    emit(inserted, state);
    output.write('}');
  });
  output.raw('`');
}

export const expressions: PrintState['generator'] = {
  Literal: literal,
  BinaryExpression: binary,
  LogicalExpression: binary,
  UnaryExpression: unary,
  UpdateExpression: update,
  AssignmentExpression: assignment,
  AssignmentPattern: assignment,
  ConditionalExpression: conditional,
  CallExpression: call,
  NewExpression: construct,
  MemberExpression: member,
  ArrayExpression: array,
  ArrayPattern: array,
  ObjectExpression: object,
  ObjectPattern: object,
  Property: property,
  FunctionExpression: functionNode,
  ArrowFunctionExpression: arrow,
  TemplateLiteral: template,
  Identifier(node: es.Identifier, { output }) {
    output.write(node.name);
  },
  ParenthesizedExpression(node: { expression: es.Expression }, state) {
    state.output.write('(');
    emit(node.expression, state);
    state.output.write(')');
  },
  ChainExpression(node: es.ChainExpression, state) {
    emit(node.expression, state);
  },
  SequenceExpression(node: es.SequenceExpression, state) {
    list(node.expressions, state);
  },
  TaggedTemplateExpression(node: es.TaggedTemplateExpression, state) {
    expression(node.tag, CALL, state);
    emit(node.quasi, state);
  },
  AwaitExpression(node: es.AwaitExpression, state) {
    state.output.write('await');
    expression(node.argument, UNARY, state);
  },
  YieldExpression(node: es.YieldExpression, state) {
    state.output.write(node.delegate ? 'yield*' : 'yield');
    if (node.argument) expression(node.argument, ASSIGNMENT, state);
  },
  SpreadElement(node: es.SpreadElement, state) {
    state.output.write('...');
    expression(node.argument, ASSIGNMENT, state);
  },
  RestElement(node: es.RestElement, state) {
    state.output.write('...');
    emit(node.argument, state);
  },
  ImportExpression(node: es.ImportExpression, state) {
    state.output.write('import(');
    expression(node.source, ASSIGNMENT, state);
    state.output.write(')');
  },
};
