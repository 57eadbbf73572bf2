/**
 * Variables of glue that begin in the output as they would in the glue: what they begin with says the same there, and nothing that glue does
 * before main touches them. What glue does is not run to learn that: whatever its start mentions counts as touched, and so does what those functions
 * of it mention that are not in the output, because others take their places.
 */
import type { Node } from 'estree';
import { references } from '../link/index.js';
import type { GlueNode } from './parse.js';
import { bodyOf, children, isEntity, isFunction, isState, scopesAround, type Declared, type Placed, type State } from './scope.js';

export interface Past {
  readonly nodes: readonly GlueNode[];
  /** Where the object of the imports is. */
  readonly place: Node;
  readonly declared: ReadonlyMap<string, Declared>;
  /** Names that the runtime gives a meaning. */
  readonly provided: ReadonlySet<string>;
  /** Whether this is what glue calls a function that the module exports. */
  readonly isExport: (name: string) => boolean;
  /** What others call than the start: what is given for imports, the code of EM_ASM and the like. */
  readonly apart: readonly Node[];
  /** Functions of the glue, or their names, in whose place others stand. */
  readonly replaced: readonly Node[];
}

/** What the runtime gives that is the same while glue starts. */
const EARLY: ReadonlySet<string> = new Set(['console', 'ENVIRONMENT_IS_NODE', 'ENVIRONMENT_IS_WEB', 'ENVIRONMENT_IS_WORKER', 'ENVIRONMENT_IS_SHELL', 'ENVIRONMENT_IS_PTHREAD', 'fs', 'nodePath']);
/** What a function finds there may be other than it would be in glue that starts; the rest cannot be used so early. */
const LATE: ReadonlySet<string> = new Set(['Module', 'FS', 'PATH', 'ENV', 'wasmTable', 'wasmMemory', 'buffer', 'EXITSTATUS', 'require']);

const isWithin = (node: Node, range: Node): boolean => (node as Placed).start >= (range as Placed).start && (node as Placed).end <= (range as Placed).end;

/** The names of variables that are not as they begin. */
export function changedVariables(past: Past): Set<string> {
  const found = touched(past);
  for (const state of past.declared.values()) {
    if (!isState(state) || state.value === undefined || found.has(state.name)) continue;
    for (const name of doubts(state, past)) found.add(name);
  }
  return found;
}

/** Names that the start of the glue, or what is replaced, mentions. */
function touched({ nodes, place, declared, provided, apart, replaced }: Past): Set<string> {
  const names = new Set<string>();
  const mention = (root: Node): void => {
    for (const { node } of references(root)) if (!apart.some((one) => isWithin(node, one))) names.add(node.name);
  };
  const scopes = scopesAround(nodes, place);
  for (const scope of scopes) {
    for (const statement of bodyOf(scope)) {
      if (scopes.some((inner) => inner !== scope && isWithin(inner, statement))) continue;
      if (isLabel(statement, declared)) continue;
      const parts = statement.type === 'VariableDeclaration' ? statement.declarations : [statement];
      for (const part of parts) if (!declares(part, declared)) mention(part);
    }
  }
  for (const node of replaced) mention(node);
  for (const name of provided) if (declared.has(name)) names.add(name);
  for (const name of names) {
    const entity = declared.get(name);
    const value = isState(entity) ? entity.value : isEntity(entity) ? entity : undefined;
    if (value !== undefined && !isWithin(place, value)) mention(value);
  }
  return names;
}

/** `f.isAsync = true` and the like, which say something of a function. */
function isLabel(statement: Node, declared: ReadonlyMap<string, Declared>): boolean {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') return false;
  const { left, right } = statement.expression;
  const isPlain = right.type === 'Literal' || (right.type === 'UnaryExpression' && right.argument.type === 'Literal');
  const owner = left.type === 'MemberExpression' && !left.computed && left.object.type === 'Identifier' ? declared.get(left.object.name) : undefined;
  return isPlain && isEntity(owner) && !isState(owner);
}

/** Whether a part of a statement does nothing but give a name to what can be copied. */
function declares(part: Node, declared: ReadonlyMap<string, Declared>): boolean {
  const id = part.type === 'VariableDeclarator' || part.type === 'FunctionDeclaration' || part.type === 'ClassDeclaration' ? part.id : undefined;
  return id?.type === 'Identifier' && isEntity(declared.get(id.name));
}

/** The variables that what this one begins with leaves in doubt: itself, and what it may change. */
function doubts({ name, value, at }: State, { declared, provided, isExport }: Past): Iterable<string> {
  if (own(value!).some(({ type }) => type === 'AwaitExpression')) return [name];
  if (!acts(value!, declared)) {
    const isKnown = references(value!).every(({ node, eager }) => {
      const other = declared.get(node.name);
      return !eager || (provided.has(node.name) ? EARLY.has(node.name) : other !== 'variable' && !isExport(node.name) && !(isState(other) && other.at > at));
    });
    return isKnown ? [] : [name];
  }
  const names = new Set(references(value!).map(({ node }) => node.name));
  const changed = new Set<string>();
  for (const one of names) {
    const other = declared.get(one);
    if (provided.has(one) || isExport(one)) {
      if (LATE.has(one)) changed.add(name);
    } else if (other === 'variable') changed.add(name);
    else if (isEntity(other) && one !== name) {
      if (isState(other) && (other.value?.type !== 'ClassExpression' || other.at > at)) changed.add(one).add(name);
      const inner = isState(other) ? other.value : other;
      if (inner !== undefined) for (const { node } of references(inner)) names.add(node.name);
    }
  }
  return changed;
}

/** The nodes of a value that are evaluated with it: in no function. */
function own(value: Node): Node[] {
  const found = [value];
  for (const node of found) if (!isFunction(node)) found.push(...children(node));
  return found;
}

/** Whether evaluating a value calls functions of the glue or changes anything. */
function acts(value: Node, declared: ReadonlyMap<string, Declared>): boolean {
  return own(value).some((node) => {
    if (node.type === 'UnaryExpression') return node.operator === 'delete';
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return ACTS.has(node.type);
    let callee: Node = node.callee;
    while (callee.type === 'MemberExpression') callee = callee.object;
    return callee.type !== 'Identifier' || declared.has(callee.name);
  });
}

const ACTS: ReadonlySet<string> = new Set(['AssignmentExpression', 'UpdateExpression', 'TaggedTemplateExpression', 'StaticBlock']);
