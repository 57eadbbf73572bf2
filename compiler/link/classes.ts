/**
 * Class declarations as functions: Hermes has no class syntax. What can be seen of a class stays as it is: `instanceof`,
 * `new.target`, members that are not enumerable, and the TypeError of a call without `new`.
 */
import type { ClassDeclaration, Expression, FunctionExpression, Identifier, Node, Property, Statement } from 'estree';
import { children } from './scope.js';
import { LinkageError } from './modules.js';

/** Identifiers in the output: functions of runtime-lite/class, and a name for `this` that is used nowhere else. */
export interface ClassNames {
  readonly calledWithoutNew: string;
  readonly self: string;
}

/**
 * The statements that stand for `node`: function, prototype, members. LinkageError for what no runtime piece uses: static
 * members, fields, private names, `super` anywhere but in a statement `super(...)` at the beginning of a constructor.
 */
export function classAsFunction(node: ClassDeclaration, names: ClassNames): Statement[] {
  const refuse = (what: string): never => {
    throw new LinkageError(`link: class ${node.id.name}: ${what} cannot be written without class syntax`);
  };
  let constructor: FunctionExpression | undefined;
  const members: Property[] = [];
  for (const member of node.body.body) {
    if (member.type !== 'MethodDefinition' || member.static || member.key.type === 'PrivateIdentifier') refuse('a field, static member or private name');
    else if (member.kind === 'constructor') constructor = member.value;
    else {
      if (usesSuper(member.value)) refuse('super in a method');
      const { key, value, computed, kind } = member;
      members.push({ type: 'Property', key, value, computed, kind: kind === 'method' ? 'init' : kind, method: kind === 'method', shorthand: false });
    }
  }
  const construct = node.superClass ? derived(node, constructor, names, refuse) : base(constructor, names);
  const { params, body } = construct;
  const statements: Statement[] = [{ type: 'FunctionDeclaration', id: node.id, params, body: { type: 'BlockStatement', body } }];
  if (node.superClass) statements.push(statement(ofObject('setPrototypeOf', [node.id, node.superClass])));
  const descriptor = [property(identifier('value'), prototypeOf(node, members)), property(identifier('writable'), { type: 'Literal', value: false })];
  statements.push(statement(ofObject('defineProperty', [node.id, { type: 'Literal', value: 'prototype' }, { type: 'ObjectExpression', properties: descriptor }])));
  return statements;
}

/** One literal and one call of the engine: code that begins with a loop over the members took a fifth of a small module's first 0.35 ms. */
function prototypeOf(node: ClassDeclaration, members: readonly Property[]): Expression {
  const constructor = property(identifier('constructor'), node.id);
  const parent = node.superClass ? [property(identifier('__proto__'), member(node.superClass, 'prototype'))] : [];
  const keys = new Map([constructor, ...members].map((one) => [JSON.stringify(one.key), one]));
  const hidden = [...keys.values()].map(({ key, computed }) => ({ ...property(key as Expression, NOT_ENUMERABLE), computed }));
  return ofObject('defineProperties', [
    { type: 'ObjectExpression', properties: [...parent, constructor, ...members] },
    { type: 'ObjectExpression', properties: hidden },
  ]);
}

type Constructor = Pick<FunctionExpression, 'params'> & { readonly body: Statement[] };

function base(constructor: FunctionExpression | undefined, names: ClassNames): Constructor {
  return { params: constructor?.params ?? [], body: [newOnly(names), ...(constructor?.body.body ?? [])] };
}

/** The object is what the superclass makes for `new.target`, under the name `self`. */
function derived(node: ClassDeclaration, constructor: FunctionExpression | undefined, names: ClassNames, refuse: (what: string) => never): Constructor {
  const self = identifier(names.self);
  const make = (args: Expression): Expression => ({
    type: 'CallExpression', optional: false, callee: member(identifier('Reflect'), 'construct'), arguments: [node.superClass!, args, NEW_TARGET],
  });
  if (constructor === undefined) {
    return { params: [{ type: 'RestElement', argument: self }], body: [newOnly(names), { type: 'ReturnStatement', argument: make(self) }] };
  }
  const [first, ...rest] = constructor.body.body;
  if (first?.type !== 'ExpressionStatement' || first.expression.type !== 'CallExpression' || first.expression.callee.type !== 'Super') {
    return refuse('a constructor that does not begin with super(...)');
  }
  if (rest.some(usesSuper)) refuse('super in an expression');
  const made = make({ type: 'ArrayExpression', elements: first.expression.arguments });
  return {
    params: constructor.params,
    body: [
      newOnly(names),
      { type: 'VariableDeclaration', kind: 'const', declarations: [{ type: 'VariableDeclarator', id: self, init: made }] },
      ...rest.map((one) => withSelf(one, self) as Statement),
      { type: 'ReturnStatement', argument: self },
    ],
  };
}

const NOT_ENUMERABLE: Expression = { type: 'ObjectExpression', properties: [property(identifier('enumerable'), { type: 'Literal', value: false })] };

const NEW_TARGET: Expression = { type: 'MetaProperty', meta: identifier('new'), property: identifier('target') };

function newOnly(names: ClassNames): Statement {
  return statement({ type: 'LogicalExpression', operator: '??', left: NEW_TARGET, right: call(names.calledWithoutNew, []) });
}

function usesSuper(node: Node): boolean {
  return node.type === 'Super' || children(node).some(usesSuper);
}

/** `node` with `this` replaced, except in functions that have a `this` of their own. */
function withSelf(node: Node, self: Identifier): Node {
  if (node.type === 'ThisExpression') return self;
  if (node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration') return node;
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' ? withSelf(value as Node, self) : value;
  };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaced(value)])) as unknown as Node;
}

function identifier(name: string): Identifier {
  return { type: 'Identifier', name };
}

function member(object: Expression, name: string): Expression {
  return { type: 'MemberExpression', object, property: identifier(name), computed: false, optional: false };
}

function property(key: Expression, value: Expression): Property {
  return { type: 'Property', key, value, computed: false, kind: 'init', method: false, shorthand: false };
}

/** A call of a function of `Object`. */
function ofObject(name: string, args: Expression[]): Expression {
  return { type: 'CallExpression', optional: false, callee: member(identifier('Object'), name), arguments: args };
}

function call(callee: string, args: Expression[]): Expression {
  return { type: 'CallExpression', optional: false, callee: identifier(callee), arguments: args };
}

function statement(expression: Expression): Statement {
  return { type: 'ExpressionStatement', expression };
}
