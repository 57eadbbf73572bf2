import { malformed, overLimit, unsupported } from '../diagnostics.js';
import { skipConstExpr } from './const-expr.js';
import type { Cursor } from './cursor.js';
import { limits } from './limits.js';
import type { ExternKind, ImportDesc, Module } from './module.js';
import { readFuncType, readGlobalType, readMemoryType, readTableType } from './types.js';

/** Reads a vector's length and calls `read` for each element. `elementBytes` is the least size of one element. */
export function eachOf(c: Cursor, what: string, most: number, elementBytes: number, read: () => void): void {
  const at = c.pos;
  const count = c.count(elementBytes);
  if (count > most) throw overLimit(`number of ${what}`, count, most, at);
  for (let k = 0; k < count; k++) read();
}

export function readTypeSection(c: Cursor, m: Module): void {
  eachOf(c, 'types', limits.types, 1, () => { m.types.push(readFuncType(c)); });
}

const kinds: readonly ExternKind[] = ['func', 'table', 'memory', 'global'];

function readKind(c: Cursor, what: string): ExternKind {
  const at = c.pos;
  const code = c.u8();
  if (code === 4) throw unsupported(`${what} of a tag`, 'exceptions', at);
  const kind = kinds[code];
  if (kind === undefined) throw malformed(`malformed ${what} kind 0x${code.toString(16).padStart(2, '0')}`, at);
  return kind;
}

const readDesc: Record<ExternKind, (c: Cursor) => ImportDesc> = {
  func: (c) => ({ kind: 'func', type: c.u32() }),
  table: (c) => ({ kind: 'table', type: readTableType(c) }),
  memory: (c) => ({ kind: 'memory', type: readMemoryType(c) }),
  global: (c) => ({ kind: 'global', type: readGlobalType(c) }),
};

export function readImportSection(c: Cursor, m: Module): void {
  eachOf(c, 'imports', limits.imports, 4, () => {
    const at = c.pos;
    const module = c.name();
    const name = c.name();
    m.imports.push({ module, name, at, desc: readDesc[readKind(c, 'import')](c) });
  });
}

export function readFunctionSection(c: Cursor, m: Module): void {
  eachOf(c, 'functions', limits.functions, 1, () => {
    const at = c.pos;
    m.funcs.push({ type: c.u32(), at });
  });
}

export function readTableSection(c: Cursor, m: Module): void {
  eachOf(c, 'tables', limits.tables, 3, () => {
    if (c.bytes[c.pos] === 0x40) throw unsupported('a table with an initial value', 'function-references', c.pos);
    m.tables.push(readTableType(c));
  });
}

export function readMemorySection(c: Cursor, m: Module): void {
  eachOf(c, 'memories', limits.memories, 2, () => { m.memories.push(readMemoryType(c)); });
}

export function readGlobalSection(c: Cursor, m: Module): void {
  eachOf(c, 'globals', limits.globals, 3, () => {
    const type = readGlobalType(c);
    m.globals.push({ type, init: skipConstExpr(c, m) });
  });
}

export function readExportSection(c: Cursor, m: Module): void {
  eachOf(c, 'exports', limits.exports, 3, () => {
    const at = c.pos;
    const name = c.name();
    const kind = readKind(c, 'export');
    m.exports.push({ name, kind, index: c.u32(), at });
  });
}

export function readStartSection(c: Cursor, m: Module): void {
  const at = c.pos;
  m.start = { func: c.u32(), at };
}
