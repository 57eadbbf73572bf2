import type { RuntimeModules } from './modules.js';

/** The runtime modules of this build. Written by cli/bundle-runtime.ts, which runs after the TypeScript compiler. */
export declare const runtimeModules: RuntimeModules;
