/** What an exported function throws where the stack ends. As a program it prints that, because an engine does some things only once. */
import { fileURLToPath } from 'node:url';
import { WebAssembly as ours } from '../../compiler/webassembly/index.js';
import { vector } from '../bytes.js';
import * as m from './probes/modules.js';
import type { Namespace } from './probes/probe.js';

/** "f" calls a function that calls itself without end. */
const endless = m.binary([1, vector([m.functionType([], [])])], [3, vector([[0], [0]])], m.exports(['f', m.FUNCTION, 0]), [10, vector([m.body(0x10, 1), m.body(0x10, 1)])]);
const DEPTHS = 3500;

/** The errors of "f" at the last depths that there are. */
export function errors(W: Namespace): string[] {
  const { f } = new W.Instance(new W.Module(endless)).exports as { f: () => void };
  const descend = (depth: number): void => { if (depth === 0) f(); else descend(depth - 1); };
  let deepest = 0;
  const count = (): void => { deepest++; count(); };
  try {
    count();
  } catch {
    // That was the end of the stack.
  }
  const found = new Set<string>();
  for (let depth = deepest; depth > Math.max(deepest - DEPTHS, 0); depth--) {
    try {
      descend(depth);
    } catch (error) {
      found.add((error as Error).constructor.name);
    }
  }
  return [...found];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify({ ours: errors(ours), native: errors(globalThis.WebAssembly) }));
