/**
 * The only constructors of ESTree nodes. Nothing else in the compiler makes syntax, and no text is ever spliced into it:
 * names from a module can only become string literals, property keys or checked identifiers.
 */
import type * as T from 'estree';

export type Expression = T.Expression;
export type Statement = T.Statement;
export type Declaration = T.Statement | T.ModuleDeclaration;

/** Byte offset of the instruction a node came from, kept for the source map. */
export interface Origin {
  readonly at: number;
}

/** Of names in ASCII, and placeholders. */
const IDENTIFIER = /^(?:[A-Za-z_$][A-Za-z0-9_$]*|[\xc0-\xcf][\xe0-\xef]{5})$/;

export const id = (name: string): T.Identifier => {
  if (!IDENTIFIER.test(name)) throw new Error(`${JSON.stringify(name)} is not an identifier`);
  return { type: 'Identifier', name };
};
export const string = (value: string): T.Literal => ({ type: 'Literal', value });
export const boolean = (value: boolean): T.Literal => ({ type: 'Literal', value });
export const nul = (): T.Literal => ({ type: 'Literal', value: null });
export const voidZero = (): T.Expression => unary('void', number(0));

/** Any number, -0, NaN and the infinities included. */
export function number(value: number): T.Expression {
  if (value !== value) return binary('/', number(0), number(0));
  if (value < 0 || Object.is(value, -0)) return unary('-', number(-value));
  if (value === Infinity) return binary('/', number(1), number(0));
  return { type: 'Literal', value };
}

/** An unsigned integer of any size; one that no number holds becomes a BigInt. */
export const size = (value: number | bigint): T.Expression =>
  typeof value === 'number' ? number(value) : { type: 'Literal', value, bigint: String(value) };

export function unary(operator: T.UnaryOperator, argument: T.Expression): T.UnaryExpression {
  return { type: 'UnaryExpression', operator, prefix: true, argument };
}
export function binary(operator: T.BinaryOperator | T.LogicalOperator, left: T.Expression, right: T.Expression): T.Expression {
  if (operator === '??' || operator === '&&' || operator === '||') return { type: 'LogicalExpression', operator, left, right };
  return { type: 'BinaryExpression', operator, left, right };
}
export const conditional = (test: T.Expression, consequent: T.Expression, alternate: T.Expression): T.ConditionalExpression => ({
  type: 'ConditionalExpression',
  test,
  consequent,
  alternate,
});
export const sequence = (expressions: T.Expression[]): T.SequenceExpression => ({ type: 'SequenceExpression', expressions });
export const assignment = (left: T.Pattern, right: T.Expression): T.AssignmentExpression => ({
  type: 'AssignmentExpression',
  operator: '=',
  left,
  right,
});
export const call = (callee: T.Expression, args: T.Expression[]): T.SimpleCallExpression => ({
  type: 'CallExpression',
  callee,
  arguments: args,
  optional: false,
});
export const delegate = (argument: T.Expression): T.YieldExpression => ({ type: 'YieldExpression', argument, delegate: true });
export const construct = (callee: T.Expression, args: T.Expression[]): T.NewExpression => ({
  type: 'NewExpression',
  callee,
  arguments: args,
});
export const member = (object: T.Expression, name: string): T.MemberExpression => ({
  type: 'MemberExpression',
  object,
  property: id(name),
  computed: false,
  optional: false,
});
export const self = (): T.ThisExpression => ({ type: 'ThisExpression' });
export const element = (object: T.Expression, property: T.Expression): T.MemberExpression => ({
  type: 'MemberExpression',
  object,
  property,
  computed: true,
  optional: false,
});
export const array = (elements: T.Expression[]): T.ArrayExpression => ({ type: 'ArrayExpression', elements });

/** A property whose key is any string; `__proto__` becomes a computed key, which defines an ordinary property. */
export function property(key: string, value: T.Expression): T.Property {
  const plain = IDENTIFIER.test(key);
  const computed = key === '__proto__';
  return {
    type: 'Property',
    kind: 'init',
    method: false,
    shorthand: false,
    computed,
    key: computed || !plain ? string(key) : id(key),
    value,
  };
}
export const object = (properties: T.Property[]): T.ObjectExpression => ({ type: 'ObjectExpression', properties });
/** `__proto__: null`, written so that it sets the prototype. */
export const nullPrototype = (): T.Property => ({
  type: 'Property',
  kind: 'init',
  method: false,
  shorthand: false,
  computed: false,
  key: id('__proto__'),
  value: nul(),
});

export const expression = (e: T.Expression): T.ExpressionStatement => ({ type: 'ExpressionStatement', expression: e });
export const block = (body: T.Statement[]): T.BlockStatement => ({ type: 'BlockStatement', body });
export const labeled = (label: string, body: T.Statement): T.LabeledStatement => ({ type: 'LabeledStatement', label: id(label), body });
export const forever = (body: T.Statement): T.ForStatement => ({ type: 'ForStatement', init: null, test: null, update: null, body });
export const whileLoop = (test: T.Expression, body: T.Statement): T.WhileStatement => ({ type: 'WhileStatement', test, body });
export const doWhile = (test: T.Expression, body: T.Statement): T.DoWhileStatement => ({ type: 'DoWhileStatement', test, body });
export const ifElse = (test: T.Expression, consequent: T.Statement, alternate: T.Statement | null): T.IfStatement => ({
  type: 'IfStatement',
  test,
  consequent,
  alternate,
});
export const breakTo = (label: T.Identifier | undefined): T.BreakStatement => ({
  type: 'BreakStatement',
  label: label ?? null,
});
export const continueTo = (label: T.Identifier | undefined): T.ContinueStatement => ({
  type: 'ContinueStatement',
  label: label ?? null,
});
export const switchOn = (discriminant: T.Expression, cases: T.SwitchCase[]): T.SwitchStatement => ({
  type: 'SwitchStatement',
  discriminant,
  cases,
});
export const switchCase = (test: T.Expression | null, consequent: T.Statement[]): T.SwitchCase => ({
  type: 'SwitchCase',
  test,
  consequent,
});
export const returns = (argument: T.Expression | null): T.ReturnStatement => ({ type: 'ReturnStatement', argument });
export const tryCatch = (body: T.Statement[], param: string, handler: T.Statement[]): T.TryStatement => ({
  type: 'TryStatement',
  block: block(body),
  handler: { type: 'CatchClause', param: id(param), body: block(handler) },
  finalizer: null,
});
export const tryFinally = (body: T.Statement[], finalizer: T.Statement[]): T.TryStatement => ({
  type: 'TryStatement',
  block: block(body),
  handler: null,
  finalizer: block(finalizer),
});
export const throws = (argument: T.Expression): T.ThrowStatement => ({ type: 'ThrowStatement', argument });

export function declare(
  kind: 'var' | 'let' | 'const',
  bindings: readonly (readonly [string, T.Expression | null])[],
): T.VariableDeclaration {
  return {
    type: 'VariableDeclaration',
    kind,
    declarations: bindings.map(([name, init]) => ({ type: 'VariableDeclarator', id: id(name), init })),
  };
}
export const func = (name: string, params: T.Pattern[], body: T.Statement[], generator = false): T.FunctionDeclaration => ({
  type: 'FunctionDeclaration',
  id: id(name),
  params,
  body: block(body),
  generator,
  async: false,
});
export const arrow = (params: T.Pattern[], body: T.Expression): T.ArrowFunctionExpression => ({
  type: 'ArrowFunctionExpression',
  params,
  body,
  expression: true,
  async: false,
  generator: false,
});
export const withDefault = (name: string, right: T.Expression): T.AssignmentPattern => ({
  type: 'AssignmentPattern',
  left: id(name),
  right,
});

/** `export { local as name }`; names that are not identifiers become ES2022 string names. */
export function exportAs(pairs: readonly (readonly [local: string, name: string])[]): T.ExportNamedDeclaration {
  const specifiers = pairs.map(
    ([local, name]): T.ExportSpecifier => ({
      type: 'ExportSpecifier',
      local: id(local),
      exported: IDENTIFIER.test(name) ? id(name) : (string(name) as T.Literal),
    }),
  );
  return { type: 'ExportNamedDeclaration', declaration: null, specifiers, source: null, attributes: [] };
}

/** `import * as local from 'source'`. */
export const importAll = (local: string, source: string): T.ImportDeclaration => ({
  type: 'ImportDeclaration',
  specifiers: [{ type: 'ImportNamespaceSpecifier', local: id(local) }],
  source: string(source) as T.Literal,
  attributes: [],
});

export const program = (body: (T.Statement | T.ModuleDeclaration)[], sourceType: 'module' | 'script'): T.Program => ({
  type: 'Program',
  sourceType,
  body,
});

export const anonymous = (params: T.Pattern[], body: T.Statement[]): T.FunctionExpression => ({
  type: 'FunctionExpression',
  id: null,
  params,
  body: block(body),
  generator: false,
  async: false,
});
/** Engines compile a function in parentheses at once, without looking over it first: the next thing they expect is its call. */
export const eager = (expression: T.FunctionExpression): T.Expression => ({ type: 'ParenthesizedExpression', expression }) as unknown as T.Expression;
export const importMeta = (): T.MetaProperty => ({ type: 'MetaProperty', meta: id('import'), property: id('meta') });
export const importOf = (source: T.Expression): T.ImportExpression => ({ type: 'ImportExpression', source });

/** Plain data as an expression. */
export function json(value: unknown): T.Expression {
  if (value === null) return nul();
  if (value === undefined) return voidZero();
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return string(value);
  if (typeof value === 'boolean') return boolean(value);
  if (Array.isArray(value)) return array(value.map(json));
  return object(Object.entries(value as object).map(([key, v]) => property(key, json(v))));
}

export const useStrict = (): T.Directive => ({
  type: 'ExpressionStatement',
  expression: string('use strict') as T.Literal,
  directive: 'use strict',
});

export const rest = (name: string): T.RestElement => ({ type: 'RestElement', argument: id(name) });
export const spread = (argument: T.Expression): T.Expression => ({ type: 'SpreadElement', argument }) as unknown as T.Expression;
