/** Runs a script of the official suite inside of an engine that may have nothing but the language and a function that prints. */
import type { Shape } from '../../spec/shape.js';
import { classify, runCommands, type Command, type Exports, type Loaded, type Modules } from '../../spec/script.js';

export type Instantiate = (imports: Record<string, unknown>) => { readonly exports: Exports };

/** A module of the script: each output is a function, so that an engine compiles only what it runs. */
export interface EngineModule {
  readonly shape?: Shape;
  /** Why there is no output. */
  readonly error?: string;
  readonly output?: () => Instantiate;
  readonly adapter?: () => Instantiate;
}

/** Prints a line with the result as JSON. */
export function runInEngine(
  commands: readonly Command[],
  modules: Readonly<Record<string, EngineModule>>,
  spectest: readonly (() => Instantiate)[],
  print: (line: string) => void,
): void {
  print('@@' + JSON.stringify(runCommands(commands, modulesOf(modules, spectest))));
}

function modulesOf(modules: Readonly<Record<string, EngineModule>>, spectest: readonly (() => Instantiate)[]): Modules {
  const loaded: Record<string, Loaded> = {};
  const exports: Exports = {};
  spectest.forEach((output) => Object.assign(exports, output()({}).exports));
  return {
    spectest: exports,
    classify,
    validate: () => true,
    load: (file) => (loaded[file] ??= load(modules[file]!)),
  };
}

function load({ shape, error, output, adapter }: EngineModule): Loaded {
  if (output === undefined) throw new Error(`no output: ${error}`);
  const instantiate = output();
  const adapt = adapter?.();
  return {
    shape,
    instantiate: (imports) => instantiate(imports).exports,
    adapt: (instance) => {
      const adapted: Exports = {};
      shape!.adapted.forEach((name, index) => { adapted[String(index)] = instance[name]; });
      return adapt!({ m: adapted }).exports;
    },
  };
}
