/** Which functions a call through a table can reach, where nobody but the module's active segments ever writes to it. */
import { constInstrs, OperatorReader, type ConstExpr } from '../decode/index.js';
import { Effects, ops, supertypesOf, type FuncType, type OpRow } from '../ops/index.js';
import type { ModuleContext } from '../validate/index.js';
import { MOST_SLOTS, type Guards } from './limits.js';

/** An element, and the function that it always is. */
export interface Slot {
  readonly index: number;
  readonly func: number;
}

/** Slots by the types that calls of them may have; undefined for types that have more than `MOST_SLOTS`. */
type ByType = ReadonlyMap<FuncType, readonly Slot[] | undefined>;

const NO_SLOTS: readonly Slot[] = [];

export class Targets {
  private readonly tables = new Map<number, ByType>();
  private written: ReadonlySet<number> | undefined;

  constructor(
    private readonly context: ModuleContext,
    private readonly guards: Guards,
  ) {}

  /** The slots to compare with: those that a call of the type can reach, without those of the commonest function. None where they are many or not known. */
  guarded(table: number, type: FuncType, inLoop: boolean): readonly Slot[] {
    const most = inLoop ? this.guards.inLoops : this.guards.elsewhere;
    if (most === 0) return NO_SLOTS;
    const slots = withoutCommonest(this.reachable(table, type));
    return slots.length <= most ? slots : NO_SLOTS;
  }

  private reachable(table: number, type: FuncType): readonly Slot[] {
    let byType = this.tables.get(table);
    if (byType === undefined) this.tables.set(table, (byType = this.slotsOf(table)));
    const found = byType.get(type) ?? NO_SLOTS;
    return found.length > 0 && (this.written ??= writtenTables(this.context)).has(table) ? NO_SLOTS : found;
  }

  private slotsOf(table: number): ByType {
    const { types, funcs } = this.context;
    const byType = new Map<FuncType, Slot[] | undefined>();
    for (const [index, func] of elementsOf(this.context, table) ?? []) {
      for (const type of supertypesOf(types[funcs[func]!.type]!, types)) {
        const slots = byType.get(type);
        if (slots === undefined && byType.has(type)) continue;
        if (slots === undefined) byType.set(type, [{ index, func }]);
        else if (slots.length < MOST_SLOTS) slots.push({ index, func });
        else byType.set(type, undefined);
      }
    }
    return byType;
  }
}

function withoutCommonest(slots: readonly Slot[]): readonly Slot[] {
  const counts = new Map<number, number>();
  for (const { func } of slots) counts.set(func, (counts.get(func) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const commonest = slots.findLast(({ func }) => counts.get(func) === most)?.func;
  return slots.filter(({ func }) => func !== commonest);
}

/**
 * What active segments write; undefined if the table can be reached from outside, or if it may be called before they are through: a segment that
 * traps leaves functions in imported tables.
 */
function elementsOf(context: ModuleContext, table: number): ReadonlyMap<number, number> | undefined {
  const { module, tables, imported } = context;
  if (table < imported.tables || module.exports.some((e) => e.kind === 'table' && e.index === table) || tables[table]!.address !== 'i32') return undefined;
  const elements = new Map<number, number>();
  let succeeds = true;
  for (const { mode, table: target, offset, items } of module.elems) {
    if (mode !== 'active') continue;
    const from = constantOf(context, offset!);
    succeeds &&= from !== undefined && from + items.length <= tables[target]!.min;
    if (target !== table) continue;
    if (!succeeds) return undefined;
    items.forEach((item, i) => {
      const func = item.func ?? functionOf(context, item);
      if (func === undefined) elements.delete(from! + i);
      else elements.set(from! + i, func);
    });
  }
  return elements;
}

/** The value, unsigned, of an expression that is one constant of 32 bits. */
function constantOf({ module }: ModuleContext, expr: ConstExpr): number | undefined {
  const [first, second] = constInstrs(module, expr);
  return first?.row.name === 'i32.const' && second === undefined ? first.lo >>> 0 : undefined;
}

function functionOf({ module }: ModuleContext, expr: ConstExpr): number | undefined {
  const [first, second] = constInstrs(module, expr);
  return first?.row.shape === 'ref.func' && second === undefined ? first.index : undefined;
}

const writes = ({ effects, imm }: OpRow): boolean => (effects & Effects.WritesTable) !== 0 && (effects & Effects.Calls) === 0 && imm.includes('table');
/** Where none of these is, no instruction needs to be read. */
const FIRST_BYTES = [...new Set(ops.filter(writes).map((row) => row.prefix || row.code))];

/** Tables that instructions write to. Bodies that cannot be read are none that run: what is wrong with them is told in their turn. */
function writtenTables({ module }: ModuleContext): ReadonlySet<number> {
  const written = new Set<number>();
  for (const { start, end } of module.code) {
    const bytes = module.bytes.subarray(start, end);
    if (!FIRST_BYTES.some((byte) => bytes.includes(byte))) continue;
    const reader = new OperatorReader(module, start, end);
    try {
      while (reader.next()) {
        const { row, index, index2 } = reader.instr;
        if (writes(row)) written.add(row.shape === 'table.init' ? index2 : index);
      }
    } catch {
      continue;
    }
  }
  return written;
}
