/** Reads runtime modules into what the linker needs of them, and enforces the rules for linkable modules. Part of the build of the project. */
import { getLineInfo, parse } from 'acorn';
import type { ClassDeclaration, Expression, FunctionDeclaration, Identifier, Node, Program, VariableDeclaration } from 'estree';
import { LinkageError, Use, type External, type LinkModule, type ModuleDeclaration, type RuntimeModules } from './modules.js';
import { pack, statementArgument } from './pack.js';
import { isPure, isPureClass } from './purity.js';
import { type Reference, children, localPositions, references } from './scope.js';

/** Text of modules as tsc wrote them, by path without extension. */
export type RuntimeSources = Readonly<Record<string, string>>;

/**
 * LinkageError with file and line for anything but named imports from relative paths and declarations of functions, classes, constants and
 * variables without side effects.
 */
export function readModules(sources: RuntimeSources): RuntimeModules {
  const paths = Object.keys(sources);
  // More than their identifiers, and much less to look at.
  const words = new Set(paths.flatMap((path) => sources[path]!.match(/(?<![\w$])[A-Z$_][\w$]*/g) ?? []));
  const modules = paths.map((path) => [path, JSON.stringify(new Reader(path, sources[path]!).read())] as const);
  return { words: [...words].join(' '), modules: Object.fromEntries(modules) };
}

class Reader {
  private readonly declared = new Map<string, Declared>();
  private readonly imports = new Map<string, External>();
  private readonly exports = new Map<string, string | External>();

  constructor(
    private readonly path: string,
    private readonly source: string,
  ) {}

  read(): LinkModule {
    const { path, declared, imports, exports } = this;
    let program: Program;
    try {
      program = parse(this.source, { ecmaVersion: 2022, sourceType: 'module' }) as unknown as Program;
    } catch (error) {
      throw new LinkageError(`link: ${path}.js does not parse: ${(error as Error).message}`);
    }
    this.refuseHostAccess(program);
    for (const statement of program.body) this.readStatement(statement);
    const declarations = [...declared].map(([name, declaration]) => this.declaration(name, declaration));
    return { imports: Object.fromEntries(imports), exports: Object.fromEntries(exports), declarations };
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
          this.imports.set(specifier.local.name, [path, nameOf(specifier.imported)]);
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
          const target: string | External = from ? [this.relative(from, String(from.value)), name] : name;
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
      this.declared.set(node.id.name, { kind: node.type === 'ClassDeclaration' ? 'class' : 'function', node });
      return [node.id.name];
    }
    const { kind } = node;
    if (kind !== 'const' && kind !== 'let') this.fail(node, `top-level ${kind} cannot be linked: use const or let`);
    return node.declarations.map(({ id, init }) => {
      if (id.type !== 'Identifier') this.fail(id, 'destructuring at top level cannot be linked');
      if (init && !isPure(init)) this.fail(init, `the initialiser of ${id.name} may have side effects`);
      this.declared.set(id.name, { kind, node: init ?? undefined });
      return id.name;
    });
  }

  private declaration(name: string, { kind, node }: Declared): ModuleDeclaration {
    if (!node) return { name, kind, names: [], uses: [], globals: [] };
    const names = new Map<string, number>();
    const named = new Map<Node, number>();
    const globals = new Set<string>();
    const uses = new Set<number>();
    for (const reference of references(node)) {
      const { name: target } = reference.node;
      if (reference.node === (node as FunctionDeclaration | ClassDeclaration).id) continue;
      if (!this.declared.has(target) && !this.imports.has(target)) {
        globals.add(target);
        continue;
      }
      if (reference.assigned && this.imports.has(target)) this.fail(reference.node, `${name} assigns to the imported binding ${target}`);
      if (!names.has(target)) names.set(target, names.size);
      named.set(reference.node, names.get(target)!);
      uses.add((names.get(target)! << Use.Bits) | useOf(reference));
    }
    const setterOf = node.type === 'FunctionDeclaration' ? setterTarget(node) : undefined;
    return {
      name,
      kind,
      names: [...names.keys()],
      uses: [...uses],
      globals: [...globals],
      ...(setterOf ? { setterOf: setterOf.name } : {}),
      tree: this.pack(node, named),
    };
  }

  private pack(node: Node, names: ReadonlyMap<Node, number>): ModuleDeclaration['tree'] {
    try {
      return pack(node, { names, locals: localPositions(node) });
    } catch (error) {
      return this.fail(node, (error as Error).message);
    }
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

interface Declared {
  readonly kind: ModuleDeclaration['kind'];
  readonly node: FunctionDeclaration | ClassDeclaration | Expression | undefined;
}

const useOf = ({ eager, call }: Reference): number => (eager ? Use.Eager : 0) | (call && statementArgument(call) ? Use.Statement : 0);

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
