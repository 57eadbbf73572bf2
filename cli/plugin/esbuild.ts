import { plugin } from './core.js';

export type { PluginOptions } from './core.js';
export default plugin.esbuild;
