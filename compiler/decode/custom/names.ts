import type { CompileError } from '../../diagnostics.js';
import { Cursor } from '../cursor.js';
import { tolerant } from './tolerant.js';

export type NameMap = ReadonlyMap<number, string>;

/** Names for debugging (spec: Custom Sections, Name Section, and its extended form). Maps are empty where nothing is known. */
export interface NameSection {
  readonly module: string | undefined;
  readonly funcs: NameMap;
  /** By function index, then local index. */
  readonly locals: ReadonlyMap<number, NameMap>;
  /** By function index, then label index in order of appearance. */
  readonly labels: ReadonlyMap<number, NameMap>;
  readonly types: NameMap;
  readonly tables: NameMap;
  readonly memories: NameMap;
  readonly globals: NameMap;
  readonly elems: NameMap;
  readonly datas: NameMap;
  /** What is malformed, in the order of the section. */
  readonly faults: readonly CompileError[];
}

export function readNames(c: Cursor): NameSection {
  const direct = new Map<number, Map<number, string>>();
  const indirect = new Map<number, Map<number, Map<number, string>>>();
  let module: string | undefined;
  const faults: CompileError[] = [];
  const attempt = (read: () => void): void => {
    const fault = tolerant(read);
    if (fault) faults.push(fault);
  };
  attempt(() => {
    while (c.pos < c.end) {
      const id = c.u8();
      const size = c.count();
      const sub = new Cursor(c.bytes, c.pos, c.pos + size);
      c.pos += size;
      attempt(() => {
        if (id === subsection.module) module = sub.name();
        else if (id === subsection.locals || id === subsection.labels) readIndirect(sub, mapIn(indirect, id));
        else if (known.has(id)) readNameMap(sub, mapIn(direct, id));
      });
    }
  });
  const one = (id: number): NameMap => direct.get(id) ?? new Map();
  return {
    module,
    funcs: one(subsection.funcs),
    locals: indirect.get(subsection.locals) ?? new Map(),
    labels: indirect.get(subsection.labels) ?? new Map(),
    types: one(subsection.types),
    tables: one(subsection.tables),
    memories: one(subsection.memories),
    globals: one(subsection.globals),
    elems: one(subsection.elems),
    datas: one(subsection.datas),
    faults,
  };
}

const subsection = { module: 0, funcs: 1, locals: 2, labels: 3, types: 4, tables: 5, memories: 6, globals: 7, elems: 8, datas: 9 };
/** Others, such as names of fields, are shaped otherwise. */
const known = new Set<number>(Object.values(subsection));

function mapIn<V>(maps: Map<number, Map<number, V>>, key: number): Map<number, V> {
  let map = maps.get(key);
  if (map === undefined) maps.set(key, map = new Map());
  return map;
}

function readNameMap(c: Cursor, into: Map<number, string>): void {
  for (let left = c.count(2); left > 0; left--) {
    const index = c.u32();
    into.set(index, c.name());
  }
}

function readIndirect(c: Cursor, into: Map<number, Map<number, string>>): void {
  for (let left = c.count(2); left > 0; left--) readNameMap(c, mapIn(into, c.u32()));
}
