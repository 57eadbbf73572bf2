import { malformed } from '../diagnostics.js';
import { funcref, refType, type RefType } from '../ops/index.js';
import { skipConstExpr } from './const-expr.js';
import type { Cursor } from './cursor.js';
import { eachOf } from './each.js';
import { limits } from './limits.js';
import type { ConstExpr, Module, SegmentMode } from './module.js';
import { readRefType } from './types.js';

/** Bits of an element segment's flags (spec: Binary Format, Element Section). */
const NotActive = 1;
const HasIndex = 2;
const Expressions = 4;

export function readElementSection(c: Cursor, m: Module): void {
  eachOf(c, 'element segments', limits.elementSegments, 2, () => {
    const at = c.pos;
    const flags = c.u32();
    if (flags > 7) throw malformed(`malformed elements segment kind ${flags}`, at);
    const mode: SegmentMode = !(flags & NotActive) ? 'active' : flags & HasIndex ? 'declarative' : 'passive';
    const table = mode === 'active' && flags & HasIndex ? c.u32() : 0;
    const offset = mode === 'active' ? skipConstExpr(c, m) : undefined;
    const typed = (flags & (NotActive | HasIndex)) !== 0;
    const type = typed ? readElementType(c, m, (flags & Expressions) !== 0) : flags & Expressions ? funcref : functions;
    const items: ConstExpr[] = [];
    eachOf(c, 'elements of a segment', limits.tableElements, 1, () => {
      items.push(flags & Expressions ? skipConstExpr(c, m) : readFunctionItem(c));
    });
    m.elems.push({ mode, table, offset, type, items, at });
  });
}

/** The type of the elements of segments that list function indices. */
const functions = refType(false, 'func');

function readElementType(c: Cursor, m: Module, expressions: boolean): RefType {
  if (expressions) return readRefType(c, m.types);
  const at = c.pos;
  const kind = c.u8();
  if (kind !== 0) throw malformed(`malformed element kind ${kind}`, at);
  return functions;
}

function readFunctionItem(c: Cursor): ConstExpr {
  const start = c.pos;
  const func = c.u32();
  return { start, end: c.pos, func };
}

export function readDataCountSection(c: Cursor, m: Module): void {
  m.dataCount = c.u32();
}

export function readDataSection(c: Cursor, m: Module): void {
  eachOf(c, 'data segments', limits.dataSegments, 2, () => {
    const at = c.pos;
    const flags = c.u32();
    if (flags > 2) throw malformed(`malformed data segment kind ${flags}`, at);
    const mode = flags === 1 ? 'passive' : 'active';
    const memory = flags === 2 ? c.u32() : 0;
    const offset = mode === 'active' ? skipConstExpr(c, m) : undefined;
    const start = c.skipBytes();
    m.datas.push({ mode, memory, offset, start, end: c.pos, at });
  });
}
