/**
 * JavaScript of the program's own that stands in its glue: the code of EM_ASM and EM_JS, and of libraries. A function can stand in the output
 * without its glue if every name in it means something there, too: what is declared in it, what the runtime gives, exports of the
 * module, other functions of the glue of which the same is true, and what the host has. Variables of the glue have a past that nobody ran: those
 * that have none worth telling go along (./past).
 */
import type { Expression, Function, Identifier, Node } from 'estree';
import { references } from '../link/index.js';
import { constantsOf } from './constants.js';
import { hooksOf, type Hook } from './hooks.js';
import { memberName, type GlueNode } from './parse.js';
import { changedVariables } from './past.js';
import { children, declarationsAt, isEntity, isFunction, isState, type Constant, type Declared, type Entity } from './scope.js';
import { assignmentsIn, copyOf, identifiers, makesPromises, memberOf, membersOf } from './trees.js';

export interface Surroundings {
  /** Names that the runtime gives a meaning. */
  readonly provided: ReadonlySet<string>;
  /** What there is of those that are objects. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Whether this is what glue calls a function that the module exports. */
  readonly isExport: (name: string) => boolean;
  /** Imports that nobody else gives. */
  readonly wanted: ReadonlySet<string>;
  /** What functions that wait for promises use, and why they cannot; undefined if they can. */
  readonly waits: { readonly object: string; readonly members: readonly string[]; readonly fault: string | undefined };
}

/** A function or a variable, and what it needs. */
interface Unit {
  readonly node: Entity;
  /** Names of functions and variables of the glue. */
  readonly follows: readonly string[];
  /** Identifiers that the runtime's scope has. */
  readonly scoped: readonly Identifier[];
  /** In whose place something else stands; a text is a name that the runtime's scope has. */
  readonly replaced: readonly (readonly [Node, Expression | string])[];
  /** Whether it returns a promise, for the program to wait for. */
  readonly waits: boolean;
  /** Why it cannot stand alone, as the end of a sentence about it. */
  readonly fault: string | undefined;
}

/** What is left of the glue in the output: functions, some of which need others, and variables, which begin in this order. */
export interface Carried {
  readonly declarations: readonly (readonly [name: string, value: Expression])[];
  readonly variables: readonly (readonly [name: string, value: Expression | null])[];
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
  /** Whether they may make promises. */
  readonly promises: boolean;
  /** The functions, which find in the variable `scope` what the runtime gives. */
  copies(scope: string): Carried;
}

const NOT_ALONE: Readonly<Record<string, string>> = {
  eval: 'makes code of text (eval)', Function: 'makes code of text (Function)', arguments: 'uses "arguments"', require: 'loads modules (require)',
  module: 'uses the module it is in', exports: 'uses the module it is in', __dirname: 'uses the place of its file', __filename: 'uses the place of its file',
};

/** What changes its meaning with its place or in strict code. */
function misfit(root: Node): string | undefined {
  if (isFunction(root) && (root.async || root.generator)) return 'is asynchronous';
  const stack: [Node, owner: Node, isOuter: boolean][] = children(root).map((child) => [child, root, true]);
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [node, owner, isOuter] = top;
    if (node.type === 'ThisExpression' && isOuter) return 'uses "this"';
    if (node.type === 'Identifier' && node.name === 'arguments' && isFunction(owner) && owner.params.length > 0) return NOT_ALONE['arguments'];
    if (node.type === 'ImportExpression' || (node.type === 'MetaProperty' && node.meta.name === 'import')) return 'loads modules (import)';
    const isInner = (isFunction(node) && node.type !== 'ArrowFunctionExpression') || node.type === 'PropertyDefinition' || node.type === 'StaticBlock';
    for (const child of children(node)) stack.push([child, isInner ? node : owner, isOuter && !isInner]);
  }
  return undefined;
}

export class Carrier {
  private readonly declared: ReadonlyMap<string, Declared>;
  private readonly units = new Map<Entity, Unit>();
  /** Functions that the glue gives for imports. */
  private readonly given: ReadonlySet<Function>;
  private readonly faults: ReadonlyMap<Entity, string>;
  private readonly constants: ReadonlyMap<string, Function> | undefined;
  private readonly hooks: readonly (readonly [Hook, Function])[];
  private readonly lostHooks: readonly (readonly [Hook, string])[];
  /** What glue shows in its object Module, by the names there: `Module["ccall"] = ccall`. */
  private readonly shown: ReadonlyMap<string, string>;

  /** `properties`: those of the object of the imports; `values`: what they give, by the names of the imports. */
  constructor(
    nodes: readonly GlueNode[],
    properties: readonly Node[],
    private readonly values: ReadonlyMap<string, Node>,
    private readonly surroundings: Surroundings,
  ) {
    const declared = declarationsAt(nodes, properties[0]!);
    this.declared = declared;
    const shown = shownIn(nodes);
    this.shown = new Map(shown.map(([name, { name: inner }]) => [name, inner]));
    // Names that Closure made mean other things. Newer glue declares no views that it does not need.
    const keepsNames = ['HEAP8', 'HEAPU8', 'HEAP32', 'wasmImports'].some((name) => this.declared.has(name)) && nodes[0]?.type === 'Program' && nodes[0].sourceType === 'module';
    this.constants = keepsNames ? constantsOf(nodes) : undefined;
    const hooks = hooksOf(nodes);
    this.hooks = keepsNames ? hooks : [];
    this.lostHooks = keepsNames ? [] : hooks.map(([name]) => [name, 'stands in glue that is no strict code, or whose names Closure has changed'] as const);
    this.given = new Set([...values.keys()].flatMap((name) => this.functionOf(name) ?? []));
    if (keepsNames) {
      const apart = [...properties, ...this.hooks.map(([, node]) => node), ...(this.constants?.values() ?? []), ...shown.map(([, node]) => node)];
      const replaced = [...values].flatMap(([name, value]) => (surroundings.wanted.has(name) ? [] : [value]));
      for (const name of changedVariables({ ...surroundings, nodes, place: properties[0]!, declared, apart, replaced })) if (isState(declared.get(name))) declared.set(name, 'variable');
    }
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
      const fault = this.faults.get(node) ?? (this.waitsIn(node) ? 'waits for promises' : undefined);
      if (fault !== undefined) return `the code of EM_ASM at ${key} ${fault}`;
    }
    return undefined;
  }

  /** Whether the function that the glue gives for an import returns a promise, for the program to wait for. */
  waits(name: string): boolean {
    return this.waitsIn(this.functionOf(name)!);
  }

  private waitsIn(node: Function): boolean {
    return [...this.reached([node])].some(({ waits }) => waits);
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
    const followed = new Map(units.flatMap(({ follows }) => follows.map((name) => [this.declared.get(name) as Entity, name] as const)));
    const variables = [...followed.keys()].filter(isState).sort((a, b) => a.at - b.at);
    return {
      words: new Set([...identifiers(units.flatMap(({ node }) => rootOf(node) ?? [])), ...variables.map(({ name }) => name)]),
      promises: makesPromises(units.flatMap(({ node }) => rootOf(node) ?? [])),
      uses: new Set(units.flatMap(({ scoped, replaced }) => [...scoped.map(({ name }) => name), ...replaced.flatMap(([, other]) => (typeof other === 'string' ? [other] : []))])),
      copies: (scope) => {
        const copied = (node: Entity): Expression => {
          const { scoped, replaced } = this.units.get(node)!;
          const others = replaced.map(([one, other]) => [one, typeof other === 'string' ? memberOf(scope, other) : other] as const);
          return copyOf(rootOf(node)!, new Map<Node, Expression>([...scoped.map((one) => [one, memberOf(scope, one.name)] as const), ...others]));
        };
        return {
          declarations: [...followed].flatMap(([node, name]) => (isState(node) ? [] : [[name, copied(node)] as const])),
          variables: variables.map((node) => [node.name, node.value === undefined ? null : copied(node)] as const),
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
    return isEntity(declared) && !isState(declared) ? declared : undefined;
  }

  /** These functions and those that they need, each once. */
  private *reached(roots: readonly Entity[]): Iterable<Unit> {
    const seen = new Set(roots);
    for (const node of seen) {
      const unit = this.units.get(node) ?? this.unit(node);
      yield unit;
      for (const name of unit.follows) seen.add(this.declared.get(name) as Entity);
    }
  }

  private unit(node: Entity): Unit {
    const root = rootOf(node);
    if (root === undefined) return { node, follows: [], scoped: [], replaced: [], waits: false, fault: undefined };
    const follows = new Set<string>();
    const scoped: Identifier[] = [];
    const replaced: [Node, Expression | string][] = [];
    const targets = assignmentsIn(root);
    let fault = misfit(root);
    const { provided, isExport, waits } = this.surroundings;
    for (const { node: identifier, assigned } of references(root)) {
      const { name } = identifier;
      if (root.type === 'FunctionDeclaration' && identifier === root.id) continue;
      const declared = this.declared.get(name);
      if (provided.has(name) || (isExport(name) && (declared === undefined || declared === 'variable' || !this.given.has(declared as Function)))) scoped.push(identifier);
      else if (declared === 'variable') fault ??= `uses the variable ${name} of the glue`;
      else if (declared !== undefined && !isEntity(declared)) replaced.push([identifier, { ...declared }]);
      else if (declared !== undefined) {
        follows.add(name);
        if (isState(declared)) continue;
      }
      else if (Object.hasOwn(NOT_ALONE, name)) fault ??= NOT_ALONE[name];
      else if (assigned) {
        const how = targets.get(identifier);
        if (how === '=') replaced.push([identifier, memberOf('globalThis', name)]);
        else if (how === undefined) fault ??= `makes a global variable ${name}`;
        continue;
      }
      if (assigned) fault ??= `changes ${name}`;
    }
    let isWaiting = false;
    for (const [member, object, name] of membersOf(root, new Set(scoped))) {
      const shown = object === 'Module' && !targets.has(member) ? this.shown.get(name) : undefined;
      isWaiting ||= object === waits.object && waits.members.includes(name);
      if (this.surroundings.members.get(object)?.includes(name) === false) fault ??= `uses ${object}.${name} of the glue`;
      else if (shown !== undefined && provided.has(shown)) replaced.push([member, shown]);
      else if (shown !== undefined && this.constantOf(shown) !== undefined) replaced.push([member, { ...this.constantOf(shown)! }]);
      else if (shown !== undefined && isEntity(this.declared.get(shown))) {
        follows.add(shown);
        replaced.push([member, { type: 'Identifier', name: shown }]);
      }
    }
    if (isWaiting) fault ??= waits.fault;
    return { node, follows: [...follows], scoped, replaced, waits: isWaiting, fault };
  }

  private constantOf(name: string): Constant | undefined {
    const declared = this.declared.get(name);
    return declared === undefined || declared === 'variable' || isEntity(declared) ? undefined : declared;
  }

  /** What is wrong with a function is wrong with all that need it. */
  private spread(): Map<Entity, string> {
    const users = new Map<Entity, Entity[]>();
    for (const { node, follows } of this.units.values()) {
      for (const name of follows) {
        const used = this.declared.get(name) as Entity;
        if (users.has(used)) users.get(used)!.push(node);
        else users.set(used, [node]);
      }
    }
    const faults = new Map<Entity, string>();
    for (const { node, fault } of this.units.values()) if (fault !== undefined) faults.set(node, fault);
    for (const [node, fault] of faults) for (const user of users.get(node) ?? []) if (!faults.has(user)) faults.set(user, `needs a function that ${fault}`.replace(/^(needs a function that )+/, '$1'));
    return faults;
  }
}

const rootOf = (node: Entity): Node | undefined => (isState(node) ? node.value : node);

/** `Module["ccall"] = ccall` */
function shownIn(nodes: readonly GlueNode[]): [name: string, value: Identifier][] {
  return nodes.flatMap((node): [string, Identifier][] => {
    if (node.type !== 'AssignmentExpression' || node.operator !== '=' || node.right.type !== 'Identifier' || node.left.type !== 'MemberExpression') return [];
    const name = node.left.object.type === 'Identifier' && node.left.object.name === 'Module' ? memberName(node.left) : undefined;
    return name === undefined ? [] : [[name, node.right]];
  });
}
