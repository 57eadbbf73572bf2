/** Rules for exceptions, of `try_table` and of the older `try`. */
import type { CatchClause, Instr } from '../decode/index.js';
import { exnref, refType, type Shape, typeName, type ValType } from '../ops/index.js';
import type { Machine } from './machine.js';
import type { Rule } from './rules.js';
import { listMatches } from './subtype.js';

export const exceptionRules: Partial<Record<Shape, Rule>> = {
  'throw': (m, i) => {
    m.popAll(tagParams(m, i.index));
    m.abandon();
  },
  'throw_ref': (m) => {
    m.popType(exnref);
    m.abandon();
  },
  'catch': (m, i) => { openHandler(m, i, 'catch', tagParams(m, i.index)); },
  'catch_all': (m, i) => { openHandler(m, i, 'catch_all', []); },
  'delegate': (m, i) => {
    if (m.frame.kind !== 'try') throw m.fault('delegate without a matching try');
    const { results, unreachable, sent } = m.close();
    m.label(i.index);
    m.pushAll(results);
    if (sent) m.sink?.delegate(i.index, i.at, !unreachable);
    m.live = sent;
  },
  'rethrow': (m, i) => {
    const { kind } = m.label(i.index);
    if (kind !== 'catch' && kind !== 'catch_all') throw m.fault(`invalid rethrow label ${i.index}: it is not that of a handler`);
    m.abandon();
  },
};

/** A handler of `try` takes the place of its body or of the handler before. */
function openHandler(m: Machine, i: Instr, kind: 'catch' | 'catch_all', values: readonly ValType[]): void {
  if (m.frame.kind !== 'try' && m.frame.kind !== 'catch') throw m.fault(`${kind} without a matching try`);
  const { results, unreachable, sent } = m.close();
  if (sent) m.sink?.catch(kind === 'catch' ? i.index : undefined, i.at, !unreachable);
  m.live = sent;
  m.open(kind, values, results);
}

/** A clause of `try_table` must give its label what it takes. */
export function checkCatch(m: Machine, { tag, withRef, label }: CatchClause): void {
  const wanted = m.labelTypes(label);
  const values = [...(tag === undefined ? [] : tagParams(m, tag)), ...(withRef ? [refType(false, 'exn')] : [])];
  if (!listMatches(m.context.types, values, wanted)) {
    throw m.mismatch(`a clause gives [${values.map(typeName).join(' ')}] to label ${label}, which takes [${wanted.map(typeName).join(' ')}]`);
  }
}

/** Of a tag of exceptions: those with results are of suspensions. */
function tagParams(m: Machine, index: number): readonly ValType[] {
  const { params, results } = m.context.types[m.entry(m.context.tags, index, 'tag').type]!;
  if (results.length > 0) throw m.fault(`non-empty tag result type of tag ${index}: it is none of exceptions`);
  return params;
}
