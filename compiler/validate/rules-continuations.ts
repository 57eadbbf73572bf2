/** Rules for stack switching (proposal: Stack Switching, Instructions). */
import type { Instr } from '../decode/index.js';
import { exnref, formOf, type FuncType, refType, type RefType, type Shape, typeName, type ValType, isRef } from '../ops/index.js';
import type { Machine } from './machine.js';
import type { Rule } from './rules.js';
import { listMatches } from './subtype.js';

/** A continuation type: its references, and the type of its function. */
interface Continuation {
  readonly index: number;
  readonly func: FuncType;
}

function continuation(m: Machine, index: number): Continuation {
  const type = m.entry(m.context.types, index, 'type');
  if (formOf(type) !== 'cont') throw m.fault(`non-continuation type ${index}`);
  const { index: first, continuation: func } = type.declared!;
  return { index: first, func: m.context.types[func!]! };
}

/** What a reference to a continuation refers to; undefined for other types. */
function referred(m: Machine, type: ValType | undefined): Continuation | undefined {
  return type !== undefined && isRef(type) && type.form === 'cont' ? continuation(m, type.heap as number) : undefined;
}

const nullable = ({ index }: Continuation): RefType => refType(true, index, 'cont');

const tagType = (m: Machine, index: number): FuncType => m.context.types[m.entry(m.context.tags, index, 'tag').type]!;

/** Whether a function of the first type may be called as one of the second. */
const functionMatches = ({ context: { types } }: Machine, params: readonly ValType[], results: readonly ValType[], wanted: FuncType): boolean =>
  listMatches(types, wanted.params, params) && listMatches(types, results, wanted.results);

const shown = (types: readonly ValType[]): string => `[${types.map(typeName).join(' ')}]`;

/** The handlers of an instruction that resumes a continuation with these results. */
function checkHandlers(m: Machine, i: Instr, results: readonly ValType[]): void {
  const { types } = m.context;
  for (const { tag, label } of i.handlers) {
    const type = tagType(m, tag);
    if (label === undefined) {
      const isSame = listMatches(types, type.results, results) && listMatches(types, results, type.results);
      if (type.params.length > 0 || !isSame) throw m.mismatch(`the tag ${tag} of a switch gives ${shown(type.results)}, the continuation ${shown(results)}`);
      continue;
    }
    const wanted = m.labelTypes(label);
    const target = referred(m, wanted[wanted.length - 1]);
    if (target === undefined || !listMatches(types, type.params, wanted.slice(0, -1)) || !functionMatches(m, type.results, results, target.func))
      throw m.mismatch(`a suspension with tag ${tag} does not fit label ${label}, which takes ${shown(wanted)}`);
  }
}

function resume(m: Machine, i: Instr, operands: (func: FuncType) => readonly ValType[]): void {
  const target = continuation(m, i.index);
  m.popType(nullable(target));
  m.popAll(operands(target.func));
  checkHandlers(m, i, target.func.results);
  m.pushAll(target.func.results);
}

export const continuationRules: Partial<Record<Shape, Rule>> = {
  'cont.new': (m, i) => {
    const { index } = continuation(m, i.index);
    m.popType(refType(true, m.context.types[index]!.declared!.continuation!));
    m.push(refType(false, index, 'cont'));
  },
  'cont.bind': (m, i) => {
    const [from, to] = [continuation(m, i.index), continuation(m, i.index2)];
    const bound = from.func.params.length - to.func.params.length;
    if (bound < 0 || !functionMatches(m, from.func.params.slice(bound), from.func.results, to.func)) throw m.mismatch(`type ${i.index} bound is not of type ${i.index2}`);
    m.popType(nullable(from));
    m.popAll(from.func.params.slice(0, bound));
    m.push(refType(false, to.index, 'cont'));
  },
  'suspend': (m, i) => {
    const { params, results } = tagType(m, i.index);
    m.popAll(params);
    m.pushAll(results);
  },
  'resume': (m, i) => { resume(m, i, ({ params }) => params); },
  'resume_throw': (m, i) => {
    const { params, results } = tagType(m, i.index2);
    if (results.length > 0) throw m.mismatch(`the tag ${i.index2} of an exception has results`);
    resume(m, i, () => params);
  },
  'resume_throw_ref': (m, i) => { resume(m, i, () => [exnref]); },
  'switch': (m, i) => {
    const { types } = m.context;
    const target = continuation(m, i.index);
    const { params, results } = tagType(m, i.index2);
    const given = target.func.params;
    const back = referred(m, given[given.length - 1]);
    if (params.length > 0 || back === undefined || !listMatches(types, target.func.results, results) || !listMatches(types, results, back.func.results))
      throw m.mismatch(`type ${i.index} cannot be switched to with tag ${i.index2}`);
    m.popType(nullable(target));
    m.popAll(given.slice(0, -1));
    m.pushAll(back.func.params);
  },
};
