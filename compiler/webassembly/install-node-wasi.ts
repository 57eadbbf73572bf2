/**
 * As ./install, with memories of the engine: for programs that make them themselves and give them to node's own WASI, as napi-rs's packages
 * for wasm32-wasi do. Imported behind ./install or install-cached it leaves to them what they do.
 */
import { install, WebAssembly as ours } from './index.js';
import { engine } from './node-wasi.js';

install(Object.create(ours, { Memory: { value: (engine ?? ours).Memory } }));
