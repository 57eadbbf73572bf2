import { InternalError, invalid, malformed } from '../diagnostics.js';
import { byName, type OpRow } from '../ops/index.js';
import type { Cursor } from './cursor.js';
import type { ConstExpr } from './module.js';
import { type Instr, OperatorReader, type OperatorSource } from './operators.js';

function rowNamed(name: string): OpRow {
  const row = byName(name);
  if (row === undefined) throw new InternalError(`the operation table lacks ${name}`);
  return row;
}

const refFunc = rowNamed('ref.func');
const end = rowNamed('end');

/** Finds the extent of the constant expression at the cursor and moves past it. Which operations are constant is validation's affair. */
export function skipConstExpr(c: Cursor, source: OperatorSource): ConstExpr {
  const start = c.pos;
  const reader = new OperatorReader(source, start, c.end);
  while (reader.next()) {
    const { row, at } = reader.instr;
    if (row.imm === 'block') throw invalid(`constant expression required: ${row.name} is not constant`, at);
    if (row === end) {
      c.pos = reader.pos;
      return { start, end: reader.pos, func: undefined };
    }
  }
  throw malformed('unexpected end of section or function: the constant expression is not closed', reader.pos);
}

/** The instructions of a constant expression without its closing `end`; a function index counts as `ref.func`. */
export function constInstrs(source: OperatorSource, expr: ConstExpr): Instr[] {
  const reader = new OperatorReader(source, expr.start, expr.end);
  if (expr.func !== undefined) return [{ ...reader.instr, row: refFunc, at: expr.start, index: expr.func }];
  const instrs: Instr[] = [];
  while (reader.next()) {
    if (reader.instr.row !== end) instrs.push({ ...reader.instr });
  }
  return instrs;
}
