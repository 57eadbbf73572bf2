/** The ABIs this package knows, the more particular ones first. */
import type { AbiDescriptor } from './contract.js';
import { descriptor as assemblyscript } from './assemblyscript/index.js';
import { descriptor as emscripten } from './emscripten/index.js';
import { descriptor as emscriptenLegacy } from './emscripten-legacy/index.js';
import { descriptor as go, tinyDescriptor as tinygo } from './go/index.js';
import { descriptor as wasi } from './wasi/index.js';

export const abis: readonly AbiDescriptor[] = [emscriptenLegacy, emscripten, go, tinygo, wasi, assemblyscript];
