/** Exit codes: 0 done, 1 the input or the program failed, 2 usage. */
import { OptionError } from '../compiler/options.js';
import { parseArguments, UsageError } from './args.js';
import { CliError } from './io.js';

/** Runs one command line. The exit code is set on the process, so that a program started by `run` can keep living. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const parsed = await parseArguments(argv);
    // Commands are loaded when used: `run` with a warm cache needs no compiler.
    if (parsed?.command === 'build') await (await import('./commands/build.js')).build(parsed);
    else if (parsed?.command === 'run') await (await import('./commands/run.js')).run(parsed);
    else if (parsed?.command === 'inspect') await (await import('./commands/inspect.js')).inspectCommand(parsed);
    else if (parsed?.command === 'bench') await (await import('./commands/bench.js')).bench(parsed);
  } catch (error) {
    if (error instanceof UsageError || error instanceof OptionError) {
      console.error(`wasm2js-aot: ${error.message}\nTry: wasm2js-aot --help`);
      process.exitCode = 2;
    } else if (error instanceof CliError) {
      console.error(`wasm2js-aot: ${error.message}`);
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
}
