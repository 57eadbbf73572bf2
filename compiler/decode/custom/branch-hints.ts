import { malformed, type CompileError } from '../../diagnostics.js';
import type { Cursor } from '../cursor.js';
import { tolerant } from './tolerant.js';

/** Name of the section (spec: Appendix, Branch Hint Section). */
export const BRANCH_HINTS = 'metadata.code.branch_hint';

/** What a producer knows of one branch. */
export interface BranchHint {
  /** Of the hinted instruction, from the first byte of the function's body. */
  readonly offset: number;
  readonly likely: boolean;
  /** Where the hint stands. */
  readonly at: number;
}

export interface FunctionHints {
  /** In the function index space. */
  readonly func: number;
  readonly at: number;
  readonly hints: readonly BranchHint[];
}

export interface BranchHintSection {
  readonly functions: readonly FunctionHints[];
  /** Why nothing follows, if the section is malformed. */
  readonly fault: CompileError | undefined;
}

export function readBranchHints(c: Cursor): BranchHintSection {
  const functions: FunctionHints[] = [];
  const fault = tolerant(() => {
    let last = -1;
    for (let left = c.count(2); left > 0; left--) {
      const at = c.pos;
      const func = c.u32();
      if (func <= last) throw malformed('functions are out of order', at);
      last = func;
      functions.push({ func, at, hints: readHints(c) });
    }
    if (c.pos !== c.end) throw malformed('section size mismatch', c.pos);
  });
  return { functions, fault };
}

function readHints(c: Cursor): BranchHint[] {
  const hints: BranchHint[] = [];
  let last = -1;
  for (let left = c.count(3); left > 0; left--) {
    const at = c.pos;
    const offset = c.u32();
    if (offset <= last) throw malformed('hints are out of order', at);
    last = offset;
    const size = c.u32(), value = c.u8();
    if (size !== 1 || value > 1) throw malformed('malformed branch hint', at);
    hints.push({ offset, likely: value === 1, at });
  }
  return hints;
}
