/** Random trees, made so that operators and statements that are hard to tell apart as text meet often. */
import type { BlockStatement, Expression, Identifier, Program, Statement } from 'estree';

const BINARY = ['+', '-', '*', '/', '%', '**', '<', '<=', '>', '>=', '==', '!==', '<<', '>>', '>>>', '&', '|', '^', 'in', 'instanceof'] as const;
const LOGICAL = ['||', '&&', '??'] as const;
const UNARY = ['-', '+', '!', '~', 'typeof', 'void'] as const;
const ASSIGNMENT = ['=', '+=', '-=', '**=', '>>>=', '??=', '&&='] as const;
const VALUES = [0, -0, 1, -1, 0.5, 1e21, -1e-7, 1234.5, 4294967296, '', 'use strict', '</script>', '\u2028"\'', true, null];

const identifier = (name: string): Identifier => ({ type: 'Identifier', name });

export class RandomProgram {
  private state: number;
  private labels = 0;

  constructor(seed: number) {
    this.state = Math.imul(seed, 0x9e3779b1) | 1;
  }

  program(): Program {
    return { type: 'Program', sourceType: 'script', body: this.statements(5, 4) };
  }

  private next(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  private pick<T>(values: readonly T[]): T {
    return values[this.next(values.length)]!;
  }

  private name(): Identifier {
    // Not `of`: acorn takes what follows `?.of` for a regular expression.
    return identifier(this.pick(['a', 'b', 'c', 'in1', '$', '_', 'async', 'get']));
  }

  private statements(count: number, depth: number): Statement[] {
    return Array.from({ length: this.next(count) }, () => this.statement(depth));
  }

  private block(depth: number): BlockStatement {
    return { type: 'BlockStatement', body: this.statements(4, depth - 1) };
  }

  private statement(depth: number): Statement {
    const kind = depth <= 0 ? 0 : this.next(13);
    switch (kind) {
      case 1: {
        const alternate = this.next(2) ? this.statement(depth - 1) : null;
        // What ends with an `if` without `else` gets braces from the printer: another tree.
        const consequent = alternate ? this.block(depth) : this.statement(depth - 1);
        return { type: 'IfStatement', test: this.expression(depth), consequent, alternate };
      }
      case 2:
        return this.loop(depth);
      case 3:
        return {
          type: 'ForStatement',
          init: this.next(2)
            ? { type: 'VariableDeclaration', kind: 'var', declarations: [{ type: 'VariableDeclarator', id: this.name(), init: this.expression(depth) }] }
            : this.next(2) ? this.expression(depth) : null,
          test: this.next(2) ? this.expression(1) : null,
          update: this.next(2) ? this.expression(1) : null,
          body: this.statement(depth - 1),
        };
      case 4:
        return { type: 'WhileStatement', test: this.expression(depth), body: this.statement(depth - 1) };
      case 5:
        return { type: 'DoWhileStatement', test: this.expression(1), body: this.statement(depth - 1) };
      case 6:
        return this.block(depth);
      case 7:
        return {
          type: 'SwitchStatement',
          discriminant: this.expression(1),
          cases: Array.from({ length: this.next(3) }, () => ({ type: 'SwitchCase' as const, test: this.expression(1), consequent: this.statements(3, depth - 1) })),
        };
      case 8:
        return {
          type: 'TryStatement',
          block: this.block(depth),
          handler: { type: 'CatchClause', param: this.next(2) ? identifier('e') : null, body: this.block(depth) },
          finalizer: this.next(2) ? this.block(depth) : null,
        };
      case 9:
        return { type: 'ThrowStatement', argument: this.expression(depth) };
      case 10:
        return { type: 'EmptyStatement' };
      case 11:
        return this.next(2)
          ? // In brackets, because acorn takes a function after `of` for a declaration.
            { type: 'ForOfStatement', await: false, left: this.name(), right: { type: 'ArrayExpression', elements: [this.expression(depth)] }, body: this.statement(depth - 1) }
          : { type: 'ForInStatement', left: this.name(), right: this.expression(depth), body: this.statement(depth - 1) };
      case 12:
        return { type: 'VariableDeclaration', kind: 'var', declarations: [{ type: 'VariableDeclarator', id: this.name(), init: this.expression(depth) }] };
      default:
        return { type: 'ExpressionStatement', expression: this.expression(depth + 2) };
    }
  }

  private loop(depth: number): Statement {
    const label = identifier(`l${this.labels++}`);
    const jump: Statement = this.next(2) ? { type: 'BreakStatement', label } : { type: 'ContinueStatement', label };
    const body: BlockStatement = { type: 'BlockStatement', body: [...this.statements(2, depth - 1), jump] };
    return { type: 'LabeledStatement', label, body: { type: 'ForStatement', init: null, test: null, update: null, body } };
  }

  private expression(depth: number): Expression {
    if (depth <= 0) return this.next(3) ? this.name() : ({ type: 'Literal', value: this.pick(VALUES) } as Expression);
    const inner = (): Expression => this.expression(depth - 1);
    switch (this.next(18)) {
      case 0:
        return { type: 'LogicalExpression', operator: this.pick(LOGICAL), left: inner(), right: inner() };
      case 1:
      case 2:
        return { type: 'UnaryExpression', operator: this.pick(UNARY), prefix: true, argument: inner() };
      case 3:
        return { type: 'UpdateExpression', operator: this.pick(['++', '--'] as const), prefix: this.next(2) === 0, argument: this.target(depth) };
      case 4:
        return { type: 'AssignmentExpression', operator: this.pick(ASSIGNMENT), left: this.target(depth), right: inner() };
      case 5:
        return { type: 'ConditionalExpression', test: inner(), consequent: inner(), alternate: inner() };
      case 6:
        return { type: 'CallExpression', callee: inner(), arguments: [inner(), inner()], optional: false };
      case 7:
        return { type: 'NewExpression', callee: inner(), arguments: [inner()] };
      case 8:
        return { type: 'SequenceExpression', expressions: [inner(), inner()] };
      case 9:
        return { type: 'ArrayExpression', elements: [inner(), null, { type: 'SpreadElement', argument: inner() }] };
      case 10:
        return {
          type: 'ObjectExpression',
          properties: [{ type: 'Property', kind: 'init', key: this.name(), value: inner(), computed: false, method: false, shorthand: false }],
        };
      case 11:
        return { type: 'FunctionExpression', id: null, generator: false, async: false, params: [this.name()], body: this.block(Math.min(depth, 2)) };
      case 12:
        return { type: 'ArrowFunctionExpression', expression: true, generator: false, async: this.next(2) === 0, params: this.next(2) ? [identifier('p')] : [], body: inner() };
      case 13:
        return this.target(depth);
      case 14:
        return { type: 'ChainExpression', expression: { type: 'MemberExpression', object: this.chainObject(depth), property: this.name(), computed: false, optional: true } };
      case 15:
        return {
          type: 'TemplateLiteral',
          quasis: ['x', '\n'].map((raw, i) => ({ type: 'TemplateElement', tail: i === 1, value: { raw, cooked: raw } })),
          expressions: [inner()],
        };
      default:
        return { type: 'BinaryExpression', operator: this.pick(BINARY), left: inner(), right: inner() };
    }
  }

  /** An optional member in the object of another one would be the same chain: the parser would not nest them. */
  private chainObject(depth: number): Expression {
    return this.next(2) ? this.name() : { type: 'CallExpression', callee: this.name(), arguments: [this.expression(depth - 1)], optional: false };
  }

  private target(depth: number): Expression & (Identifier | { type: 'MemberExpression' }) {
    if (this.next(2)) return this.name();
    const computed = this.next(2) === 0;
    return {
      type: 'MemberExpression',
      object: this.expression(depth - 1),
      property: computed ? this.expression(depth - 1) : this.name(),
      computed,
      optional: false,
    };
  }
}
