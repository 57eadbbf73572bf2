/** Tables: the JS-API-like object, the instructions, and the arrays of callables that call_indirect goes through. */
import { toJs } from './convert.js';
import { type AddressType, fromSize, isEngineObject, type Size, toSize } from './descriptor.js';
import { type FuncRec, type Raw, referenceFromJs } from './func.js';
import type { Realm } from './realm.js';
import { LinkError, trapTable } from './trap.js';

export { tableView } from './table-view.js';

/** Property under which a `Table`, of this or any other linked copy, holds its record. */
export const TABLE = Symbol.for('wasm2js-aot.table');

/** What engines allow, in elements. */
const MAX_LENGTH = 10000000;

/** The callables of one signature for the code of one realm; `callables[i]` stands for element `i`. */
export interface TableView {
  readonly realm: Realm;
  readonly sig: string;
  readonly callables: Raw[];
  /** What calls element `rec`: its callable, or a function that traps. */
  readonly callableOf: (rec: FuncRec | null) => Raw;
}

/** State of a table. `elems` holds `FuncRec | null` in a function table (kind F) and other references in any other: the kind is the letter of their hierarchy. */
export interface TableRecord {
  readonly kind: 'F' | 'X' | 'A' | 'E' | 'C';
  /** Key of the elements' type: see type-key.ts. */
  readonly type: string;
  readonly elems: any[];
  readonly address: AddressType;
  readonly maximum: Size | undefined;
  /** False for adopted tables of the engine's own WebAssembly, which did not tell their maximum. */
  maximumKnown: boolean;
  readonly views: TableView[];
  /** The object that stands for the table in JavaScript. */
  object: object;
}

/** Brings the views up to date after elements from `from` up to, not including, `to` were changed or appended. */
function refresh(table: TableRecord, from: number, to: number): void {
  for (const { callables, callableOf } of table.views) {
    for (let i = from; i < to; i++) callables[i] = callableOf(table.elems[i]);
  }
}

/** table.get. `index` and all indices and lengths below are not negative: exact, or 2^53 and more. */
export function tableGet(table: TableRecord, index: number): any {
  if (index >= table.elems.length) trapTable();
  return table.elems[index];
}

export function tableSet(table: TableRecord, index: number, value: any): void {
  if (index >= table.elems.length) trapTable();
  table.elems[index] = value;
  refresh(table, index, index + 1);
}

export function tableSize(table: TableRecord): number {
  return table.elems.length;
}

/** table.grow: the old size, or -1. */
export function tableGrow(table: TableRecord, value: any, count: number): number {
  const { elems } = table;
  const old = elems.length;
  const length = old + count;
  if (length > MAX_LENGTH || (table.maximum !== undefined && length > table.maximum)) return -1;
  for (let i = old; i < length; i++) elems.push(value);
  refresh(table, old, length);
  return old;
}

export function tableFill(table: TableRecord, index: number, value: any, count: number): void {
  const end = index + count;
  if (end > table.elems.length) trapTable();
  table.elems.fill(value, index, end);
  refresh(table, index, end);
}

export function tableCopy(target: TableRecord, source: TableRecord, to: number, from: number, count: number): void {
  if (to + count > target.elems.length || from + count > source.elems.length) trapTable();
  if (target === source) {
    target.elems.copyWithin(to, from, from + count);
  } else {
    for (let i = 0; i < count; i++) target.elems[to + i] = source.elems[from + i];
  }
  refresh(target, to, to + count);
}

/** table.init, also of active segments. `segment` holds references; a dropped one is empty. */
export function tableInit(table: TableRecord, segment: readonly any[], to: number, from: number, count: number): void {
  if (to + count > table.elems.length || from + count > segment.length) trapTable();
  for (let i = 0; i < count; i++) table.elems[to + i] = segment[from + i];
  refresh(table, to, to + count);
}

function fromJs(table: TableRecord, value: unknown): any {
  return referenceFromJs(table.type, value);
}

/** The value that stands for one that was not given: a TypeError where null is none of the type's. */
function missing(table: TableRecord): unknown {
  return table.type === 'X' ? undefined : null;
}

function toElement(table: TableRecord, index: unknown, method: string): number {
  const at = toSize(index, table.address, `Table.${method}: the index`);
  if (at >= table.elems.length) {
    throw new RangeError(`Table.${method}: index ${at} is outside of a table of ${table.elems.length} elements`);
  }
  return Number(at);
}

function attach(object: object, type: string, initial: Size, maximum: Size | undefined, filler: any, address: AddressType): TableRecord {
  if (initial > MAX_LENGTH) throw new RangeError(`Table: the limit is ${MAX_LENGTH} elements`);
  const kind = type[0] as TableRecord['kind'];
  const table: TableRecord = { kind, type, elems: [], address, maximum, maximumKnown: true, views: [], object };
  for (let i = 0; i < initial; i++) table.elems.push(filler);
  Object.defineProperty(object, TABLE, { value: table });
  return table;
}

/** A table as compiled code declares it: any reference type by its key, every element the raw value `filler`. */
export function makeTable(type: string, initial: Size, maximum: Size | undefined, filler: any, address: AddressType = 'i32'): TableRecord {
  return attach(Object.create(tablePrototype), type, initial, maximum, filler, address);
}

/** The same for a table that JavaScript never sees: outputs without others need no prototype. */
export function hiddenTable(type: string, initial: Size, maximum: Size | undefined, filler: any, address: AddressType = 'i32'): TableRecord {
  return attach({}, type, initial, maximum, filler, address);
}

/** What stands for a table in JavaScript, like a `WebAssembly.Table`. TypeError for values that do not convert, RangeError for indices outside of it. */
export interface Table {
  readonly [TABLE]: TableRecord;
  readonly length: Size;
  get(index: Size): unknown;
  /** A missing value is undefined in a table of externref, null in others. */
  set(index: Size, value?: unknown): void;
  /** Appends `count` elements and returns the old length. RangeError if the table cannot grow that much. */
  grow(count: Size, value?: unknown): Size;
  readonly [Symbol.toStringTag]: string;
}

export const tablePrototype: Omit<Table, typeof TABLE> & ThisType<Table> = {
  get length(): Size {
    return fromSize(this[TABLE].elems.length, this[TABLE].address);
  },

  get(index: Size): unknown {
    const table = this[TABLE];
    const element = table.elems[toElement(table, index, 'get')];
    return toJs(table.kind, element);
  },

  set(index: Size, value?: unknown): void {
    const table = this[TABLE];
    const at = toElement(table, index, 'set');
    tableSet(table, at, fromJs(table, arguments.length < 2 ? missing(table) : value));
  },

  grow(count: Size, value?: unknown): Size {
    const table = this[TABLE];
    const by = toSize(count, table.address, 'Table.grow: the number of elements');
    const old = tableGrow(table, fromJs(table, arguments.length < 2 ? missing(table) : value), Number(by));
    if (old < 0) throw new RangeError(`Table.grow: cannot grow from ${table.elems.length} by ${by} elements`);
    return fromSize(old, table.address);
  },

  [Symbol.toStringTag]: 'WebAssembly.Table',
};

/**
 * Takes over a table of the engine's own WebAssembly, which could not hold our functions: its methods are replaced by those
 * of one of ours with the same elements. LinkError if it holds functions, whose types the engine does not tell.
 */
function adoptTable(object: WebAssembly.Table): TableRecord {
  const values: unknown[] = [];
  const length: Size = object.length;
  const address = typeof length === 'bigint' ? 'i64' : 'i32';
  for (let i = 0; i < length; i++) values.push(object.get(fromSize(i, address) as number));
  const functions = values.every((value) => value === null);
  if (!functions && values.some((value) => typeof value === 'function')) {
    throw new LinkError("an imported table of the engine's own WebAssembly must not hold functions yet");
  }
  const record = functions ? makeTable('F', length, undefined, null, address) : makeTable('X', length, undefined, undefined, address);
  const table = record.object as Table;
  record.maximumKnown = false;
  record.object = object;
  values.forEach((value, i) => table.set(fromSize(i, address), value));
  const own = { value: undefined as unknown, configurable: true };
  (['get', 'set', 'grow'] as const).forEach((method) => {
    Object.defineProperty(object, method, { ...own, value: (...args: [any, any]) => (table[method] as Function)(...args) });
  });
  Object.defineProperty(object, 'length', { get: () => table.length, configurable: true });
  Object.defineProperty(object, TABLE, { value: record });
  return record;
}

/** The record of a table of any linked copy or of the engine's own; `undefined` if `value` is not a table. */
export function tableOf(value: unknown): TableRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = (value as Partial<Table>)[TABLE];
  if (record !== undefined) return record.object === value ? record : undefined;
  return isEngineObject(value, 'Table', 'length') ? adoptTable(value as WebAssembly.Table) : undefined;
}
