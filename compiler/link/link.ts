/** Joins the runtime declarations that are needed, renamed, into statements for the output's top level. */
import type { ClassDeclaration, Expression, FunctionDeclaration, Identifier, Statement } from 'estree';
import { eager } from '../emit/estree.js';
import { localName } from '../emit/names.js';
import { type ClassNames, classAsFunction } from './classes.js';
import type { Declaration } from './graph.js';
import { LinkageError, Use } from './modules.js';
import type { HelperNames } from './names.js';
import { isStarter } from './starters.js';
import { unpack } from './unpack.js';

export interface LinkOptions {
  /**
   * Bindings that are not linked but taken from an object, so that several outputs have them in common: a module path, or
   * path#name for one binding of it. Modules with state of their own (registers) cannot be shared.
   */
  readonly shared?: ReadonlySet<string>;
  /** Identifier of that object in the output; its properties have the bindings' own names. */
  readonly sharedParam?: string;
  /** Writes classes without class syntax, for engines that cannot parse it. */
  readonly classesAsFunctions?: boolean;
}

export interface Linked {
  /** Declarations; what is evaluated at once comes before its users. */
  readonly statements: Statement[];
  /** What was linked, in the order of the statements. */
  readonly bindings: ReadonlyArray<{ readonly path: string; readonly name: string; readonly identifier: string }>;
}

/** Everything reachable from what was requested of `names`, to be called after the last request. */
export function linkPieces(names: HelperNames, options: LinkOptions = {}): Linked {
  return new Linker(names, options).link();
}

class Linker {
  private readonly statements: Statement[] = [];
  private readonly bindings: Array<{ path: string; name: string; identifier: string }> = [];
  private readonly state = new Map<Declaration, 'open' | 'done'>();
  private readonly queue: Declaration[] = [];

  constructor(
    private readonly names: HelperNames,
    private readonly options: LinkOptions,
  ) {}

  link(): Linked {
    this.queue.push(...this.names.roots);
    for (let i = 0; i < this.queue.length; i++) this.place(this.queue[i]!);
    return { statements: this.statements, bindings: this.bindings };
  }

  /** Appends `declaration` after what it needs at once; what it needs later goes to the queue. */
  private place(declaration: Declaration): void {
    const state = this.state.get(declaration);
    if (state === 'done') return;
    const { path, name } = declaration;
    if (state === 'open') throw new LinkageError(`link: ${path}.js: the value of ${name} depends on itself`);
    this.state.set(declaration, 'open');
    const statements = this.isShared(declaration) ? [this.takeShared(declaration)] : this.copy(declaration);
    this.statements.push(...statements);
    this.bindings.push({ path, name, identifier: this.names.nameOf(declaration) });
    this.state.set(declaration, 'done');
  }

  private isShared({ path, name }: Declaration): boolean {
    const { shared } = this.options;
    return shared !== undefined && (shared.has(path) || shared.has(`${path}#${name}`));
  }

  private takeShared(declaration: Declaration): Statement {
    const { sharedParam } = this.options;
    if (sharedParam === undefined) throw new LinkageError('link: shared bindings need the option sharedParam');
    const member: Expression = {
      type: 'MemberExpression',
      object: { type: 'Identifier', name: sharedParam },
      property: { type: 'Identifier', name: declaration.name },
      computed: false,
      optional: false,
    };
    return variable('const', this.names.nameOf(declaration), member);
  }

  private copy(declaration: Declaration): Statement[] {
    const { kind, path, tree } = declaration;
    const bindings: string[] = [];
    const assigned: string[] = [];
    for (const use of declaration.uses) {
      const at = use >> Use.Bits;
      let target = this.names.graph.resolve(path, declaration.names[at]!)!;
      const variable = (use & Use.Statement) !== 0 ? this.names.graph.setterTarget(target) : undefined;
      if (variable !== undefined && !this.isShared(variable)) {
        target = variable;
        assigned[at] = this.names.nameOf(target);
      } else {
        bindings[at] = this.names.nameOf(target);
      }
      // A function declaration is there from the beginning: only what is not must come first.
      if ((use & Use.Eager) !== 0 && target !== declaration && (target.kind !== 'function' || isStarter(target) || this.isShared(target))) this.place(target);
      else this.queue.push(target);
    }
    const name = this.names.nameOf(declaration);
    const node = tree && unpack(tree, { bindings, assigned, local: this.localNames(declaration) });
    if (kind === 'const' || kind === 'let') return [variable(kind, name, node as Expression | undefined)];
    if (isStarter(declaration)) return [variable('const', name, eager({ ...(node as FunctionDeclaration), type: 'FunctionExpression', id: null }))];
    const named = node as FunctionDeclaration | ClassDeclaration;
    named.id.name = name;
    return named.type === 'ClassDeclaration' && this.options.classesAsFunctions ? classAsFunction(named, this.classNames()) : [named];
  }

  /** Short names for what is bound inside of the declaration, unlike those that it refers to; none if names are to be readable. */
  private localNames({ names, globals }: Declaration): ((n: number) => string) | undefined {
    if (this.names.areReadable) return undefined;
    const taken = new Set([...names, ...globals]);
    const free: string[] = [];
    let tried = 0;
    return (n) => {
      while (free.length <= n) {
        const next = localName(tried++);
        if (!taken.has(next)) free.push(next);
      }
      return free[n]!;
    };
  }

  private classNamesGiven: ClassNames | undefined;

  private classNames(): ClassNames {
    return (this.classNamesGiven ??= {
      calledWithoutNew: this.helper('calledWithoutNew'),
      self: this.names.fresh('self'),
    });
  }

  /** Name of a function of runtime-lite/class, which becomes part of the output. */
  private helper(name: string): string {
    const declaration = this.names.graph.find('runtime-lite/class', name);
    this.queue.push(declaration);
    return this.names.nameOf(declaration);
  }
}

function variable(kind: 'const' | 'let', name: string, init: Expression | undefined): Statement {
  const id: Identifier = { type: 'Identifier', name };
  return { type: 'VariableDeclaration', kind, declarations: [{ type: 'VariableDeclarator', id, init: init ?? null }] };
}
