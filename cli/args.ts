/** The command line, built from the option rows. */
import yargs from 'yargs';
import type { Argv, Options as YargsOptions } from 'yargs';
import { optionRows, type OptionRow, type Options } from '../compiler/options.js';
import { version } from './version.js';

/** The command line was wrong: message, hint, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface BuildArguments {
  readonly command: 'build';
  readonly input: string;
  readonly output: string | undefined;
  readonly dts: boolean;
  /** `glue` is still a path here, and `keepExports` may name files. */
  readonly options: Partial<Options>;
}
export interface RunArguments {
  readonly command: 'run';
  readonly input: string;
  readonly options: Partial<Options>;
  /** What follows `--`. */
  readonly programArguments: readonly string[];
}
export interface InspectArguments {
  readonly command: 'inspect';
  readonly input: string;
  readonly json: boolean;
  readonly options: Pick<Partial<Options>, 'glue'>;
}
export interface BenchArguments {
  readonly command: 'bench';
  readonly input: string;
  readonly invoke: string | undefined;
  /** As written. */
  readonly args: readonly string[];
  readonly seconds: number;
  /** All that are found, if undefined. */
  readonly engines: readonly string[] | undefined;
  readonly json: boolean;
  readonly options: Partial<Options>;
}
export type Arguments = BuildArguments | RunArguments | InspectArguments | BenchArguments;

const rows: readonly OptionRow[] = optionRows;
const buildRows = rows.filter((row) => row.scope !== 'internal');
const runKeys = new Set(['target', 'optimize', 'traps', 'abi', 'dir', 'env', 'allowNet', 'listen', 'staticTop', 'glue', 'traceExports']);
const benchRows = rows.filter((row) => ['target', 'optimize', 'traps', 'abi', 'staticTop', 'glue'].includes(row.key));
const inspectRows = rows.filter((row) => row.key === 'glue');
const runRows = rows.filter((row) => runKeys.has(row.key));

function yargsOptions(used: readonly OptionRow[]): Record<string, YargsOptions> {
  return Object.fromEntries(used.map((row) => [row.flag, {
    ...(row.alias === undefined ? {} : { alias: row.alias }),
    type: row.type === 'list' ? 'string' : row.type,
    ...(row.choices ? { choices: row.choices } : {}),
    ...(row.default === undefined ? {} : { defaultDescription: String(row.default) }),
    requiresArg: row.type !== 'boolean',
    describe: row.placeholder ? `<${row.placeholder}> ${row.help}` : row.help,
  } satisfies YargsOptions]));
}

type Parsed = Record<string, unknown>;

/** The values given for some rows; the defaults stay with the compiler. */
function given(used: readonly OptionRow[], parsed: Parsed): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const row of used) {
    const value = parsed[row.flag];
    if (value === undefined) continue;
    if (row.type === 'list') {
      const items = [value].flat().map(String);
      result[row.key] = row.isSplit ? items.flatMap((item) => item.split(',')) : items;
    } else if (Array.isArray(value)) {
      throw new UsageError(`Option --${row.flag} was given more than once.`);
    } else {
      result[row.key] = value;
    }
  }
  return result;
}

const input = (argv: Argv): Argv => argv.positional('input', { type: 'string', demandOption: true, describe: 'A .wasm or .wat file; "-" is standard input' });

/**
 * Reads the command line (without node and script name). Help, version and completion requests are answered on
 * standard output and give undefined.
 * @throws UsageError when it cannot be understood.
 */
export async function parseArguments(argv: readonly string[]): Promise<Arguments | undefined> {
  let result: Arguments | undefined;
  const rest = (parsed: Parsed): readonly string[] => ((parsed['--'] as unknown[] | undefined) ?? []).map(String);
  const onlyForRun = (parsed: Parsed): void => {
    if (rest(parsed).length) throw new UsageError('Arguments after "--" are for the program and need the command run.');
  };
  const parser = yargs()
    .scriptName('wasm2js-aot')
    .locale('en')
    .version(version)
    .parserConfiguration({ 'populate--': true, 'parse-positional-numbers': false, 'camel-case-expansion': false, 'dot-notation': false })
    .usage('$0 <input.wasm> [-o out.mjs]\n\nCompiles WebAssembly to standalone JavaScript.')
    .command(['$0 <input>', 'build <input>'], 'Compile a module to JavaScript', (command) => input(command).options(yargsOptions(buildRows)), (parsed: Parsed) => {
      onlyForRun(parsed);
      const { output, dts, ...options } = given(buildRows, parsed);
      result = { command: 'build', input: inputOf(parsed, argv), output: output as string | undefined, dts: dts === true, options: options as Partial<Options> };
    })
    .command('run <input>', 'Compile (cached) and run a program: run input.wasm -- arguments', (command) => input(command).options(yargsOptions(runRows)), (parsed: Parsed) => {
      result = { command: 'run', input: inputOf(parsed, argv), options: given(runRows, parsed) as Partial<Options>, programArguments: rest(parsed) };
    })
    .command('inspect <input>', 'Show ABI, features, imports, exports and sizes', (command) => input(command).options(yargsOptions(inspectRows)).option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' }), (parsed: Parsed) => {
      onlyForRun(parsed);
      result = { command: 'inspect', input: inputOf(parsed, argv), json: parsed['json'] === true, options: given(inspectRows, parsed) };
    })
    .command('bench <input>', 'Measure a function: compiled, interpreted and native', (command) => input(command).options({ ...benchOptions, ...yargsOptions(benchRows) }), (parsed: Parsed) => {
      onlyForRun(parsed);
      result = benchArguments(parsed, argv);
    })
    .completion('completion', 'Print a completion script for the shell')
    .alias('help', 'h')
    .strict()
    .exitProcess(false)
    .showHelpOnFail(false)
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .fail((message: string | null, error: Error | undefined) => { throw error instanceof UsageError ? error : new UsageError(sentence(message ?? error?.message ?? 'wrong usage', argv)); });
  if (argv.length === 0) throw new UsageError(NO_INPUT);
  checkSwitches(argv);
  await parser.parseAsync(argv);
  return result;
}

const benchOptions: Record<string, YargsOptions> = {
  invoke: { type: 'string', requiresArg: true, describe: '<name> Exported function to measure' },
  arg: { type: 'string', requiresArg: true, describe: '<value> Argument of the function, in order; repeat for each; write --arg=-1e9 where it begins with a dash' },
  seconds: { type: 'number', requiresArg: true, default: 10, describe: '<n> Time to spend; slow engines get one call in any case' },
  engines: { type: 'string', requiresArg: true, describe: '<a,b> Engines to measure, by the names in the table. Default: all that are found' },
  json: { type: 'boolean', default: false, describe: 'Machine-readable output' },
};

function benchArguments(parsed: Parsed, argv: readonly string[]): BenchArguments {
  const list = (name: string): string[] => (parsed[name] === undefined ? [] : [parsed[name]].flat().map(String));
  const { invoke, seconds } = parsed;
  for (const [name, value] of Object.entries({ invoke, seconds })) if (Array.isArray(value)) throw new UsageError(`Option --${name} was given more than once.`);
  if (!(Number(seconds) > 0 && Number(seconds) <= 86_400)) throw new UsageError('Option --seconds must be a number from 0 to 86400.');
  const engines = list('engines').flatMap((item) => item.split(','));
  return {
    command: 'bench', input: inputOf(parsed, argv), invoke: invoke as string | undefined, args: list('arg'), seconds: Number(seconds),
    engines: engines.length ? engines : undefined, json: parsed['json'] === true, options: given(benchRows, parsed) as Partial<Options>,
  };
}

/** yargs reads a lone dash as an empty word. */
function inputOf(parsed: Parsed, argv: readonly string[]): string {
  const input = String(parsed['input']);
  if (input === '' && !argv.includes('-')) throw new UsageError(NO_INPUT);
  return input || '-';
}

/** yargs takes every word but "true" for false. */
function checkSwitches(argv: readonly string[]): void {
  const switches = new Set(buildRows.filter(({ type }) => type === 'boolean').map(({ flag }) => flag).concat('json'));
  for (const word of argv) {
    if (word === '--') return;
    const [, flag, value] = /^--(?:no-)?([\w-]+)=(.*)$/s.exec(word) ?? [];
    if (flag !== undefined && switches.has(flag) && value !== 'true' && value !== 'false') throw new UsageError(`Option --${flag} is given without a value, or not at all.`);
  }
}

const NO_INPUT = 'An input file is needed.';

/** yargs reports some mistakes on several lines, and in words of its own; ours are one sentence. */
function sentence(message: string, argv: readonly string[]): string {
  const line = message.split('\n').map((part) => part.trim()).filter(Boolean).join(' ').replace(/^Invalid values: Argument: /, 'Invalid value for --');
  if (line.startsWith('Not enough non-option arguments')) return NO_INPUT;
  const unknown = /^Unknown arguments?: (.*)$/.exec(line);
  return unknown ? tooMuch(unknown[1]!, argv) : line;
}

/** Names of options come without their dashes. */
function tooMuch(names: string, argv: readonly string[]): string {
  const options = argv.filter((word) => /^--?[^-=]/.test(word) && names.split(', ').includes(word.replace(/^--?([^=]*).*$/s, '$1')));
  const forProgram = argv[0] === 'run' ? `; what is for the program stands after "--": run ${argv[1]} -- arguments` : '';
  if (options.length) return `Unknown option: ${options.join(', ')}${forProgram}`;
  return `One input file at a time, but there is also ${names}${forProgram || '; the commands are build, run, inspect and bench'}`;
}
