/** Stops calls that do not end: V8 interrupts loops of WebAssembly as it does those of JavaScript. */
import { Script } from 'node:vm';
import type { Guard } from './compare.js';

const script = new Script('globalThis.guardedAction()');

/** Ours may take longer, so that what the engine ends in time is seldom cut short. */
const milliseconds = { native: 40, ours: 2000 };

export const guarded: Guard = (action, side) => {
  let result: unknown;
  Object.assign(globalThis, { guardedAction: () => { result = action(); } });
  script.runInThisContext({ timeout: milliseconds[side] });
  return result;
};
