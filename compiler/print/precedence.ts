/** How tightly expressions bind: where parentheses are needed. */
import type { Literal, Node } from 'estree';

export const SEQUENCE = 1;
/** Assignment, arrow function, yield: what a list of arguments takes without parentheses. */
export const ASSIGNMENT = 2;
export const CONDITIONAL = 3;
export const UNARY = 15;
export const UPDATE = 16;
/** Optional chain as a whole: needs parentheses as the object of what is not part of it. */
const CHAIN = 17;
export const CALL = 18;
const PRIMARY = 20;

export const BINARY: Record<string, number> = {
  '??': 4,
  '||': 4,
  '&&': 5,
  '|': 6,
  '^': 7,
  '&': 8,
  '==': 9,
  '!=': 9,
  '===': 9,
  '!==': 9,
  '<': 10,
  '>': 10,
  '<=': 10,
  '>=': 10,
  in: 10,
  instanceof: 10,
  '<<': 11,
  '>>': 11,
  '>>>': 11,
  '+': 12,
  '-': 12,
  '*': 13,
  '/': 13,
  '%': 13,
  '**': 14,
};

const TYPES: Record<string, number> = {
  SequenceExpression: SEQUENCE,
  AssignmentExpression: ASSIGNMENT,
  ArrowFunctionExpression: ASSIGNMENT,
  YieldExpression: ASSIGNMENT,
  ConditionalExpression: CONDITIONAL,
  UnaryExpression: UNARY,
  AwaitExpression: UNARY,
  ChainExpression: CHAIN,
  CallExpression: CALL,
  MemberExpression: CALL,
  NewExpression: CALL,
  ImportExpression: CALL,
  TaggedTemplateExpression: CALL,
};

/** Precedence of what is printed for `node`: numbers may be printed as operations. */
export function precedenceOf(node: Node): number {
  switch (node.type) {
    case 'Identifier':
      return PRIMARY;
    case 'Literal':
      return typeof node.value === 'number' ? precedenceOfNumber(node.value) : PRIMARY;
    case 'BinaryExpression':
    case 'LogicalExpression':
      return BINARY[node.operator]!;
    case 'UpdateExpression':
      return node.prefix ? UNARY : UPDATE;
    default:
      return TYPES[node.type] ?? PRIMARY;
  }
}

/** NaN is printed as 0/0, infinity as 1/0, negative numbers with a minus; `1.x` would be a number. */
function precedenceOfNumber(value: number): number {
  if (value - value !== 0) return BINARY['/']!;
  return value < 0 || Object.is(value, -0) ? UNARY : CHAIN;
}

/** The node whose text is first in the text of `node`, if it is printed without parentheses. */
export function leftmost(node: Node): Node {
  for (;;) {
    switch (node.type) {
      case 'BinaryExpression':
      case 'LogicalExpression':
      case 'AssignmentExpression':
        node = node.left;
        break;
      case 'ConditionalExpression':
        node = node.test;
        break;
      case 'CallExpression':
        node = node.callee;
        break;
      case 'MemberExpression':
        node = node.object;
        break;
      case 'TaggedTemplateExpression':
        node = node.tag;
        break;
      case 'SequenceExpression':
        node = node.expressions[0]!;
        break;
      case 'ChainExpression':
        node = node.expression;
        break;
      case 'UpdateExpression':
        if (node.prefix) return node;
        node = node.argument;
        break;
      default:
        return node;
    }
  }
}

/** Whether a statement that begins with `node` would be taken for a block, a declaration or a directive. */
export function confusesStatement(node: Node): boolean {
  const first = leftmost(node);
  switch (first.type) {
    case 'ObjectExpression':
    case 'ObjectPattern':
    case 'FunctionExpression':
    case 'ClassExpression':
      return true;
    case 'Identifier':
      return first.name === 'let';
    default:
      return first === node && typeof (first as Literal).value === 'string';
  }
}
