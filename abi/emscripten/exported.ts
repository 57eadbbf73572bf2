/** Exports as function pointers. */
import { cString } from '../posix/memory.js';
import { recOf } from '../../runtime-lite/func.js';
import { tableGrow, tableOf } from '../../runtime-lite/table.js';
import type { Context } from './context.js';

/** The pointer of the export that C knows by this name, with or without `_`: where the table has it, or added to the table. 0 if there is none. */
export function emscripten_get_exported_function(ctx: Context) {
  return (at: number): number => {
    const rec = recOf(ctx.exports[cString(ctx.m, at).replace(/^_/, '')]);
    if (rec === undefined) return 0;
    const table = tableOf(ctx.ownTable ?? ctx.exports.__indirect_function_table);
    if (table === undefined) throw new Error('the program asks for an export as a function pointer, and does not export its table as __indirect_function_table');
    const found = table.elems.indexOf(rec);
    if (found >= 0) return found;
    const added = tableGrow(table, rec, 1);
    if (added < 0) throw new Error('the program asks for an export as a function pointer, and its table cannot grow: build with -sALLOW_TABLE_GROWTH');
    return added;
  };
}
