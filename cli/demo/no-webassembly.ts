/** Preloaded (`node --import`) into every thread of the demo: what runs after it has no WebAssembly. */
delete (globalThis as { WebAssembly?: unknown }).WebAssembly;
