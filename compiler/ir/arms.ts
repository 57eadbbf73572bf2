/**
 * Moves code into the arm of a `br_table` that alone leads to it. Interpreters are nests of blocks, one for each operation, with a
 * `br_table` innermost; this makes them a switch with the operations in its arms, whose nesting stays as it is however many there are.
 */
import type { Stmt, SwitchArm } from './nodes.js';

/** A `br_table`: those of a list are known by the one with most arms, which may be inside of blocks. */
export interface Table {
  readonly arms: number;
  /** How many loops and handlers are around it. */
  readonly loops: number;
  readonly guards: number;
  /** How many blocks of the list are around it. */
  level: number;
}

/** The one branch to a label, if it is an arm of a table. */
export interface ArmBranch {
  readonly arm: SwitchArm;
  readonly table: Table;
}

/** A block in a list to whose end only an arm inside it leads. */
interface ArmBlock {
  readonly index: number;
  readonly body: Stmt[];
  readonly branch: ArmBranch;
  /** Nesting of the statements before it (and behind the last such block), and of those inside it. */
  readonly before: number;
  readonly inside: number;
  /** Level of the table inside. */
  readonly level: number;
}

/** A list that is built. */
export interface BuiltList {
  out: Stmt[];
  height: number;
  table: Table | undefined;
  armBlocks: ArmBlock[] | undefined;
}

export function noteTable(list: BuiltList, table: Table | undefined): void {
  if (table && (list.table === undefined || list.table.arms < table.arms)) list.table = table;
}

/** Notes the block that was just appended to the list. Nesting is measured anew behind it. */
export function noteArmBlock(list: BuiltList, body: Stmt[], branch: ArmBranch, before: number, inside: number): void {
  (list.armBlocks ??= []).push({ index: list.out.length - 1, body, branch, before, inside, level: branch.table.level });
  list.height = 0;
}

/** Appends to the list, behind its first `offset` statements, what the statements of `from` were noted for. */
export function takeArmBlocks(into: BuiltList, from: BuiltList, offset: number): void {
  for (const block of from.armBlocks ?? []) {
    (into.armBlocks ??= []).push({ ...block, index: block.index + offset, before: Math.max(into.height, block.before) });
    into.height = 0;
  }
  into.height = Math.max(into.height, from.height);
}

/** The end of a list at which control leaves, or else (`leaves` is false) the end of one of which nothing is known. */
export function finishList(list: BuiltList, leaves: boolean, maxHeight: number): void {
  const { armBlocks } = list;
  list.armBlocks = undefined;
  for (let block = armBlocks?.pop(); block; block = armBlocks?.pop()) {
    const { branch, before, inside, level } = block;
    const height = Math.max(inside, level + 1 + list.height);
    if (leaves && height < maxHeight) {
      moveRest(list, block);
      list.height = Math.max(before, height);
      if (list.table === branch.table) list.table.level = level;
    } else list.height = Math.max(before, inside + 1, list.height);
  }
}

/** The block goes; what is behind it stands where the branch to its end was. */
function moveRest(list: BuiltList, { index, body, branch }: ArmBlock): void {
  const { out } = list;
  const target = branch.arm.body;
  target.pop();
  for (let i = index + 1; i < out.length; i++) target.push(out[i]!);
  if (index === 0) list.out = body;
  else {
    out.length = index;
    for (const s of body) out.push(s);
  }
}
