/** Rules for memories and tables: what depends on the types of their addresses (spec: Validation, Memory and Table Instructions). */
import type { Instr } from '../decode/index.js';
import { isAtomic, type OpRow, type Shape, sigTypes } from '../ops/index.js';
import type { Machine } from './machine.js';
import type { Rule } from './rules.js';

export const memoryRules: Partial<Record<Shape, Rule>> = {
  'memory.size': (m, i) => { m.push(memory(m, i.memory).address); },
  'memory.grow': (m, i) => {
    const { address } = memory(m, i.memory);
    m.popType(address);
    m.push(address);
  },
  'memory.fill': (m, i) => {
    const { address } = memory(m, i.memory);
    m.popAll([address, 'i32', address]);
  },
  'memory.copy': (m, i) => {
    const to = memory(m, i.memory).address;
    const from = memory(m, i.index2).address;
    m.popAll([to, from, narrower(to, from)]);
  },
  'memory.init': (m, i) => {
    const { address } = memory(m, i.memory);
    m.requireData(i.index);
    m.popAll([address, 'i32', 'i32']);
  },
  'table.get': (m, i) => {
    const { element, address } = table(m, i.index);
    m.popType(address);
    m.push(element);
  },
  'table.set': (m, i) => {
    const { element, address } = table(m, i.index);
    m.popAll([address, element]);
  },
  'table.size': (m, i) => { m.push(table(m, i.index).address); },
  'table.grow': (m, i) => {
    const { element, address } = table(m, i.index);
    m.popAll([element, address]);
    m.push(address);
  },
  'table.fill': (m, i) => {
    const { element, address } = table(m, i.index);
    m.popAll([address, element, address]);
  },
  'table.copy': (m, i) => {
    const to = table(m, i.index);
    const from = table(m, i.index2);
    m.requireMatch(from.element, to.element);
    m.popAll([to.address, from.address, narrower(to.address, from.address)]);
  },
  'table.init': (m, i) => {
    const to = table(m, i.index2);
    m.requireMatch(m.entry(m.context.module.elems, i.index, 'elem segment').type, to.element);
    m.popAll([to.address, 'i32', 'i32']);
  },
};

/** Loads, stores and operations on shared memory. In their signatures the first operand, the address, stands for any address type. */
export function accessRule(row: OpRow): Rule {
  const values = sigTypes(row.params).slice(1);
  const results = sigTypes(row.result);
  return (m, i) => {
    const address = checkMemArg(m, i);
    if (row.imm === 'memarg lane') checkLanes(m, i);
    m.popAll(values);
    m.popType(address);
    m.pushAll(results);
  };
}

export function table(m: Machine, index: number) {
  return m.entry(m.context.tables, index, 'table');
}

function memory(m: Machine, index: number) {
  return m.entry(m.context.memories, index, 'memory');
}

type Address = 'i32' | 'i64';

/** The type of a number of elements that both sides can hold. */
const narrower = (a: Address, b: Address): Address => (a === 'i32' ? a : b);

/** Gives the address type of the memory. */
function checkMemArg(m: Machine, i: Instr): Address {
  const { address } = memory(m, i.memory);
  if (address === 'i32' && i.hi !== 0) throw m.fault(`offset out of range: ${i.offset} in a memory with 32-bit addresses`);
  const natural = 31 - Math.clz32(i.row.width!);
  if (isAtomic(i.row.shape) && i.align !== natural) throw m.fault(`alignment must be equal to natural: 2 to the power of ${i.align} for ${i.row.width} bytes`);
  if (i.align > natural) throw m.fault(`alignment must not be larger than natural: 2 to the power of ${i.align} for ${i.row.width} bytes`);
  return address;
}

export function checkLanes(m: Machine, i: Instr): void {
  for (const lane of i.lanes) {
    if (lane >= i.row.lanes!) throw m.fault(`invalid lane index: ${lane} is not below ${i.row.lanes}`);
  }
}
