/** The arrays that call_indirect goes through; apart from table.ts, because they belong to one linked copy even where tables are shared. */
import { type FuncRec, type Raw, rawHere } from './func.js';
import { thisRealm } from './registers.js';
import type { TableRecord } from './table.js';
import { trapNull, trapSignature } from './trap.js';
import { matchesSig } from './type-key.js';

/**
 * The callables of `table` for `call_indirect` with the signature of key `sig` in this realm, kept up to date from now on. An element
 * that is null or of another type, declared subtypes apart, is a function that traps; an index outside of the table finds undefined, so that calling it
 * is a TypeError, which `translateError` knows as the trap "undefined element".
 */
export function tableView(table: TableRecord, sig: string): Raw[] {
  let view = table.views.find((candidate) => candidate.realm === thisRealm && candidate.sig === sig);
  if (view === undefined) {
    // Functions of one type share their signature's text, which may be long.
    const matching = new Map<string, boolean>();
    const isMatching = (found: string): boolean => {
      let matches = matching.get(found);
      if (matches === undefined) matching.set(found, (matches = matchesSig(found, sig)));
      return matches;
    };
    const callableOf = (rec: FuncRec | null): Raw => (rec === null ? trapNull : isMatching(rec.type.sig) ? rawHere(rec) : trapSignature);
    view = { realm: thisRealm, sig, callables: table.elems.map(callableOf), callableOf };
    table.views.push(view);
  }
  return view.callables;
}
