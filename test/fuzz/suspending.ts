/** Functions in their second form, that of JavaScript promise integration, run without waiting: what they compute is the same. */
import type { Module } from '../../compiler/decode/index.js';
import { Suspending } from '../../compiler/webassembly/index.js';
import { rawHere, recOf } from '../../runtime-lite/func.js';
import { exportRaw } from '../../runtime-lite/func-export.js';
import { resumable } from '../../runtime-lite/resume.js';
import type { World } from './world.js';

/** What the option `suspending` is for all functions among the imports. */
export const importNames = (m: Module): string[] => m.imports.flatMap(({ module, name, desc }) => (desc.kind === 'func' ? [`${module}.${name}`] : []));

/** What the host function returned that was called last. */
let answer: unknown;

/** The imports with functions that suspend. */
export function suspendingImports(imports: World['imports']): World['imports'] {
  const suspending = (value: unknown): unknown =>
    typeof value !== 'function' ? value : new Suspending((...args) => void (answer = (value as (...args: any[]) => unknown)(...args)));
  const entries = Object.entries(imports).map(([module, fields]) => [module, Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, suspending(value)]))]);
  return Object.fromEntries(entries) as World['imports'];
}

/** The exported function as one that calls the second form, and gives each host function's answer at once. */
export function driven(fn: Function): Function {
  const rec = recOf(fn)!;
  const start = resumable(rawHere(rec));
  const run = (...words: any[]): unknown => {
    const activation = start(...words);
    for (let step = activation.next(); ; step = activation.next(answer)) if (step.done) return step.value;
  };
  return exportRaw(run, rec.type.sig, rec.type.types);
}
