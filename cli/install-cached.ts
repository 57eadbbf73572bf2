/**
 * As wasm2js-aot/webassembly/install, for node: `node --import wasm2js-aot/webassembly/install-cached program.js` compiles each module once,
 * large ones in several threads, and keeps outputs where `wasm2js-aot run` keeps them.
 */
import { install } from '../compiler/webassembly/index.js';
import { makeOutputsBy } from '../compiler/webassembly/output.js';
import { outputCached } from './compile-cached.js';

makeOutputsBy(outputCached);
install();
