/** What the names of imports tell about a module beyond its ABI: who made it, and so which JavaScript belongs to it. */
import { isMinifiedEmscripten, type Surface } from './minified.js';

interface Maker {
  readonly made: (surface: Surface) => boolean;
  readonly advice: string;
}

const anyNamed = (pattern: RegExp) => ({ imports }: Surface): boolean => imports.some(({ name }) => pattern.test(name));

const isLinked = ({ imports }: Surface): boolean => imports.some(({ module, name }) => module === 'env' && name === '__memory_base');
/** Side modules have neither a main function nor stack operations for JavaScript. */
const isStarted = ({ exports }: Surface): boolean => exports.some(({ name }) => /^(?:main|__main_argc_argv|stackSave|emscripten_stack_get_current|_emscripten_stack_restore)$/.test(name));

/** Only the module's own JavaScript file helps. */
export const MINIFIED = "made by Emscripten, which minified the names of imports: give its JavaScript file with --glue x.js, and the output needs it no longer";

const MAKERS: readonly Maker[] = [
  {
    made: isMinifiedEmscripten,
    advice: MINIFIED,
  },
  {
    made: anyNamed(/^__wb(indgen|g)_/),
    advice: "made with wasm-bindgen: run its JavaScript with this project's WebAssembly namespace, or import the module through the plugin for bundlers",
  },
  {
    made: (surface) => isLinked(surface) && isStarted(surface),
    advice: "a program of Emscripten's dynamic linking, which its JavaScript links: run that with this project's WebAssembly namespace",
  },
  {
    made: (surface) => isLinked(surface) && !isStarted(surface),
    advice: "a side module of Emscripten's dynamic linking: its main program loads it, under its own JavaScript with this project's WebAssembly namespace",
  },
  {
    made: anyNamed(/^napi_/),
    advice: "an addon for Node-API: run its JavaScript with this project's WebAssembly namespace",
  },
];

export const adviceFor = (surface: Surface): string[] => MAKERS.filter(({ made }) => made(surface)).map(({ advice }) => advice);
