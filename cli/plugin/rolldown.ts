import { plugin } from './core.js';
import type { MakePlugin } from './wasm.js';

export type { PluginOptions } from './wasm.js';
const make: MakePlugin = plugin.rolldown;
export default make;
