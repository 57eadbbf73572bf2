import { plugin } from './core.js';
import type { MakePlugin } from './wasm.js';

export type { PluginOptions } from './wasm.js';
const make: MakePlugin = plugin.farm;
export default make;
