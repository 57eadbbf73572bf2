import { malformed } from '../diagnostics.js';
import { skipConstExpr } from './const-expr.js';
import type { Cursor } from './cursor.js';
import { eachOf } from './each.js';
import { limits } from './limits.js';
import type { ExternKind, ImportDesc, Module } from './module.js';
import { readGlobalType, readMemoryType, readTableType, readTagType } from './types.js';

const kinds: readonly ExternKind[] = ['func', 'table', 'memory', 'global', 'tag'];

function readKind(c: Cursor, what: string): ExternKind {
  const at = c.pos;
  const code = c.u8();
  const kind = kinds[code];
  if (kind === undefined) throw malformed(`malformed ${what} kind 0x${code.toString(16).padStart(2, '0')}`, at);
  return kind;
}

const readDesc: Record<ExternKind, (c: Cursor, m: Module) => ImportDesc> = {
  func: (c) => ({ kind: 'func', type: c.u32() }),
  table: (c, m) => ({ kind: 'table', type: readTableType(c, m.types) }),
  memory: (c) => ({ kind: 'memory', type: readMemoryType(c) }),
  global: (c, m) => ({ kind: 'global', type: readGlobalType(c, m.types) }),
  tag: (c) => ({ kind: 'tag', type: readTagType(c) }),
};

export function readImportSection(c: Cursor, m: Module): void {
  eachOf(c, 'imports', limits.imports, 4, () => {
    const at = c.pos;
    const module = c.name();
    const name = c.name();
    m.imports.push({ module, name, at, desc: readDesc[readKind(c, 'import')](c, m) });
  });
}

export function readFunctionSection(c: Cursor, m: Module): void {
  eachOf(c, 'functions', limits.functions, 1, () => {
    const at = c.pos;
    m.funcs.push({ type: c.u32(), at });
  });
}

/** Announces a table with an initial value; no reference type begins with it. */
const HasInit = 0x40;

export function readTableSection(c: Cursor, m: Module): void {
  eachOf(c, 'tables', limits.tables, 3, () => {
    const at = c.pos;
    if (c.u8() !== HasInit) {
      c.pos = at;
      m.tables.push({ ...readTableType(c, m.types), init: undefined });
      return;
    }
    if (c.u8() !== 0) throw malformed('malformed table: 0x40 is followed by 0x00', at);
    m.tables.push({ ...readTableType(c, m.types), init: skipConstExpr(c, m) });
  });
}

export function readMemorySection(c: Cursor, m: Module): void {
  eachOf(c, 'memories', limits.memories, 2, () => { m.memories.push(readMemoryType(c)); });
}

export function readTagSection(c: Cursor, m: Module): void {
  eachOf(c, 'tags', limits.tags, 2, () => {
    const at = c.pos;
    m.tags.push({ type: readTagType(c), at });
  });
}

export function readGlobalSection(c: Cursor, m: Module): void {
  eachOf(c, 'globals', limits.globals, 3, () => {
    const type = readGlobalType(c, m.types);
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
