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

/** In place of a kind, behind an empty name: several imports of a module, each with its type, or all of one type (proposal Compact Import Section). */
const Group = { typed: 0x7f, ofOneType: 0x7e } as const;

export function readImportSection(c: Cursor, m: Module): void {
  const described = (): ImportDesc => readDesc[readKind(c, 'import')](c, m);
  const each = (module: string, desc: () => ImportDesc): void => {
    m.compactImports = true;
    eachOf(c, 'imports', limits.imports - m.imports.length, 1, () => {
      const at = c.pos;
      m.imports.push({ module, name: c.name(), at, desc: desc() });
    });
  };
  eachOf(c, 'imports', limits.imports, 4, () => {
    const at = c.pos;
    const module = c.name();
    const name = c.name();
    const group = name === '' ? groupOf(c) : undefined;
    if (group === undefined) m.imports.push({ module, name, at, desc: described() });
    else if (group === Group.typed) each(module, described);
    else {
      const desc = described();
      each(module, () => desc);
    }
  });
}

/** What begins here; undefined, and nothing is read, for a single import. */
function groupOf(c: Cursor): number | undefined {
  const at = c.pos;
  const code = c.u8();
  if (code === Group.typed || code === Group.ofOneType) return code;
  c.pos = at;
  return undefined;
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
