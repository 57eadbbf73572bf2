/** Reads one runtime module into its declarations, imports and exports, and enforces the rules for linkable modules. */
import { getLineInfo, parse } from 'acorn';
import type { ClassDeclaration, Expression, FunctionDeclaration, Identifier, Node, Program, VariableDeclaration } from 'estree';
import { isPure, isPureClass } from './purity.js';
import { type Reference, children, references } from './scope.js';
import { LinkageError } from './sources.js';

/** One top-level binding of a module. */
export interface Declaration {
  readonly path: string;
  readonly name: string;
  readonly kind: 'function' | 'class' | 'const' | 'let';
  /** The function or class; for a variable its initialiser, if it has one. */
  readonly node: FunctionDeclaration | ClassDeclaration | Expression | undefined;
  readonly references: readonly Reference[];
  /** For `function f(x) { v = x; }`: the identifier `v`. Calls of such a function become assignments. */
  readonly setterOf: Identifier | undefined;
}

/** A name in another module. */
export interface External {
  readonly path: string;
  readonly name: string;
}

export interface LinkModule {
  readonly path: string;
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** By local name. */
  readonly imports: ReadonlyMap<string, External>;
  /** By exported name: a local name, or a name in another module. */
  readonly exports: ReadonlyMap<string, string | External>;
}

/**
 * Parses the module at `path`. LinkageError with file and line for anything but named imports from relative paths and
 * declarations of functions, classes, constants and variables without side effects.
 */
export function readModule(path: string, source: string): LinkModule {
  return new Reader(path, source).read();
}

class Reader {
  private readonly declarations = new Map<string, Declaration>();
  private readonly imports = new Map<string, External>();
  private readonly exports = new Map<string, string | External>();

  constructor(
    private readonly path: string,
    private readonly source: string,
  ) {}

  read(): LinkModule {
    const { path, declarations, imports, exports } = this;
    let program: Program;
    try {
      program = parse(this.source, { ecmaVersion: 2022, sourceType: 'module' }) as unknown as Program;
    } catch (error) {
      throw new LinkageError(`link: ${path}.js does not parse: ${(error as Error).message}`);
    }
    this.refuseHostAccess(program);
    for (const statement of program.body) this.readStatement(statement);
    return { path, declarations, imports, exports };
  }

  private fail(node: Node, what: string): never {
    const { line } = getLineInfo(this.source, (node as unknown as { start: number }).start);
    throw new LinkageError(`link: ${this.path}.js:${line}: ${what}`);
  }

  private readStatement(statement: Program['body'][number]): void {
    switch (statement.type) {
      case 'ImportDeclaration': {
        const path = this.relative(statement.source, String(statement.source.value));
        for (const specifier of statement.specifiers) {
          if (specifier.type !== 'ImportSpecifier') this.fail(specifier, 'only named imports can be linked');
          this.imports.set(specifier.local.name, { path, name: nameOf(specifier.imported) });
        }
        if (statement.specifiers.length === 0) this.fail(statement, 'an import without names is a side effect');
        return;
      }
      case 'ExportNamedDeclaration':
        if (statement.declaration) {
          for (const name of this.declare(statement.declaration)) this.exports.set(name, name);
        }
        for (const specifier of statement.specifiers) {
          const name = nameOf(specifier.local);
          const from = statement.source;
          const target = from ? { path: this.relative(from, String(from.value)), name } : name;
          this.exports.set(nameOf(specifier.exported), target);
        }
        return;
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'VariableDeclaration':
        this.declare(statement);
        return;
      default:
        this.fail(statement, 'only named imports and declarations can be linked');
    }
  }

  private declare(node: FunctionDeclaration | ClassDeclaration | VariableDeclaration): string[] {
    if (node.type !== 'VariableDeclaration') {
      if (node.type === 'ClassDeclaration' && !isPureClass(node)) this.fail(node, 'the class has static parts with side effects');
      this.add({
        path: this.path,
        name: node.id.name,
        kind: node.type === 'ClassDeclaration' ? 'class' : 'function',
        node,
        references: references(node).filter((reference) => reference.node !== node.id),
        setterOf: node.type === 'FunctionDeclaration' ? setterTarget(node) : undefined,
      });
      return [node.id.name];
    }
    const { kind } = node;
    if (kind !== 'const' && kind !== 'let') this.fail(node, `top-level ${kind} cannot be linked: use const or let`);
    return node.declarations.map(({ id, init }) => {
      if (id.type !== 'Identifier') this.fail(id, 'destructuring at top level cannot be linked');
      if (init && !isPure(init)) this.fail(init, `the initialiser of ${id.name} may have side effects`);
      this.add({
        path: this.path,
        name: id.name,
        kind,
        node: init ?? undefined,
        references: init ? references(init) : [],
        setterOf: undefined,
      });
      return id.name;
    });
  }

  private add(declaration: Declaration): void {
    this.declarations.set(declaration.name, declaration);
  }

  /** Resolves './x.js' against the module's own path. */
  private relative(node: Node, specifier: string): string {
    if (!/^\.\.?\/.*\.js$/.test(specifier)) this.fail(node, `cannot link ${JSON.stringify(specifier)}: only './x.js' and '../x.js'`);
    const parts = this.path.split('/').slice(0, -1);
    for (const part of specifier.slice(0, -3).split('/')) {
      if (part === '..') {
        if (parts.pop() === undefined) this.fail(node, `${JSON.stringify(specifier)} leaves the package`);
      } else if (part !== '.') {
        parts.push(part);
      }
    }
    return parts.join('/');
  }

  /** The host is reached through the host interface, and strings never become code. */
  private refuseHostAccess(node: Node): void {
    if (node.type === 'MetaProperty' && node.meta.name === 'import') this.fail(node, 'import.meta cannot be linked');
    if (node.type === 'ImportExpression') this.fail(node, 'import() cannot be linked: use the host interface');
    if ((node.type === 'CallExpression' || node.type === 'NewExpression') && node.callee.type === 'Identifier') {
      const { name } = node.callee;
      if (name === 'eval' || name === 'Function') this.fail(node, `${name} is forbidden by content security policies`);
    }
    for (const child of children(node)) this.refuseHostAccess(child);
  }
}

function nameOf(node: Node): string {
  return node.type === 'Identifier' ? node.name : String((node as { value?: unknown }).value);
}

function setterTarget({ params, body, async, generator }: FunctionDeclaration): Identifier | undefined {
  const [parameter] = params;
  const [statement] = body.body;
  if (async || generator || params.length !== 1 || parameter!.type !== 'Identifier') return undefined;
  if (body.body.length !== 1 || statement!.type !== 'ExpressionStatement') return undefined;
  const { expression } = statement!;
  if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return undefined;
  const { left, right } = expression;
  if (left.type !== 'Identifier' || right.type !== 'Identifier') return undefined;
  return right.name === parameter!.name && left.name !== parameter!.name ? left : undefined;
}
