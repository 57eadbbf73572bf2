/** Finds the identifiers of a top-level declaration that refer to bindings outside of it. */
import type { BlockStatement, ClassBody, ExpressionStatement, Function, Identifier, Node, Pattern } from 'estree';

/** An identifier that is not bound inside the declaration: a top-level binding, an import or a global. */
export interface Reference {
  readonly node: Identifier;
  /** Read while the declaration itself is evaluated, not only when a function is called later. */
  readonly eager: boolean;
  /** The value is changed. */
  readonly assigned: boolean;
  /** The statement `name(argument);` of which the identifier is the callee. */
  readonly call: ExpressionStatement | undefined;
}

interface Scope {
  readonly names: Set<string>;
  readonly parent: Scope | undefined;
  positions?: ReadonlyMap<string, number>;
}

type AnyNode = Node & Record<string, unknown>;

/** All references of `declaration`, in the order of the text. */
export function references(declaration: Node): Reference[] {
  const found: Reference[] = [];
  new Walker(found).visit(declaration as AnyNode, { names: new Set(), parent: undefined }, true);
  return found;
}

/**
 * The identifiers that are bound inside of `declaration`, each with the position of its name among those of the scopes around it. Positions are used
 * again where scopes are not nested.
 */
export function localPositions(declaration: Node): Map<Node, number> {
  const found = new Map<Node, number>();
  const positions = (scope: Scope): ReadonlyMap<string, number> => {
    if (scope.positions) return scope.positions;
    let n = 0;
    for (let outer = scope.parent; outer; outer = outer.parent) n += outer.names.size;
    return (scope.positions = new Map([...scope.names].map((name) => [name, n++])));
  };
  const note = (node: Identifier, scope: Scope): void => {
    if (node.name !== 'arguments') found.set(node, positions(scope).get(node.name)!);
  };
  new Walker([], note).visit(declaration as AnyNode, { names: new Set(), parent: undefined }, true);
  return found;
}

/** The names that a pattern binds. */
export function boundNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : boundNames(element)));
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    default:
      return [];
  }
}

/** Child nodes of any node, in order of the text for what acorn builds. */
export function children(node: Node): AnyNode[] {
  const result: AnyNode[] = [];
  for (const value of Object.values(node as AnyNode)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof (child as AnyNode).type === 'string') result.push(child as AnyNode);
    }
  }
  return result;
}

function isFunction(node: Node): node is Function {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

/** Names that `var` declares in a function body, however deep in its blocks. */
function hoisted(node: Node, names: Set<string>): void {
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const declarator of node.declarations) for (const name of boundNames(declarator.id)) names.add(name);
  }
  for (const child of children(node)) if (!isFunction(child) && child.type !== 'ClassBody') hoisted(child, names);
}

/** Names that the statements of one block declare for it. */
function lexical(statements: readonly Node[], names: Set<string>): void {
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') {
      for (const declarator of statement.declarations) for (const name of boundNames(declarator.id)) names.add(name);
    } else if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
      names.add(statement.id.name);
    }
  }
}

class Walker {
  constructor(
    private readonly found: Reference[],
    private readonly noteLocal: (node: Identifier, scope: Scope) => void = () => {},
  ) {}

  visit(node: AnyNode, scope: Scope, eager: boolean): void {
    switch (node.type) {
      case 'Identifier':
        this.refer(node as unknown as Identifier, scope, eager, false, undefined);
        return;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.visitFunction(node as unknown as Function, scope);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.visitClass(node, scope, eager);
        return;
      case 'BlockStatement':
      case 'StaticBlock':
        this.visitBlock((node as unknown as BlockStatement).body, scope, eager);
        return;
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement': {
        const inner: Scope = { names: new Set(), parent: scope };
        if (node.type === 'SwitchStatement') {
          lexical((node.cases as Array<{ consequent: Node[] }>).flatMap((one) => one.consequent), inner.names);
        } else {
          lexical([(node.init ?? node.left) as Node].filter(Boolean), inner.names);
        }
        if (node.type !== 'ForStatement' && node.type !== 'SwitchStatement') this.assignTo(node.left as Node, inner, eager);
        this.visitChildren(node, inner, eager);
        return;
      }
      case 'CatchClause': {
        const inner: Scope = { names: new Set(node.param ? boundNames(node.param as Pattern) : []), parent: scope };
        this.visitChildren(node, inner, eager);
        return;
      }
      case 'AssignmentExpression':
        this.assignTo(node.left as Node, scope, eager);
        this.visitChildren(node, scope, eager);
        return;
      case 'UpdateExpression':
        this.assignTo(node.argument as Node, scope, eager);
        this.visitChildren(node, scope, eager);
        return;
      case 'MemberExpression':
        this.visit(node.object as AnyNode, scope, eager);
        if (node.computed) this.visit(node.property as AnyNode, scope, eager);
        return;
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) this.visit(node.key as AnyNode, scope, eager);
        if (node.value) this.visit(node.value as AnyNode, scope, eager);
        return;
      case 'LabeledStatement':
        this.visit(node.body as AnyNode, scope, eager);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return;
      case 'ExpressionStatement': {
        const expression = node.expression as AnyNode;
        if (expression.type === 'CallExpression' && (expression.callee as Node).type === 'Identifier') {
          const statement = node as unknown as ExpressionStatement;
          this.refer(expression.callee as Identifier, scope, eager, false, statement);
          for (const argument of expression.arguments as AnyNode[]) this.visit(argument, scope, eager);
          return;
        }
        this.visitChildren(node, scope, eager);
        return;
      }
      default:
        this.visitChildren(node, scope, eager);
    }
  }

  private visitChildren(node: Node, scope: Scope, eager: boolean): void {
    for (const child of children(node)) this.visit(child, scope, eager);
  }

  private visitBlock(statements: readonly Node[], parent: Scope, eager: boolean): void {
    const scope: Scope = { names: new Set(), parent };
    lexical(statements, scope.names);
    for (const statement of statements) this.visit(statement as AnyNode, scope, eager);
  }

  private visitFunction(node: Function, parent: Scope): void {
    const names = new Set<string>(node.params.flatMap(boundNames));
    if (node.type !== 'ArrowFunctionExpression') {
      names.add('arguments');
    }
    if (node.type === 'FunctionExpression' && node.id) names.add(node.id.name);
    const scope: Scope = { names, parent };
    if (node.body.type === 'BlockStatement') hoisted(node.body, names);
    if (node.type !== 'ArrowFunctionExpression' && node.id) this.visit(node.id as unknown as AnyNode, node.type === 'FunctionExpression' ? scope : parent, false);
    for (const parameter of node.params) this.visit(parameter as AnyNode, scope, false);
    if (node.body.type !== 'BlockStatement') {
      this.visit(node.body as AnyNode, scope, false);
      return;
    }
    this.visitBlock(node.body.body, scope, false);
  }

  private visitClass(node: AnyNode, parent: Scope, eager: boolean): void {
    const id = node.type === 'ClassExpression' ? (node.id as Identifier | null) : null;
    const scope: Scope = { names: new Set(id ? [id.name] : []), parent };
    if (node.id) this.visit(node.id as AnyNode, id ? scope : parent, false);
    if (node.superClass) this.visit(node.superClass as AnyNode, scope, eager);
    for (const member of (node.body as ClassBody).body) this.visit(member as AnyNode, scope, eager);
  }

  private assignTo(target: Node, scope: Scope, eager: boolean): void {
    if (target.type === 'VariableDeclaration') return;
    for (const node of targets(target)) this.refer(node, scope, eager, true, undefined);
  }

  private refer(node: Identifier, scope: Scope, eager: boolean, assigned: boolean, call: ExpressionStatement | undefined): void {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.names.has(node.name)) {
      this.noteLocal(node, at);
      return;
    }
    this.found.push({ node, eager, assigned, call });
  }
}

/** The identifiers that an assignment target changes. */
function targets(pattern: Node): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => targets(property.type === 'RestElement' ? property.argument : property.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : targets(element)));
    case 'RestElement':
      return targets(pattern.argument);
    case 'AssignmentPattern':
      return targets(pattern.left);
    default:
      return [];
  }
}
