import { malformed, overLimit } from '../diagnostics.js';
import type { FuncType } from '../ops/index.js';
import type { Cursor } from './cursor.js';
import { eachOf } from './each.js';
import { limits } from './limits.js';
import type { LocalRun, Module } from './module.js';
import { readValType } from './types.js';

export function readCodeSection(c: Cursor, m: Module): void {
  m.codeSection = { start: c.pos, end: c.end };
  eachOf(c, 'function bodies', limits.functions, 1, () => {
    const at = c.pos;
    const size = c.count();
    if (size > limits.bodyBytes) throw overLimit('bytes of a function body', size, limits.bodyBytes, at);
    const sectionEnd = c.end;
    const first = c.pos;
    const end = first + size;
    c.end = end;
    const locals = readLocals(c, m.types);
    m.code.push({ at: first, start: c.pos, end, locals });
    c.pos = end;
    c.end = sectionEnd;
  });
}

function readLocals(c: Cursor, types: readonly FuncType[]): LocalRun[] {
  const runs: LocalRun[] = [];
  let total = 0;
  const groups = c.count(2);
  for (let k = 0; k < groups; k++) {
    const at = c.pos;
    const count = c.u32();
    total += count;
    if (total > 0xffffffff) throw malformed('too many locals', at);
    if (total > limits.locals) throw overLimit('too many locals', total, limits.locals, at);
    runs.push({ count, type: readValType(c, types) });
  }
  return runs;
}
