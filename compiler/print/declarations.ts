/** Generators of classes and module items. */
import type * as es from 'estree';
import { type PrintState, emit, expression, operator, parenthesized } from './context.js';
import { key, method } from './expressions.js';
import { stringText } from './literals.js';
import { ASSIGNMENT, CALL, confusesStatement } from './precedence.js';
import { block } from './statements.js';

function classNode(node: es.ClassDeclaration | es.ClassExpression, state: PrintState): void {
  const { output } = state;
  output.write('class');
  if (node.id) {
    output.space();
    output.write(node.id.name);
  }
  if (node.superClass) {
    operator('extends', output);
    expression(node.superClass, CALL, state);
  }
  output.space();
  emit(node.body, state);
}

function methodDefinition(node: es.MethodDefinition, state: PrintState): void {
  if (node.static) {
    state.output.write('static');
    state.output.space();
  }
  method(node.kind === 'get' || node.kind === 'set' ? node.kind : '', node as Parameters<typeof method>[1], state);
}

function propertyDefinition(node: es.PropertyDefinition, state: PrintState): void {
  if (node.static) {
    state.output.write('static');
    state.output.space();
  }
  key(node.key, node.computed, state);
  if (node.value) {
    operator('=', state.output);
    expression(node.value, ASSIGNMENT, state);
  }
  state.output.semicolon();
}

/** A name in an import or export list: an identifier or, since ES2022, a string. */
function moduleName(node: es.Identifier | es.Literal): string {
  return node.type === 'Identifier' ? node.name : stringText(String(node.value));
}

function renaming(from: es.Identifier | es.Literal, to: es.Identifier | es.Literal, state: PrintState): void {
  const [first, second] = [moduleName(from), moduleName(to)];
  state.output.write(first);
  if (first === second) return;
  operator('as', state.output);
  state.output.write(second);
}

function braced<N>(nodes: readonly N[], state: PrintState, print: (node: N) => void): void {
  const { output } = state;
  output.write('{');
  nodes.forEach((node, i) => {
    if (i > 0) output.write(',');
    output.space();
    print(node);
  });
  if (nodes.length > 0) output.space();
  output.write('}');
}

function importDeclaration(node: es.ImportDeclaration, state: PrintState): void {
  const { output } = state;
  output.write('import');
  output.space();
  const named = node.specifiers.filter((specifier) => specifier.type === 'ImportSpecifier');
  const others = node.specifiers.filter((specifier) => specifier.type !== 'ImportSpecifier');
  others.forEach((specifier, i) => {
    if (i > 0) output.write(',');
    if (i > 0) output.space();
    if (specifier.type === 'ImportNamespaceSpecifier') {
      output.write('*');
      operator('as', output);
    }
    output.write(specifier.local.name);
  });
  if (named.length > 0) {
    if (others.length > 0) {
      output.write(',');
      output.space();
    }
    braced(named, state, ({ imported, local }) => renaming(imported, local, state));
  }
  if (node.specifiers.length > 0) operator('from', output);
  emit(node.source, state);
  output.semicolon();
}

function exportNamed(node: es.ExportNamedDeclaration, state: PrintState): void {
  const { output } = state;
  output.write('export');
  output.space();
  if (node.declaration) {
    emit(node.declaration, state);
    return;
  }
  braced(node.specifiers, state, ({ local, exported }) => renaming(local, exported, state));
  if (node.source) {
    operator('from', output);
    emit(node.source, state);
  }
  output.semicolon();
}

function exportDefault({ declaration }: es.ExportDefaultDeclaration, state: PrintState): void {
  const { output } = state;
  output.write('export default');
  output.space();
  if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
    emit(declaration as es.Declaration, state);
    return;
  }
  if (confusesStatement(declaration)) parenthesized(declaration, state);
  else expression(declaration, ASSIGNMENT, state);
  output.semicolon();
}

function exportAll(node: es.ExportAllDeclaration, state: PrintState): void {
  const { output } = state;
  output.write('export');
  output.space();
  output.write('*');
  if (node.exported) {
    operator('as', output);
    output.write(moduleName(node.exported));
  }
  operator('from', output);
  emit(node.source, state);
  output.semicolon();
}

export const declarations: PrintState['generator'] = {
  ClassDeclaration: classNode,
  ClassExpression: classNode,
  ClassBody: block,
  StaticBlock(node: es.StaticBlock, state) {
    state.output.write('static');
    state.output.space();
    block(node, state);
  },
  MethodDefinition: methodDefinition,
  PropertyDefinition: propertyDefinition,
  ImportDeclaration: importDeclaration,
  ExportNamedDeclaration: exportNamed,
  ExportDefaultDeclaration: exportDefault,
  ExportAllDeclaration: exportAll,
};
