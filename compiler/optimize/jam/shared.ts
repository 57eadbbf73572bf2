/** Loads that several copies of a round have in common, once: engines do not see that those of DataViews and typed arrays are the same. */
import { operands } from '../../ir/effects.js';
import * as make from '../../ir/make.js';
import type { Expr, Load, Stmt, Word } from '../../ir/nodes.js';
import { mapExpressions, mapOperands } from '../../ir/rewrite.js';
import { eachRead } from '../loops/pieces.js';

/** A load that stands at several places, all of which have the value. */
interface Same {
  readonly locals: ReadonlySet<number>;
  places: number;
  /** The local that has it from the first place on. */
  local: number | undefined;
}

/** Statements that store nothing, with loads kept in locals. `temporary` makes one. What is loaded is evaluated at least as early as it was. */
export function sharing(list: readonly Stmt[], temporary: (type: Word) => number): Stmt[] {
  const found = common(list);
  const out: Stmt[] = [];
  for (const s of list) {
    if (s.k !== 'set') {
      out.push(s);
      continue;
    }
    const replaced = (e: Expr): Expr => {
      if (e.k === 'cond') return e;
      const same = e.k === 'load' ? found.get(s)?.get(e) : undefined;
      if (e.k !== 'load' || !same || same.places === 1) return mapOperands(e, replaced);
      if (same.local === undefined) {
        const value = mapOperands(e, replaced);
        same.local = temporary(e.type);
        out.push({ k: 'set', at: e.at, local: same.local, value });
      }
      return make.get(e.type, same.local, e.at);
    };
    out.push(mapExpressions(s, replaced));
  }
  return out;
}

/** What each load of a statement has in common with others, in straight code between conditions and loops. */
function common(list: readonly Stmt[]): ReadonlyMap<Stmt, ReadonlyMap<Load, Same>> {
  const found = new Map<Stmt, Map<Load, Same>>();
  const now = new Map<string, Same>();
  for (const s of list) {
    if (s.k !== 'set') {
      now.clear();
      continue;
    }
    const own = new Map<Load, Same>();
    const look = (e: Expr): void => {
      if (e.k === 'cond') return;
      operands(e, look);
      if (e.k !== 'load') return;
      const key = `${e.row.name} ${e.offset} ${keyOf(e.addr)}`;
      let same = now.get(key);
      if (!same) {
        const locals = new Set<number>();
        eachRead(e.addr, (local) => locals.add(local));
        now.set(key, (same = { locals, places: 0, local: undefined }));
      }
      same.places++;
      own.set(e, same);
    };
    look(s.value);
    found.set(s, own);
    for (const [key, { locals }] of now) if (locals.has(s.local)) now.delete(key);
  }
  return found;
}

function keyOf(e: Expr): string {
  if (e.k === 'get') return `$${e.local}`;
  if (e.k === 'const') return `${e.lo}`;
  const parts: string[] = [];
  operands(e, (o) => { parts.push(keyOf(o)); });
  return e.k === 'op' ? `(${e.row.name} ${parts.join(' ')})` : `(${e.at} ${e.k} ${parts.join(' ')})`;
}
