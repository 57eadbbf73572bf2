/** What glue takes out of an instance: `_main = Module["_main"] = wasmExports["c"]`, in the many shapes it has had. */
import type { Node } from 'estree';
import type { Export } from '../decode/index.js';
import { memberName, plain, type GlueNode } from './parse.js';

/** Exports whose JavaScript names have no underscore before the C name. */
const PLAIN = /^(?:dynCall_\w+|stack(?:Save|Restore|Alloc)|(?:set|get)TempRet0|setThrew|establishStackSpace|asyncify_\w+|runPostSets|(?:main|original)_?\w*)$/;

function targetName(target: Node, legacy: boolean): string | undefined {
  const text = target.type === 'Identifier' ? target.name : memberName(target);
  if (text === undefined || PLAIN.test(text)) return text;
  if (!/^_./.test(text)) return undefined;
  return legacy ? text : text.slice(1);
}

/** Constructors have no name in the glue: the one function without arguments and results that is called, or passed on to be called, at the start. */
function constructors(nodes: readonly GlueNode[], candidates: ReadonlySet<string>): string | undefined {
  const called = new Set<string>();
  for (const node of nodes) {
    if (node.type !== 'CallExpression') continue;
    const passed = node.arguments.length === 1 ? [node.arguments[0] as Node] : node.arguments.length === 0 ? [node.callee as Node] : [];
    for (const value of passed) {
      const name = memberName(plain(value));
      if (name !== undefined && candidates.has(name)) called.add(name);
    }
  }
  return called.size === 1 ? [...called][0] : undefined;
}

export function exportNames(nodes: readonly GlueNode[], exports: readonly Export[], legacy: boolean): Map<string, string> {
  const known = new Map(exports.map((e) => [e.name, e]));
  const found = new Map<string, string>();
  const note = (name: string | undefined, targets: readonly Node[]): void => {
    const exported = name === undefined ? undefined : known.get(name);
    if (exported?.kind !== 'func' || found.has(name!)) return;
    for (const target of targets) {
      const full = targetName(target, legacy);
      if (full !== undefined && full !== name) found.set(name!, full);
    }
  };
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator' && node.init) assigned(node.init, [node.id], note);
    else if (node.type === 'AssignmentExpression') assigned(node.right, [node.left], note);
  }
  for (const [kind, full] of [['memory', 'memory'], ['table', '__indirect_function_table']] as const) {
    const only = exports.filter((e) => e.kind === kind);
    if (only.length === 1 && only[0]!.name !== full) found.set(only[0]!.name, full);
  }
  const unnamed = exports.filter((e) => e.kind === 'func' && !found.has(e.name) && e.name.length < 4);
  if (legacy) return found;
  const start = constructors(nodes, new Set(unnamed.map(({ name }) => name)));
  if (start !== undefined && ![...known.keys(), ...found.values()].includes('__wasm_call_ctors')) found.set(start, '__wasm_call_ctors');
  return found;
}

function assigned(value: Node, targets: Node[], note: (name: string | undefined, targets: readonly Node[]) => void): void {
  let inner = value;
  while (inner.type === 'AssignmentExpression') {
    targets.push(inner.left);
    inner = inner.right;
  }
  note(memberName(plain(inner)), targets);
}
