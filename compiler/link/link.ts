/** Joins the runtime declarations that are needed, renamed, into statements for the output's top level. */
import type { ClassDeclaration, Expression, ExpressionStatement, FunctionDeclaration, Identifier, Node, Statement } from 'estree';
import { type ClassNames, classAsFunction } from './classes.js';
import type { Declaration } from './module.js';
import { localName } from '../emit/names.js';
import type { HelperNames } from './names.js';
import { localNames } from './scope.js';
import { LinkageError } from './sources.js';

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
    const renamed = this.localNames(declaration);
    const assignments = new Map<Node, string>();
    for (const reference of declaration.references) {
      let target = this.names.graph.resolve(declaration, reference);
      if (target === undefined) continue;
      const variable = reference.call && isSetterCall(reference.call) ? this.names.graph.setterTarget(target) : undefined;
      if (variable !== undefined && !this.isShared(variable)) {
        target = variable;
        assignments.set(reference.call!, this.names.nameOf(target));
      } else {
        renamed.set(reference.node, this.names.nameOf(target));
      }
      // A function declaration is there from the beginning: only what is not must come first.
      if (reference.eager && target !== declaration && (target.kind !== 'function' || this.isShared(target))) this.place(target);
      else this.queue.push(target);
    }
    const name = this.names.nameOf(declaration);
    const node = declaration.node === undefined ? undefined : copyNode(declaration.node, renamed, assignments);
    if (declaration.kind === 'const' || declaration.kind === 'let') {
      return [variable(declaration.kind, name, node as Expression | undefined)];
    }
    const named = { ...(node as FunctionDeclaration | ClassDeclaration), id: { type: 'Identifier' as const, name } };
    return named.type === 'ClassDeclaration' && this.options.classesAsFunctions ? classAsFunction(named, this.classNames()) : [named];
  }

  /** Short names for what is bound inside of the declaration, unless names are to be readable. */
  private localNames({ node, references }: Declaration): Map<Node, string> {
    if (node === undefined || this.names.areReadable) return new Map();
    return localNames(node, new Set(references.map((reference) => reference.node.name)), localName);
  }

  private classNamesGiven: ClassNames | undefined;

  private classNames(): ClassNames {
    return (this.classNamesGiven ??= {
      calledWithoutNew: this.helper('calledWithoutNew'),
      defineMembers: this.helper('defineMembers'),
      inherit: this.helper('inherit'),
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

function isSetterCall({ expression }: ExpressionStatement): boolean {
  return expression.type === 'CallExpression' && expression.arguments.length === 1 && expression.arguments[0]!.type !== 'SpreadElement';
}

function variable(kind: 'const' | 'let', name: string, init: Expression | undefined): Statement {
  const id: Identifier = { type: 'Identifier', name };
  return { type: 'VariableDeclaration', kind, declarations: [{ type: 'VariableDeclarator', id, init: init ?? null }] };
}

/** A deep copy without positions, with identifiers renamed and setter calls turned into assignments. */
function copyNode(node: Node, renamed: ReadonlyMap<Node, string>, assignments: ReadonlyMap<Node, string>): Node {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null || value instanceof RegExp) return value;
    const original = value as Record<string, unknown>;
    if (typeof original.type !== 'string') return original;
    const name = renamed.get(original as unknown as Node);
    if (name !== undefined) return { type: 'Identifier', name };
    const assigned = assignments.get(original as unknown as Node);
    if (assigned !== undefined) return assignment(original as unknown as ExpressionStatement, assigned, copy);
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(original)) if (key !== 'start' && key !== 'end') result[key] = copy(original[key]);
    if (result.type === 'Property' && result.shorthand) result.shorthand = keepsName(original);
    return result;
  };
  const keepsName = ({ value }: Record<string, unknown>): boolean => {
    const local = value as Node;
    return !renamed.has(local.type === 'AssignmentPattern' ? local.left : local);
  };
  return copy(node) as Node;
}

function assignment(call: ExpressionStatement, name: string, copy: (value: unknown) => unknown): Statement {
  const [right] = (call.expression as { arguments: Expression[] }).arguments;
  return {
    type: 'ExpressionStatement',
    expression: {
      type: 'AssignmentExpression',
      operator: '=',
      left: { type: 'Identifier', name },
      right: copy(right) as Expression,
    },
  };
}
