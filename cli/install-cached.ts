/**
 * As wasm2js-aot/webassembly/install, for node: `node --import wasm2js-aot/webassembly/install-cached program.js` compiles each module once,
 * large ones in several threads, and keeps outputs where `wasm2js-aot run` keeps them, and instances while a program makes one after the other.
 */
import { clearTimeout, setTimeout } from 'node:timers';
import { install } from '../compiler/webassembly/index.js';
import { keepInstances } from '../compiler/webassembly/kept.js';
import { makeOutputsBy } from '../compiler/webassembly/output.js';
import { outputCached } from './compile-cached.js';

/** Commands that follow each other closer than this have the code of the one before. */
const KEPT_MILLISECONDS = 5000;

makeOutputsBy(outputCached);
keepInstances((forget) => {
  // Programs end although it waits.
  const timer = setTimeout(forget, KEPT_MILLISECONDS).unref();
  return () => { clearTimeout(timer); };
});
install();
