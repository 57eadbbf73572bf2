import { type Instr, requireFunction } from '../decode/index.js';
import { type FuncType, funcref, isRef, type OpRow, ops, type RefType, refType, type Shape, sigTypes, typeName, type ValType } from '../ops/index.js';
import { Bottom, BottomRef, type Machine, type Operand } from './machine.js';
import { checkCatch, exceptionRules } from './rules-exceptions.js';
import { continuationRules } from './rules-continuations.js';
import { gcRules } from './rules-gc.js';
import { accessRule, checkLanes, memoryRules, table } from './rules-memory.js';
import type { BlockKind } from './sink.js';
import { listMatches } from './subtype.js';

/** Applies one instruction to the machine, or throws. */
export type Rule = (m: Machine, i: Instr) => void;

/** What must hold before the row's signature applies. */
const conditions: Partial<Record<Shape, Rule>> = {
  'extract_lane': checkLanes,
  'replace_lane': checkLanes,
  'shuffle': checkLanes,
  'data.drop': (m, i) => { m.requireData(i.index); },
  'elem.drop': (m, i) => { m.entry(m.context.module.elems, i.index, 'elem segment'); },
  'ref.is_null': (m) => { m.popRef(); },
};

/** Shapes whose types depend on the module or the stack. */
const specials: Partial<Record<Shape, Rule>> = {
  'block': (m, i) => { open(m, i, 'block'); },
  'loop': (m, i) => { open(m, i, 'loop'); },
  'if': (m, i) => {
    m.popType('i32');
    open(m, i, 'if');
  },
  'else': (m, i) => {
    if (m.frame.kind !== 'if') throw m.fault('else without a matching if');
    const { params, results, unreachable, sent } = m.close();
    if (sent) m.sink?.else(i.at, !unreachable);
    m.live = sent;
    m.open('else', params, results);
  },
  'try_table': (m, i) => {
    for (const clause of i.catches) checkCatch(m, clause);
    open(m, i, 'try_table');
  },
  'try': (m, i) => { open(m, i, 'try'); },
  'end': (m, i) => {
    const { kind, params, results, unreachable, sent } = m.close();
    if (kind === 'if' && !listMatches(m.context.types, params, results)) throw m.mismatch('an if without else must return its parameters');
    m.pushAll(results);
    if (sent) m.sink?.end(i.at, !unreachable);
    m.live = sent;
  },
  'unreachable': (m) => { m.abandon(); },
  'br': (m, i) => {
    m.popAll(m.labelTypes(i.index));
    m.abandon();
  },
  'br_if': (m, i) => {
    m.popType('i32');
    const types = m.labelTypes(i.index);
    m.popAll(types);
    m.pushAll(types);
  },
  'br_table': (m, i) => {
    m.popType('i32');
    checkLabels(m, i.labels);
    m.abandon();
  },
  'return': (m) => {
    m.popAll(m.frames[0]!.results);
    m.abandon();
  },
  'call': (m, i) => { call(m, calleeOf(m, i)); },
  'call_indirect': (m, i) => { call(m, popIndirect(m, i)); },
  'call_ref': (m, i) => { call(m, popCallee(m, i)); },
  'return_call': (m, i) => { tailCall(m, calleeOf(m, i)); },
  'return_call_indirect': (m, i) => { tailCall(m, popIndirect(m, i)); },
  'return_call_ref': (m, i) => { tailCall(m, popCallee(m, i)); },
  'drop': (m) => { m.pop(); },
  'select': (m, i) => {
    m.popType('i32');
    m.push(i.row.imm === 'none' ? untypedSelect(m) : typedSelect(m, i.types));
  },
  'local.get': (m, i) => {
    const type = local(m, i);
    m.requireSet(i.index);
    m.push(type);
  },
  'local.set': (m, i) => {
    m.popType(local(m, i));
    m.markSet(i.index);
  },
  'local.tee': (m, i) => {
    const type = local(m, i);
    m.popType(type);
    m.markSet(i.index);
    m.push(type);
  },
  'global.get': (m, i) => { m.push(m.entry(m.context.globals, i.index, 'global').type.type); },
  'global.set': (m, i) => {
    const { type, mutable } = m.entry(m.context.globals, i.index, 'global').type;
    if (!mutable) throw m.fault(`immutable global ${i.index} cannot be set`);
    m.popType(type);
  },
  'ref.null': (m, i) => { m.push(i.ref); },
  'ref.func': (m, i) => {
    const { type } = m.entry(m.context.funcs, i.index, 'function');
    if (!m.context.declaredRefs.has(i.index)) throw m.fault(`undeclared function reference ${i.index}`);
    m.push(referenceTo(m, type, false));
  },
  'ref.as_non_null': (m) => { m.push(m.popRef()); },
  'br_on_null': (m, i) => {
    const type = m.popRef();
    const carried = m.labelTypes(i.index);
    m.popAll(carried);
    m.pushAll(carried);
    m.push(type);
  },
  'br_on_non_null': (m, i) => {
    m.push(m.popRef());
    const carried = m.labelTypes(i.index);
    const last = carried[carried.length - 1];
    if (last === undefined || !isRef(last)) throw m.mismatch(`label ${i.index} takes ${last === undefined ? 'no value' : typeName(last)} where a reference is left`);
    m.popAll(carried);
    for (let k = 0; k < carried.length - 1; k++) m.push(carried[k]!);
  },
};

/** One rule for each row of the operation table, by row id. */
export const rules: readonly Rule[] = ops.map((row) => specials[row.shape] ?? memoryRules[row.shape] ?? gcRules[row.shape] ?? exceptionRules[row.shape] ?? continuationRules[row.shape] ?? (row.imm.startsWith('memarg') ? accessRule(row) : signatureRule(row)));

function signatureRule(row: OpRow): Rule {
  const params = sigTypes(row.params);
  const results = sigTypes(row.result);
  const condition = conditions[row.shape];
  const apply: Rule = (m) => {
    m.popAll(params);
    m.pushAll(results);
  };
  if (condition === undefined) return apply;
  return (m, i) => {
    condition(m, i);
    apply(m, i);
  };
}

function open(m: Machine, i: Instr, kind: BlockKind): void {
  const { params, results } = i.blockType;
  m.popAll(params);
  if (m.live) m.sink?.block(kind, i.blockType, i.at, i.catches);
  m.open(kind, params, results);
}

function call(m: Machine, type: FuncType): void {
  m.popAll(type.params);
  m.pushAll(type.results);
}

function tailCall(m: Machine, { params, results }: FuncType): void {
  m.popAll(params);
  if (!listMatches(m.context.types, results, m.frames[0]!.results)) throw m.mismatch('the callee returns other types than the caller');
  m.abandon();
}

function calleeOf(m: Machine, i: Instr): FuncType {
  return m.context.types[m.entry(m.context.funcs, i.index, 'function').type]!;
}

function popIndirect(m: Machine, i: Instr): FuncType {
  const { element, address } = table(m, i.index2);
  m.requireMatch(element, funcref);
  const type = functionType(m, i);
  m.popType(address);
  return type;
}

function popCallee(m: Machine, i: Instr): FuncType {
  const type = functionType(m, i);
  m.popType(referenceTo(m, i.index, true));
  return type;
}

function functionType(m: Machine, i: Instr): FuncType {
  const type = m.entry(m.context.types, i.index, 'type');
  requireFunction(type, i.index, i.at);
  return type;
}

/** The type of references to functions of the type with this index. */
function referenceTo(m: Machine, index: number, nullable: boolean): RefType {
  return refType(nullable, m.context.types[index]!.declared!.index);
}

/** All targets carry the same number of values, and the operands match each; equal lists of types are checked once. */
function checkLabels(m: Machine, labels: readonly number[]): void {
  const { length: arity } = m.labelTypes(labels[labels.length - 1]!);
  const checked = new Set<readonly ValType[]>();
  for (const depth of labels) {
    const types = m.labelTypes(depth);
    if (checked.has(types)) continue;
    if (types.length !== arity) throw m.mismatch(`label ${depth} takes ${types.length} values, the default label ${arity}`);
    m.peekAll(types);
    checked.add(types);
  }
}

function untypedSelect(m: Machine): Operand {
  const second = m.pop();
  const first = m.pop();
  for (const type of [first, second]) {
    if (type === BottomRef || (type !== Bottom && isRef(type))) throw m.mismatch('select of references must name their type');
  }
  if (first === Bottom || first === BottomRef) return second;
  m.requireMatch(second, first);
  return first;
}

function typedSelect(m: Machine, types: readonly ValType[]): ValType {
  const type = types[0];
  if (type === undefined || types.length > 1) throw m.fault(`invalid result arity: select names ${types.length} types, not 1`);
  m.popType(type);
  m.popType(type);
  return type;
}

function local(m: Machine, i: Instr): ValType {
  return m.entry(m.locals, i.index, 'local');
}
