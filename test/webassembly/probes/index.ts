/** All probes. Run as a program, prints the answers of the engine's own namespace as JSON. */
import { fileURLToPath } from 'node:url';
import { calls } from './calls.js';
import { exception } from './exception.js';
import { gc } from './gc.js';
import { global } from './global.js';
import { instance } from './instance.js';
import { memory } from './memory.js';
import { answer, type Namespace, type Probe } from './probe.js';
import { reflection } from './reflection.js';
import { shape } from './shape.js';
import { streaming } from './streaming.js';
import { strings } from './strings.js';
import { table } from './table.js';

export const probes: readonly Probe[] = [...shape, ...memory, ...table, ...global, ...instance, ...calls, ...streaming, ...strings, ...exception, ...gc, ...reflection];

/** Answers by the names of the probes. */
export async function answers(W: Namespace): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const probe of probes) found[probe.name] = await answer(W, probe);
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(JSON.stringify(await answers(globalThis.WebAssembly)));
