/** Which declared locals must start as zero. */
import { readUnassigned } from '../ir/assignment.js';
import type { FunctionIR } from '../ir/nodes.js';

export function findUninitialised(f: FunctionIR): void {
  const unassigned = readUnassigned(f.body, f.locals.length, f.params.length);
  if (unassigned) f.zeroed = new Set([...unassigned].filter((local) => local < f.declared));
}
