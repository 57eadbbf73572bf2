/** What the names of imports tell about a module beyond its ABI: who made it, and so which JavaScript belongs to it. */

interface Import {
  readonly module: string;
  readonly name: string;
}

interface Maker {
  readonly made: (imports: readonly Import[]) => boolean;
  readonly advice: string;
}

const anyNamed = (pattern: RegExp) => (imports: readonly Import[]): boolean => imports.some(({ name }) => pattern.test(name));

const MAKERS: readonly Maker[] = [
  {
    made: (imports) => imports.length > 0 && imports.every(({ module }) => module.length === 1),
    advice: "the names of imports are minified: give Emscripten's JavaScript file with --glue",
  },
  {
    made: anyNamed(/^__wb(indgen|g)_/),
    advice: "made with wasm-bindgen: run its JavaScript with this project's WebAssembly namespace, or import the module through the plugin for bundlers",
  },
  {
    made: (imports) => imports.some(({ module, name }) => module === 'env' && name === '__memory_base'),
    advice: "a side module of Emscripten's dynamic linking: its main program loads it, under its own JavaScript with this project's WebAssembly namespace",
  },
  {
    made: anyNamed(/^napi_/),
    advice: "an addon for Node-API: run its JavaScript with this project's WebAssembly namespace",
  },
];

export const adviceFor = (imports: readonly Import[]): string[] => MAKERS.filter(({ made }) => made(imports)).map(({ advice }) => advice);
