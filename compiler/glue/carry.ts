/**
 * JavaScript of the program's own that stands in its glue: the code of EM_ASM and EM_JS, and of libraries. A function can stand in the output
 * without its glue if every name in it means something there, too: what is declared in it, what the runtime gives, exports of the
 * module, other functions of the glue of which the same is true, and what the host has. Variables of the glue have a past that nobody ran.
 */
import type { Expression, Function, Identifier, MemberExpression, Node, Property } from 'estree';
import { references } from '../link/index.js';
import { constantsOf } from './constants.js';
import { hooksOf, type Hook } from './hooks.js';
import { memberName, type GlueNode } from './parse.js';
import { children, declarationsAt, isFunction, type Constant, type Declared } from './scope.js';

export interface Surroundings {
  /** Names that the runtime gives a meaning. */
  readonly provided: ReadonlySet<string>;
  /** What there is of those that are objects. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Whether this is what glue calls a function that the module exports. */
  readonly isExport: (name: string) => boolean;
}

/** A function, and what it needs. */
interface Unit {
  readonly node: Function;
  /** Names of functions of the glue. */
  readonly follows: readonly string[];
  /** Identifiers that the runtime's scope has. */
  readonly scoped: readonly Identifier[];
  /** In whose place something else stands; a text is a name that the runtime's scope has. */
  readonly replaced: readonly (readonly [Node, Expression | string])[];
  /** Why it cannot stand alone, as the end of a sentence about it. */
  readonly fault: string | undefined;
}

/** What is left of the glue in the output: functions, some of which need others. */
export interface Carried {
  readonly declarations: readonly (readonly [name: string, value: Expression])[];
  readonly functions: readonly (readonly [name: string, value: Expression])[];
  /** Code of EM_ASM, by its address or number. */
  readonly constants: readonly (readonly [key: string, value: Expression])[];
  /** What is called when the program starts and ends. */
  readonly hooks: readonly (readonly [name: Hook, value: Expression])[];
}

/** Functions that were chosen, before names are given. */
export interface Selection {
  /** All names in them: nothing around them may have one of these. */
  readonly words: ReadonlySet<string>;
  /** Names of what they find in `scope`. */
  readonly uses: ReadonlySet<string>;
  /** The functions, which find in the variable `scope` what the runtime gives. */
  copies(scope: string): Carried;
}

const NOT_ALONE: Readonly<Record<string, string>> = {
  eval: 'makes code of text (eval)', Function: 'makes code of text (Function)', arguments: 'uses "arguments"', require: 'loads modules (require)',
  module: 'uses the module it is in', exports: 'uses the module it is in', __dirname: 'uses the place of its file', __filename: 'uses the place of its file',
};

/** What changes its meaning with its place or in strict code. */
function misfit(root: Function): string | undefined {
  if (root.async || root.generator) return 'is asynchronous';
  const stack: [Node, owner: Function, isOuter: boolean][] = children(root).map((child) => [child, root, true]);
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [node, owner, isOuter] = top;
    if (node.type === 'ThisExpression' && isOuter) return 'uses "this"';
    if (node.type === 'Identifier' && node.name === 'arguments' && owner.params.length > 0) return NOT_ALONE['arguments'];
    if (node.type === 'ImportExpression' || (node.type === 'MetaProperty' && node.meta.name === 'import')) return 'loads modules (import)';
    const isInner = isFunction(node) && node.type !== 'ArrowFunctionExpression';
    for (const child of children(node)) stack.push([child, isInner ? node : owner, isOuter && !isInner]);
  }
  return undefined;
}

export class Carrier {
  private readonly declared: ReadonlyMap<string, Declared>;
  private readonly units = new Map<Function, Unit>();
  /** Functions that the glue gives for imports. */
  private readonly given: ReadonlySet<Function>;
  private readonly faults: ReadonlyMap<Function, string>;
  private readonly constants: ReadonlyMap<string, Function> | undefined;
  private readonly hooks: readonly (readonly [Hook, Function])[];
  private readonly lostHooks: readonly (readonly [Hook, string])[];
  /** What glue shows in its object Module, by the names there: `Module["ccall"] = ccall`. */
  private readonly shown: ReadonlyMap<string, string>;

  /** `values`: what glue gives for imports, by the names of those. */
  constructor(
    nodes: readonly GlueNode[],
    object: Node,
    private readonly values: ReadonlyMap<string, Node>,
    private readonly surroundings: Surroundings,
  ) {
    this.declared = declarationsAt(nodes, object);
    this.shown = new Map(nodes.flatMap((node): [string, string][] => {
      if (node.type !== 'AssignmentExpression' || node.operator !== '=' || node.right.type !== 'Identifier' || node.left.type !== 'MemberExpression') return [];
      const name = node.left.object.type === 'Identifier' && node.left.object.name === 'Module' ? memberName(node.left) : undefined;
      return name === undefined ? [] : [[name, node.right.name]];
    }));
    // Names that Closure made mean other things. Newer glue declares no views that it does not need.
    const keepsNames = ['HEAP8', 'HEAPU8', 'HEAP32', 'wasmImports'].some((name) => this.declared.has(name)) && nodes[0]?.type === 'Program' && nodes[0].sourceType === 'module';
    this.constants = keepsNames ? constantsOf(nodes) : undefined;
    const hooks = hooksOf(nodes);
    this.hooks = keepsNames ? hooks : [];
    this.lostHooks = keepsNames ? [] : hooks.map(([name]) => [name, 'stands in glue that is no strict code, or whose names Closure has changed'] as const);
    this.given = new Set([...values.keys()].flatMap((name) => this.functionOf(name) ?? []));
    if (keepsNames) for (const unit of this.reached([...this.given, ...(this.constants?.values() ?? []), ...this.hooks.map(([, node]) => node)])) this.units.set(unit.node, unit);
    this.faults = this.spread();
  }

  /** Why the function that the glue gives for an import must stay there; undefined if it need not, `null` if there is none. */
  fault(name: string): string | null | undefined {
    const node = this.functionOf(name);
    return node === undefined || !this.units.has(node) ? null : this.faults.get(node);
  }

  /** The same for the code of EM_ASM. */
  constantsFault(): string | null | undefined {
    if (this.constants === undefined || this.constants.size === 0) return null;
    for (const [key, node] of this.constants) {
      const fault = this.faults.get(node);
      if (fault !== undefined) return `the code of EM_ASM at ${key} ${fault}`;
    }
    return undefined;
  }

  /** Names of hooks that must stay there, and why. */
  hookFaults(): readonly (readonly [Hook, string])[] {
    return [...this.lostHooks, ...this.hooks.flatMap(([name, node]): (readonly [Hook, string])[] => (this.faults.has(node) ? [[name, this.faults.get(node)!]] : []))];
  }

  /** Whether there are hooks that need not. */
  get hasHooks(): boolean {
    return this.hooks.some(([, node]) => !this.faults.has(node));
  }

  /** The functions of these imports, the hooks, and the code of EM_ASM if it is wanted. */
  select(names: readonly string[], withConstants: boolean): Selection {
    const constants = withConstants ? [...this.constants!] : [];
    const functions = names.map((name) => [name, this.functionOf(name)!] as const);
    const hooks = this.hooks.filter(([, node]) => !this.faults.has(node));
    const units = [...this.reached([...functions, ...constants, ...hooks].map(([, node]) => node))];
    const followed = new Map(units.flatMap(({ follows }) => follows.map((name) => [this.declared.get(name) as Function, name] as const)));
    return {
      words: identifiers(units.map(({ node }) => node)),
      uses: new Set(units.flatMap(({ scoped, replaced }) => [...scoped.map(({ name }) => name), ...replaced.flatMap(([, other]) => (typeof other === 'string' ? [other] : []))])),
      copies: (scope) => {
        const copied = (node: Function): Expression => {
          const { scoped, replaced } = this.units.get(node)!;
          const others = replaced.map(([one, other]) => [one, typeof other === 'string' ? memberOf(scope, other) : other] as const);
          return copyOf(node, new Map<Node, Expression>([...scoped.map((one) => [one, memberOf(scope, one.name)] as const), ...others]));
        };
        return {
          declarations: [...followed].map(([node, name]) => [name, copied(node)] as const),
          functions: functions.map(([name, node]) => [name, followed.has(node) ? { type: 'Identifier', name: followed.get(node)! } : copied(node)] as const),
          constants: constants.map(([key, node]) => [key, copied(node)] as const),
          hooks: hooks.map(([name, node]) => [name, copied(node)] as const),
        };
      },
    };
  }

  private functionOf(name: string): Function | undefined {
    const value = this.values.get(name);
    if (value === undefined) return undefined;
    if (isFunction(value)) return value;
    const declared = value.type === 'Identifier' ? this.declared.get(value.name) : undefined;
    return declared !== undefined && declared !== 'variable' && isFunction(declared) ? declared : undefined;
  }

  /** These functions and those that they need, each once. */
  private *reached(roots: readonly Function[]): Iterable<Unit> {
    const seen = new Set(roots);
    for (const node of seen) {
      const unit = this.units.get(node) ?? this.unit(node);
      yield unit;
      for (const name of unit.follows) seen.add(this.declared.get(name) as Function);
    }
  }

  private unit(node: Function): Unit {
    const follows = new Set<string>();
    const scoped: Identifier[] = [];
    const replaced: [Node, Expression | string][] = [];
    const targets = assignmentsIn(node);
    let fault = misfit(node);
    const { provided, isExport } = this.surroundings;
    for (const { node: identifier, assigned } of references(node)) {
      const { name } = identifier;
      if (node.type === 'FunctionDeclaration' && identifier === node.id) continue;
      const declared = this.declared.get(name);
      if (provided.has(name) || (isExport(name) && (declared === undefined || declared === 'variable' || !this.given.has(declared as Function)))) scoped.push(identifier);
      else if (declared === 'variable') fault ??= `uses the variable ${name} of the glue`;
      else if (declared !== undefined && !isFunction(declared)) replaced.push([identifier, { ...declared }]);
      else if (declared !== undefined) follows.add(name);
      else if (Object.hasOwn(NOT_ALONE, name)) fault ??= NOT_ALONE[name];
      else if (assigned) {
        const how = targets.get(identifier);
        if (how === '=') replaced.push([identifier, memberOf('globalThis', name)]);
        else if (how === undefined) fault ??= `makes a global variable ${name}`;
        continue;
      }
      if (assigned) fault ??= `changes ${name}`;
    }
    for (const [member, object, name] of membersOf(node, new Set(scoped))) {
      const shown = object === 'Module' && !targets.has(member) ? this.shown.get(name) : undefined;
      if (this.surroundings.members.get(object)?.includes(name) === false) fault ??= `uses ${object}.${name} of the glue`;
      else if (shown !== undefined && provided.has(shown)) replaced.push([member, shown]);
      else if (shown !== undefined && this.constantOf(shown) !== undefined) replaced.push([member, { ...this.constantOf(shown)! }]);
      else if (shown !== undefined && this.isFunctionOfGlue(shown)) {
        follows.add(shown);
        replaced.push([member, { type: 'Identifier', name: shown }]);
      }
    }
    return { node, follows: [...follows], scoped, replaced, fault };
  }

  private constantOf(name: string): Constant | undefined {
    const declared = this.declared.get(name);
    return declared === undefined || declared === 'variable' || isFunction(declared) ? undefined : declared;
  }

  private isFunctionOfGlue(name: string): boolean {
    const declared = this.declared.get(name);
    return declared !== undefined && declared !== 'variable' && isFunction(declared);
  }

  /** What is wrong with a function is wrong with all that need it. */
  private spread(): Map<Function, string> {
    const users = new Map<Function, Function[]>();
    for (const { node, follows } of this.units.values()) {
      for (const name of follows) {
        const used = this.declared.get(name) as Function;
        if (users.has(used)) users.get(used)!.push(node);
        else users.set(used, [node]);
      }
    }
    const faults = new Map<Function, string>();
    for (const { node, fault } of this.units.values()) if (fault !== undefined) faults.set(node, fault);
    for (const [node, fault] of faults) for (const user of users.get(node) ?? []) if (!faults.has(user)) faults.set(user, `needs a function that ${fault}`.replace(/^(needs a function that )+/, '$1'));
    return faults;
  }
}

/** Names of all identifiers, whatever they stand for. */
function identifiers(roots: readonly Node[]): Set<string> {
  const names = new Set<string>();
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'Identifier') names.add(node.name);
    stack.push(...children(node));
  }
  return names;
}

/** Names that are assigned to one by one, with the operator: in glue, which is sloppy, `=` makes a global variable of a name that nobody declared, and no other does. */
function assignmentsIn(root: Function): Map<Node, string> {
  const found = new Map<Node, string>();
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'AssignmentExpression') found.set(node.left, node.operator);
    else if (node.type === 'UpdateExpression') found.set(node.argument, node.operator);
    stack.push(...children(node));
  }
  return found;
}

/** Members by name of what `scoped` are: the node, the object's name and the member's. */
function membersOf(root: Function, scoped: ReadonlySet<Node>): [member: Node, object: string, name: string][] {
  const found: [Node, string, string][] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const name = memberName(node);
    if (name !== undefined && node.type === 'MemberExpression' && scoped.has(node.object)) found.push([node, (node.object as Identifier).name, name]);
    stack.push(...children(node));
  }
  return found;
}

/** The function as an expression, without positions, with others in the place of some identifiers. */
function copyOf(root: Function, replaced: ReadonlyMap<Node, Expression>): Expression {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null || typeof (value as Node).type !== 'string') return value;
    const other = replaced.get(value as Node);
    if (other !== undefined) return other === value ? other : copy(other);
    const result: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) if (key !== 'start' && key !== 'end') result[key] = copy(inner);
    if (result['type'] === 'Property' && result['shorthand']) result['shorthand'] = !replaced.has((value as Property).value);
    return result;
  };
  const copied = copy(root) as Function;
  return (copied.type === 'FunctionDeclaration' ? { ...copied, type: 'FunctionExpression', id: null } : copied) as Expression;
}

function memberOf(object: string, name: string): MemberExpression {
  return { type: 'MemberExpression', object: { type: 'Identifier', name: object }, property: { type: 'Identifier', name }, computed: false, optional: false };
}
