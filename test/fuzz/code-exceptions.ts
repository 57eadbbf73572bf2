/** Exceptions: try_table, and the legacy encoding in modules of their own. */
import { leb } from '../bytes.js';
import type { CodeGenerator, Label, Producer, StatementProducer } from './code.js';
import { exnref, op, type Catch, type Expr, type FunctionType, type Handler, type ValueType } from './tree.js';
import { matches } from './types.js';

const paramsOf = (g: CodeGenerator, tag: number): readonly ValueType[] => (g.frame.types[g.frame.tags[tag]!.type] as FunctionType).params;
const fits = (g: CodeGenerator, from: readonly ValueType[], to: readonly ValueType[]): boolean =>
  from.length === to.length && from.every((type, index) => matches(type, to[index]!, g.frame.types));
const exnNotNull: ValueType = 'ref exn';

/** What a clause puts on the stack. */
const caught = (g: CodeGenerator, tag: number | undefined, withReference: boolean): ValueType[] =>
  [...(tag === undefined ? [] : paramsOf(g, tag)), ...(withReference ? [exnNotNull] : [])];

const anyTag = (g: CodeGenerator): number | undefined => (g.random.chance(0.75) && g.frame.tags.length ? g.random.below(g.frame.tags.length) : undefined);

/** A try_table whose first clause leads to a handler that gives the same types. */
function tryTable(g: CodeGenerator, types: readonly ValueType[], depth: number): Expr {
  const r = g.random;
  const tag = anyTag(g), withReference = r.chance(0.4);
  const values = caught(g, tag, withReference);
  const done = g.newLabel(), handler = g.newLabel(), own = g.newLabel();
  const body: Expr[] = g.within({ id: done, types }, () => {
    const attempt = g.within({ id: handler, types: values }, (): Expr => {
      const catches: Catch[] = [{ tag, withReference, label: handler }];
      for (let more = r.below(3); more > 0; more--) {
        const clause = otherClause(g);
        if (clause) catches.splice(r.below(catches.length + 1), 0, clause);
      }
      const inner = g.within({ id: own, types }, () => g.body(depth, types));
      return { k: 'branch', labels: [done], args: [{ k: 'try', label: own, catches, body: inner, type: types }], type: values };
    });
    const handled: Expr = { k: 'block', loop: false, label: handler, params: [], args: [], body: [attempt], type: values };
    return [op((g.take(values) as Expr & { k: 'op' }).code, [handled]), ...g.body(depth - 1, types)];
  });
  return { k: 'block', loop: false, label: done, params: [], args: [], body, type: types };
}

/** A clause that leads to some label around. */
function otherClause(g: CodeGenerator): Catch | undefined {
  const tag = anyTag(g), withReference = g.random.chance(0.3);
  const targets = g.labels.filter(({ types }) => fits(g, caught(g, tag, withReference), types));
  return targets.length ? { tag, withReference, label: g.random.pick(targets).id } : undefined;
}

function legacyTry(g: CodeGenerator, types: readonly ValueType[], depth: number): Expr {
  const r = g.random;
  const id = g.newLabel();
  const body = g.within({ id, types }, () => g.body(depth, types));
  if (r.chance(0.2)) {
    return { k: 'legacy', label: id, body, handlers: [], delegate: r.pick(g.labels).id, type: types };
  }
  const handlers: Handler[] = Array.from({ length: r.below(3) }, () => g.frame.tags.length ? r.below(g.frame.tags.length) : undefined)
    .filter((tag) => tag !== undefined).map((tag) => ({ tag, body: handlerBody(g, { id, types, isCatch: true }, paramsOf(g, tag), types, depth) }));
  if (handlers.length === 0 || r.chance(0.5)) handlers.push({ tag: undefined, body: handlerBody(g, { id, types, isCatch: true }, [], types, depth) });
  return { k: 'legacy', label: id, body, handlers, type: types };
}

const handlerBody = (g: CodeGenerator, label: Label, params: readonly ValueType[], types: readonly ValueType[], depth: number): Expr[] =>
  g.within(label, () => [...(params.length ? [g.take(params)] : []), ...g.body(depth - 1, types)]);

function attempt(g: CodeGenerator, types: readonly ValueType[], depth: number): Expr | undefined {
  if (g.has('exceptions')) return tryTable(g, types, depth);
  return g.has('legacy-exceptions') ? legacyTry(g, types, depth) : undefined;
}

/** throw, throw_ref or rethrow: stands for any value. */
function raise(g: CodeGenerator, type: readonly ValueType[], depth: number): Expr | undefined {
  const r = g.random;
  if (!g.has('exceptions') && !g.has('legacy-exceptions')) return undefined;
  if (g.has('exceptions') && r.chance(0.3)) return { k: 'op', code: [0x0a], args: [g.expr(exnref, depth)], type };
  const catches = g.labels.filter(({ isCatch }) => isCatch);
  if (catches.length && r.chance(0.3)) return { k: 'labelled', before: [0x09], label: r.pick(catches).id, after: [], args: [], type };
  if (g.frame.tags.length === 0) return undefined;
  const tag = r.below(g.frame.tags.length);
  return { k: 'op', code: [0x08, ...leb(tag)], args: g.values(paramsOf(g, tag), depth), type };
}

export const exceptions: readonly Producer[] = [
  { weight: 6, make: (g, type, depth) => attempt(g, [type], depth) },
  { weight: 2, make: (g, type, depth) => raise(g, [type], depth) },
];
export const exceptionStatements: readonly StatementProducer[] = [
  { weight: 8, make: (g, depth) => attempt(g, [], depth) },
  { weight: 4, make: (g, depth) => raise(g, [], depth) },
];
