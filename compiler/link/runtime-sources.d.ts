import type { RuntimeSources } from './sources.js';

/** The runtime modules of this build. Written by cli/bundle-runtime.ts, which runs after the TypeScript compiler. */
export declare const runtimeSources: RuntimeSources;
