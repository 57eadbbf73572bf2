/** Where an output made with `traceExports` leaves the names of the exports that were used. */
import { builtin } from './host.js';

/** The lists of all outputs, by the name of their file: for hosts without files. */
const LISTS = '__wasm2js_aot_exports__';

/**
 * Notes names in a list of the global object and, where the host has files, appends each new one to the file `list`: at once,
 * because programs may end at any time, and whole lines, because several processes may share the list. Error: it cannot be written.
 */
export function recorder(list: string): (name: string) => void {
  const host = globalThis as { [LISTS]?: Record<string, string[]> };
  const lists = (host[LISTS] ??= Object.create(null) as Record<string, string[]>);
  const names = (lists[list] ??= []);
  const fs = builtin<typeof import('node:fs')>('node:fs');
  fs?.appendFileSync(list, '');
  return (name) => {
    if (names.includes(name)) return;
    names.push(name);
    fs?.appendFileSync(list, `${lineOf(name)}\n`);
  };
}

/** A name that could be taken for something else is written as a JSON string. */
function lineOf(name: string): string {
  return /^[\w$.:/-]+$/.test(name) ? name : JSON.stringify(name);
}
