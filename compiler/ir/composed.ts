/** Instructions that are made of several operations: the `parts` of their rows. */
import type { Instr } from '../decode/operators.js';
import { byName } from '../ops/lookup.js';
import type { OpRow } from '../ops/row.js';
import * as make from './make.js';
import type { Expr, Load, Store, Word } from './nodes.js';

/** Applies operations one after the other to `value`. */
function through(value: Expr, parts: readonly OpRow[], i: Instr): Expr {
  return parts.reduce((e, row) => make.op(row.result as Word, row, [e], i.at, lanesOf(row, i)), value);
}

const lanesOf = (row: OpRow, i: Instr): readonly number[] | undefined => (row.imm === 'lane' ? i.lanes : undefined);
const rowsOf = (row: OpRow): OpRow[] => row.parts!.map((name) => byName(name)!);

function loadOf(row: OpRow, addr: Expr, i: Instr): Load {
  return make.load(row.type as Word, row, i, addr);
}

/** `vector` with a lane replaced. */
function replaced(row: OpRow, vector: Expr, value: Expr, lanes: readonly number[], at: number): Expr {
  return make.op(row.result as Word, row, [vector, value], at, lanes);
}

/** The value of an instruction with one result; operands are evaluated in their order. */
export function composed(i: Instr, args: readonly Expr[]): Expr {
  const rows = rowsOf(i.row);
  const [first, second] = args as [Expr, Expr];
  const last = rows[rows.length - 1]!;
  switch (i.row.shape) {
    case 'load_through':
      return through(loadOf(rows[0]!, first, i), rows.slice(1), i);
    case 'load_zero':
      return replaced(last, make.zero('v', i.at), loadOf(rows[0]!, first, i), [0], i.at);
    case 'load_lane':
      return replaced(last, second, loadOf(rows[0]!, first, i), i.lanes, i.at);
    case 'replace_lane':
      return replaced(last, first, through(second, rows.slice(0, -1), i), i.lanes, i.at);
    default:
      return through(first, rows, i);
  }
}

/** The store of one lane. */
export function composedStore(i: Instr, addr: Expr, vector: Expr): Store {
  const [extract, row] = rowsOf(i.row) as [OpRow, OpRow];
  return { k: 'store', at: i.at, row, memory: i.memory, offset: i.offset, align: i.align, isElement: false, addr, value: through(vector, [extract], i) };
}
