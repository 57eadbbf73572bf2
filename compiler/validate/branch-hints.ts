import { BRANCH_HINTS, OperatorReader, type FunctionHints } from '../decode/index.js';
import { CompileError, invalid, malformed } from '../diagnostics.js';
import type { ModuleContext } from './context.js';

/** Branches of which the module says what they do mostly (spec: Appendix, Branch Hint Section). */
export interface BranchHints {
  /** By the offset of an `if` or `br_if` in the module: whether its condition is mostly true. */
  readonly likely: ReadonlyMap<number, boolean>;
  /** What is wrong with the section. It has no meaning for the module's validity; hints that are wrong are not followed. */
  readonly faults: readonly CompileError[];
}

/** Reads the instructions of functions that have hints, once more; modules without hints pay nothing. */
export function branchHints(context: ModuleContext): BranchHints {
  const { module } = context;
  const { functions, fault } = module.branchHints;
  const likely = new Map<number, boolean>();
  const faults = fault ? [fault] : [];
  const section = module.customs.find(({ name }) => name === BRANCH_HINTS);
  if (section && module.code.length > 0 && section.start > module.code[0]!.start) {
    return { likely, faults: [malformed('misplaced section: it must precede the code section', section.start)] };
  }
  for (const hinted of functions) {
    const body = module.code[hinted.func - context.imported.funcs];
    if (body === undefined) faults.push(invalid(`unknown function ${hinted.func}: only defined functions have hints`, hinted.at));
    else follow(context, hinted, body, likely, faults);
  }
  return { likely, faults };
}

function follow(
  { module }: ModuleContext, { hints }: FunctionHints, body: { readonly at: number; readonly start: number; readonly end: number },
  likely: Map<number, boolean>, faults: CompileError[],
): void {
  const targets = branchesOf(new OperatorReader(module, body.start, body.end));
  for (const hint of hints) {
    const at = body.at + hint.offset;
    if (targets.has(at)) likely.set(at, hint.likely);
    else faults.push(invalid('invalid target of a branch hint: it is neither if nor br_if', hint.at));
  }
}

function branchesOf(reader: OperatorReader): Set<number> {
  const found = new Set<number>();
  try {
    while (reader.next()) {
      const { row, at } = reader.instr;
      if (row.shape === 'if' || row.shape === 'br_if') found.add(at);
    }
  } catch (error) {
    // Validation will say what is wrong with the body.
    if (!(error instanceof CompileError)) throw error;
  }
  return found;
}
