/** Imported for its effect, before anything else and in every thread: `node --import wasm2js-aot/webassembly/install program.js`. */
import { install } from './index.js';

install();
