/**
 * The syntax that linkable modules may have: for each type of node, what makes one of its fields, which are asked for in the order in which they
 * are packed. Who packs a tree answers with the fields of a node there is, and who unpacks one with those that stand in the packed form.
 */

export interface Fields {
  /** A string, number, boolean or null. */
  value(field: string): unknown;
  /** A node, or null. */
  node(field: string): unknown;
  /** An array of nodes; it may have holes. */
  list(field: string): unknown;
}

type Row = (on: Fields) => object;

const withBody = (type: string): Row => (on) => ({ type, body: on.list('body') });
const withArgument = (type: string): Row => (on) => ({ type, argument: on.node('argument') });
const withExpression = (type: string): Row => (on) => ({ type, expression: on.node('expression') });
const operation = (type: string): Row => (on) => ({ type, operator: on.value('operator'), left: on.node('left'), right: on.node('right') });
const withPrefix = (type: string): Row => (on) => ({ type, operator: on.value('operator'), prefix: on.value('prefix'), argument: on.node('argument') });
const withCallee = (type: string): Row => (on) => ({ type, callee: on.node('callee'), arguments: on.list('arguments') });
const jump = (type: string): Row => (on) => ({ type, label: on.node('label') });
const withFunction = (type: string): Row => (on) => ({
  type, id: on.node('id'), params: on.list('params'), body: on.node('body'), generator: on.value('generator'), async: on.value('async'),
});
const withClass = (type: string): Row => (on) => ({ type, id: on.node('id'), superClass: on.node('superClass'), body: on.node('body') });

/** Fields have the order of emit/estree: engines tell objects by the order of their properties. */
export const ROWS: Readonly<Record<string, Row>> = {
  Identifier: (on) => ({ type: 'Identifier', name: on.value('name') }),
  Literal: (on) => ({ type: 'Literal', value: on.value('value') }),
  MemberExpression: (on) => ({
    type: 'MemberExpression', object: on.node('object'), property: on.node('property'), computed: on.value('computed'), optional: on.value('optional'),
  }),
  CallExpression: (on) => ({ type: 'CallExpression', callee: on.node('callee'), arguments: on.list('arguments'), optional: on.value('optional') }),
  NewExpression: withCallee('NewExpression'),
  BinaryExpression: operation('BinaryExpression'),
  LogicalExpression: operation('LogicalExpression'),
  AssignmentExpression: operation('AssignmentExpression'),
  UnaryExpression: withPrefix('UnaryExpression'),
  UpdateExpression: withPrefix('UpdateExpression'),
  ConditionalExpression: (on) => ({
    type: 'ConditionalExpression', test: on.node('test'), consequent: on.node('consequent'), alternate: on.node('alternate'),
  }),
  SequenceExpression: (on) => ({ type: 'SequenceExpression', expressions: on.list('expressions') }),
  ThisExpression: () => ({ type: 'ThisExpression' }),
  Super: () => ({ type: 'Super' }),
  MetaProperty: (on) => ({ type: 'MetaProperty', meta: on.node('meta'), property: on.node('property') }),
  ChainExpression: withExpression('ChainExpression'),
  AwaitExpression: withArgument('AwaitExpression'),
  YieldExpression: (on) => ({ type: 'YieldExpression', argument: on.node('argument'), delegate: on.value('delegate') }),
  ArrayExpression: (on) => ({ type: 'ArrayExpression', elements: on.list('elements') }),
  ObjectExpression: (on) => ({ type: 'ObjectExpression', properties: on.list('properties') }),
  Property: (on) => ({
    type: 'Property', kind: on.value('kind'), method: on.value('method'), shorthand: on.value('shorthand'), computed: on.value('computed'),
    key: on.node('key'), value: on.node('value'),
  }),
  SpreadElement: withArgument('SpreadElement'),
  TemplateLiteral: (on) => ({ type: 'TemplateLiteral', quasis: on.list('quasis'), expressions: on.list('expressions') }),
  TemplateElement: (on) => ({ type: 'TemplateElement', tail: on.value('tail'), value: { raw: on.value('raw'), cooked: on.value('cooked') } }),
  TaggedTemplateExpression: (on) => ({ type: 'TaggedTemplateExpression', tag: on.node('tag'), quasi: on.node('quasi') }),
  ArrowFunctionExpression: (on) => ({
    type: 'ArrowFunctionExpression', params: on.list('params'), body: on.node('body'), expression: on.value('expression'), async: on.value('async'),
    generator: on.value('generator'),
  }),
  FunctionExpression: withFunction('FunctionExpression'),
  FunctionDeclaration: withFunction('FunctionDeclaration'),
  ClassExpression: withClass('ClassExpression'),
  ClassDeclaration: withClass('ClassDeclaration'),
  ClassBody: withBody('ClassBody'),
  MethodDefinition: (on) => ({
    type: 'MethodDefinition', kind: on.value('kind'), static: on.value('static'), computed: on.value('computed'), key: on.node('key'), value: on.node('value'),
  }),
  PropertyDefinition: (on) => ({
    type: 'PropertyDefinition', static: on.value('static'), computed: on.value('computed'), key: on.node('key'), value: on.node('value'),
  }),
  PrivateIdentifier: (on) => ({ type: 'PrivateIdentifier', name: on.value('name') }),
  StaticBlock: withBody('StaticBlock'),
  ArrayPattern: (on) => ({ type: 'ArrayPattern', elements: on.list('elements') }),
  ObjectPattern: (on) => ({ type: 'ObjectPattern', properties: on.list('properties') }),
  AssignmentPattern: (on) => ({ type: 'AssignmentPattern', left: on.node('left'), right: on.node('right') }),
  RestElement: withArgument('RestElement'),
  ExpressionStatement: withExpression('ExpressionStatement'),
  BlockStatement: withBody('BlockStatement'),
  EmptyStatement: () => ({ type: 'EmptyStatement' }),
  VariableDeclaration: (on) => ({ type: 'VariableDeclaration', kind: on.value('kind'), declarations: on.list('declarations') }),
  VariableDeclarator: (on) => ({ type: 'VariableDeclarator', id: on.node('id'), init: on.node('init') }),
  ReturnStatement: withArgument('ReturnStatement'),
  ThrowStatement: withArgument('ThrowStatement'),
  IfStatement: (on) => ({ type: 'IfStatement', test: on.node('test'), consequent: on.node('consequent'), alternate: on.node('alternate') }),
  ForStatement: (on) => ({ type: 'ForStatement', init: on.node('init'), test: on.node('test'), update: on.node('update'), body: on.node('body') }),
  ForInStatement: (on) => ({ type: 'ForInStatement', left: on.node('left'), right: on.node('right'), body: on.node('body') }),
  ForOfStatement: (on) => ({ type: 'ForOfStatement', await: on.value('await'), left: on.node('left'), right: on.node('right'), body: on.node('body') }),
  WhileStatement: (on) => ({ type: 'WhileStatement', test: on.node('test'), body: on.node('body') }),
  DoWhileStatement: (on) => ({ type: 'DoWhileStatement', test: on.node('test'), body: on.node('body') }),
  SwitchStatement: (on) => ({ type: 'SwitchStatement', discriminant: on.node('discriminant'), cases: on.list('cases') }),
  SwitchCase: (on) => ({ type: 'SwitchCase', test: on.node('test'), consequent: on.list('consequent') }),
  LabeledStatement: (on) => ({ type: 'LabeledStatement', label: on.node('label'), body: on.node('body') }),
  BreakStatement: jump('BreakStatement'),
  ContinueStatement: jump('ContinueStatement'),
  TryStatement: (on) => ({ type: 'TryStatement', block: on.node('block'), handler: on.node('handler'), finalizer: on.node('finalizer') }),
  CatchClause: (on) => ({ type: 'CatchClause', param: on.node('param'), body: on.node('body') }),
};
