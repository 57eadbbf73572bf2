/** Functions of the program's JavaScript as function pointers: what its code finds as `addFunction` and `removeFunction`. */
import { hostRaw } from '../../runtime-lite/func-host.js';
import { funcRec, recOf, signature, type FuncRec } from '../../runtime-lite/func.js';
import { tableGrow, tableOf, tableSet, type TableRecord } from '../../runtime-lite/table.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import type { Context } from './context.js';

const LETTERS: Readonly<Record<string, string>> = { i: 'i', p: 'i', j: 'l', f: 'f', d: 'd' };

/** The signature of C types in Emscripten's letters, result first. */
function keyOf(types: unknown): string {
  if (typeof types !== 'string' || !/^[vipjfd][ipjfd]*$/.test(types)) throw new RuntimeError(`addFunction needs the types of a function in letters, such as "vi" of one that takes an integer, not ${JSON.stringify(types)}`);
  const words = [...types].map((letter) => LETTERS[letter] ?? '');
  return `${words.slice(1).join('')}:${words[0]!}`;
}

function tableIn(ctx: Context): TableRecord {
  const table = tableOf(ctx.ownTable ?? ctx.exports.__indirect_function_table);
  if (table === undefined) throw new RuntimeError('addFunction needs the table of the program, which does not export it as __indirect_function_table');
  return table;
}

export function functionPointers(ctx: Context): { addFunction: (call: Function, types?: string) => number; removeFunction: (index: number) => void } {
  const known = new Map<Function, number>();
  const free: number[] = [];
  return {
    addFunction(call, types) {
      const there = known.get(call);
      if (there !== undefined) return there;
      const table = tableIn(ctx);
      const own = recOf(call);
      const found = own === undefined ? -1 : table.elems.indexOf(own);
      if (found >= 0) return found;
      let rec: FuncRec | undefined = own;
      if (rec === undefined) {
        const key = keyOf(types);
        rec = funcRec(hostRaw(call, key), signature(key), 0);
        rec.fn = call;
      }
      const slot = free.pop() ?? tableGrow(table, null, 1);
      if (slot < 0) throw new RuntimeError('addFunction finds no room in the table: build the program with -sALLOW_TABLE_GROWTH');
      tableSet(table, slot, rec);
      known.set(call, slot);
      return slot;
    },
    removeFunction(index) {
      const slot = index >>> 0;
      tableSet(tableIn(ctx), slot, null);
      for (const [call, at] of known) if (at === slot) known.delete(call);
      free.push(slot);
    },
  };
}
