/** Generators of statements. */
import type * as es from 'estree';
import { type Deferred, type Printed, type PrintState, emit, expression, operator, parenthesized } from './context.js';
import { functionNode } from './expressions.js';
import { ASSIGNMENT, SEQUENCE, confusesStatement, leftmost } from './precedence.js';

/** Calls `print` for each statement of a list, pulling those that are deferred. */
function eachStatement(body: ReadonlyArray<es.Node | Deferred>, print: (statement: es.Node) => void): void {
  for (const statement of body) {
    if ((statement as Deferred).type === 'Deferred') for (const made of (statement as Deferred).produce()) eachStatement([made], print);
    else print(statement as es.Node);
  }
}

function program(node: es.Program, state: PrintState): void {
  eachStatement(node.body, (statement) => {
    emit(statement, state);
    state.output.newline();
  });
}

/** Braces and what is in them: of a block or a class. */
export function block(node: es.BlockStatement | es.StaticBlock | es.ClassBody, state: PrintState): void {
  const { output } = state;
  output.write('{');
  output.indent(1);
  let empty = true;
  eachStatement(node.body, (statement) => {
    empty = false;
    output.line();
    emit(statement, state);
  });
  output.indent(-1);
  if (!empty) output.line();
  output.write('}');
}

function expressionStatement(node: es.ExpressionStatement | es.Directive, state: PrintState): void {
  if (!('directive' in node && node.directive !== undefined) && confusesStatement(node.expression)) {
    parenthesized(node.expression, state);
  } else {
    emit(node.expression, state);
  }
  state.output.semicolon();
}

/** The statement that an `if`, a loop or a label governs. */
function body(node: es.Node, state: PrintState): void {
  state.output.space();
  emit(node, state);
}

function condition(word: string, test: es.Node, state: PrintState): void {
  const { output } = state;
  output.write(word);
  output.space();
  output.write('(');
  expression(test, SEQUENCE, state);
  output.write(')');
}

function ifStatement(node: es.IfStatement, state: PrintState): void {
  const { output } = state;
  condition('if', node.test, state);
  if (node.alternate && endsWithIf(node.consequent)) body({ type: 'BlockStatement', body: [node.consequent] }, state);
  else body(node.consequent, state);
  if (!node.alternate) return;
  if (node.consequent.type === 'BlockStatement') output.space();
  else output.line();
  output.write('else');
  body(node.alternate, state);
}

/** Whether a following `else` would be taken by an `if` at the end of `node`. */
function endsWithIf(node: es.Statement): boolean {
  for (;;) {
    switch (node.type) {
      case 'IfStatement':
        if (!node.alternate) return true;
        node = node.alternate;
        break;
      case 'LabeledStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'WithStatement':
        node = node.body;
        break;
      default:
        return false;
    }
  }
}

function jump(word: string, argument: es.Node | null | undefined, state: PrintState): void {
  state.output.write(word);
  if (argument) {
    state.output.space();
    expression(argument, SEQUENCE, state);
  }
  state.output.semicolon();
}

function switchStatement(node: es.SwitchStatement, state: PrintState): void {
  const { output } = state;
  condition('switch', node.discriminant, state);
  output.space();
  output.write('{');
  output.indent(1);
  for (const { test, consequent } of node.cases) {
    output.line();
    output.write(test ? 'case' : 'default');
    if (test) {
      output.space();
      expression(test, SEQUENCE, state);
    }
    output.write(':');
    output.indent(1);
    eachStatement(consequent, (statement) => {
      output.line();
      emit(statement, state);
    });
    output.indent(-1);
  }
  output.indent(-1);
  if (node.cases.length > 0) output.line();
  output.write('}');
}

function forStatement(node: es.ForStatement, state: PrintState): void {
  const { output } = state;
  output.write('for');
  output.space();
  output.write('(');
  if (node.init) forInit(node.init, state);
  output.write(';');
  if (node.test) {
    output.space();
    expression(node.test, SEQUENCE, state);
  }
  output.write(';');
  if (node.update) {
    output.space();
    expression(node.update, SEQUENCE, state);
  }
  output.write(')');
  body(node.body, state);
}

/** `in` would end the initialiser, wherever it stands outside of parentheses: one that holds it is put into them. */
function forInit(init: es.VariableDeclaration | es.Expression, state: PrintState): void {
  if (init.type !== 'VariableDeclaration') {
    const first = leftmost(init);
    if (holdsIn(init) || (first.type === 'Identifier' && first.name === 'let')) parenthesized(init, state);
    else expression(init, SEQUENCE, state);
    return;
  }
  declarators(init, state, (value) => {
    if (holdsIn(value)) parenthesized(value, state);
    else expression(value, ASSIGNMENT, state);
  });
}

function holdsIn(node: es.Node): boolean {
  const pending: unknown[] = [node];
  while (pending.length > 0) {
    const value = pending.pop();
    if (Array.isArray(value)) {
      pending.push(...value);
    } else if (typeof value === 'object' && value !== null && typeof (value as es.Node).type === 'string') {
      if ((value as es.BinaryExpression).operator === 'in') return true;
      pending.push(...Object.values(value));
    }
  }
  return false;
}

function forEach(node: es.ForInStatement | es.ForOfStatement, state: PrintState): void {
  const { output } = state;
  const { left } = node;
  output.write(node.type === 'ForOfStatement' && node.await ? 'for await' : 'for');
  output.space();
  output.write('(');
  if (left.type === 'VariableDeclaration') declarators(left, state);
  else if (left.type === 'Identifier' && (left.name === 'let' || left.name === 'async')) parenthesized(left, state);
  else emit(left, state);
  operator(node.type === 'ForInStatement' ? 'in' : 'of', output);
  expression(node.right, node.type === 'ForInStatement' ? SEQUENCE : ASSIGNMENT, state);
  output.write(')');
  body(node.body, state);
}

function declarators(
  node: es.VariableDeclaration,
  state: PrintState,
  initialiser = (value: es.Node): void => expression(value, ASSIGNMENT, state),
): void {
  const { output } = state;
  output.write(node.kind);
  output.space();
  node.declarations.forEach(({ id, init }, i) => {
    if (i > 0) {
      output.write(',');
      output.space();
    }
    emit(id, state);
    if (init) {
      operator('=', output);
      initialiser(init);
    }
  });
}

function tryStatement(node: es.TryStatement, state: PrintState): void {
  const { output } = state;
  output.write('try');
  body(node.block, state);
  if (node.handler) {
    output.space();
    if (node.handler.param) condition('catch', node.handler.param, state);
    else output.write('catch');
    body(node.handler.body, state);
  }
  if (node.finalizer) {
    output.space();
    output.write('finally');
    body(node.finalizer, state);
  }
}

export const statements: PrintState['generator'] = {
  Program: program,
  Printed: (node: Printed, { output }) => output.printed(node.text, node.marks),
  BlockStatement: block,
  EmptyStatement(_node: es.EmptyStatement, { output }) {
    output.write(';');
  },
  ExpressionStatement: expressionStatement,
  IfStatement: ifStatement,
  LabeledStatement(node: es.LabeledStatement, state) {
    state.output.write(node.label.name);
    state.output.write(':');
    body(node.body, state);
  },
  BreakStatement: (node: es.BreakStatement, state) => jump('break', node.label, state),
  ContinueStatement: (node: es.ContinueStatement, state) => jump('continue', node.label, state),
  ReturnStatement: (node: es.ReturnStatement, state) => jump('return', node.argument, state),
  ThrowStatement: (node: es.ThrowStatement, state) => jump('throw', node.argument, state),
  SwitchStatement: switchStatement,
  TryStatement: tryStatement,
  WhileStatement(node: es.WhileStatement, state) {
    condition('while', node.test, state);
    body(node.body, state);
  },
  DoWhileStatement(node: es.DoWhileStatement, state) {
    state.output.write('do');
    body(node.body, state);
    state.output.space();
    condition('while', node.test, state);
    state.output.semicolon();
  },
  ForStatement: forStatement,
  ForInStatement: forEach,
  ForOfStatement: forEach,
  FunctionDeclaration: functionNode,
  VariableDeclaration(node: es.VariableDeclaration, state) {
    declarators(node, state);
    state.output.semicolon();
  },
};
