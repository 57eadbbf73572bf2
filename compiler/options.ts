/**
 * The single description of every option. The command line, its help text, the API's types and the validation all
 * read these rows; nothing else in the project lists option names, choices or defaults.
 */

/** Where an option takes effect: in the compiler, only on the command line, or only between rooms of this package. */
export type OptionScope = 'compile' | 'cli' | 'internal';

export interface OptionRow {
  /** Name in the API (camelCase). */
  readonly key: string;
  /** Name on the command line (without dashes). */
  readonly flag: string;
  readonly alias?: string;
  readonly type: 'string' | 'boolean' | 'number' | 'list';
  readonly choices?: readonly (string | number)[];
  readonly default?: string | number | boolean;
  readonly scope: OptionScope;
  /** Whether commas stand between items of a list on the command line. */
  readonly isSplit?: boolean;
  /** What the value stands for in help texts, e.g. `file`. */
  readonly placeholder?: string;
  readonly help: string;
}

export const optionRows = [
  { key: 'output', flag: 'output', alias: 'o', type: 'string', scope: 'cli', placeholder: 'file',
    help: 'Output file; "-" is standard output. Default: beside the input, with the extension of the format.' },
  { key: 'format', flag: 'format', type: 'string', choices: ['esm', 'iife', 'cjs'], default: 'esm', scope: 'compile',
    help: 'Module format of the output.' },
  { key: 'name', flag: 'name', type: 'string', default: 'wasm', scope: 'compile', placeholder: 'global',
    help: 'Global variable that an iife defines.' },
  { key: 'target', flag: 'target', type: 'string', choices: ['portable', 'v8', 'jsc', 'spidermonkey', 'hermes', 'jitless'],
    default: 'portable', scope: 'compile', help: 'Engine that the code is tuned for; every target runs everywhere.' },
  { key: 'optimize', flag: 'optimize', alias: 'O', type: 'number', choices: [0, 1, 2, 3], default: 2, scope: 'compile',
    help: 'Optimisation level, also written -O0 to -O3.' },
  { key: 'traps', flag: 'traps', type: 'string', choices: ['exact', 'fast'], default: 'exact', scope: 'compile',
    help: 'exact: every trap of the specification. fast: leaves out checks that cost time.' },
  { key: 'abi', flag: 'abi', type: 'string',
    choices: ['auto', 'none', 'emscripten', 'emscripten-legacy', 'wasi', 'go', 'tinygo', 'assemblyscript'], default: 'auto', scope: 'compile',
    help: 'Who provides the imports; none leaves every import to the caller.' },
  { key: 'sourceMap', flag: 'source-map', type: 'string', choices: ['external', 'inline', 'none'], default: 'none', scope: 'compile',
    help: 'Source map beside the output, inside it, or none.' },
  { key: 'sources', flag: 'sources', type: 'string', choices: ['auto', 'dwarf', 'wat'], default: 'auto', scope: 'compile',
    help: 'What the source map points to: sources that the debugging information names (auto, if it has any), or the module as text.' },
  { key: 'pretty', flag: 'pretty', type: 'boolean', default: false, scope: 'compile',
    help: 'Readable names and layout.' },
  { key: 'esmIntegration', flag: 'esm-integration', type: 'boolean', default: false, scope: 'compile',
    help: 'Import from modules what no ABI provides, and export by name: what `import` of the .wasm itself would mean. Needs the format esm.' },
  { key: 'keepExports', flag: 'keep-exports', type: 'list', isSplit: true, scope: 'compile', placeholder: 'a,b',
    help: 'Keep only these exports and what they need; @file stands for the names in a file, one a line.' },
  { key: 'traceExports', flag: 'trace-exports', type: 'string', scope: 'compile', placeholder: 'file',
    help: 'Make an output for finding out which exports are used: run it, and it appends their names to the file, for --keep-exports @file; '
      + 'without a file system they are in globalThis.__wasm2js_aot_exports__[file].' },
  { key: 'builtins', flag: 'builtins', type: 'list', scope: 'compile', placeholder: 'set',
    help: 'Sets of builtin functions that imports may come from; known is js-string, which is the default unless the ABI is none.' },
  { key: 'importedStringConstants', flag: 'imported-string-constants', type: 'string', scope: 'compile', placeholder: 'module',
    help: 'Imports from this module are strings: their names.' },
  { key: 'suspending', flag: 'suspending', type: 'list', isSplit: true, scope: 'compile', placeholder: 'module.name',
    help: 'Imports that may return promises: calls of these functions wait for them, where an export of --promising was called.' },
  { key: 'promising', flag: 'promising', type: 'list', isSplit: true, scope: 'compile', placeholder: 'a,b',
    help: 'Exported functions that return promises, and may wait for imports of --suspending.' },
  { key: 'precompiled', flag: 'precompiled', type: 'boolean', default: false, scope: 'compile',
    help: 'Make a file for register() of wasm2js-aot/webassembly/precompiled, where no code may be evaluated.' },
  { key: 'dir', flag: 'dir', type: 'list', scope: 'compile', placeholder: 'guest=host',
    help: 'Directory that a program may reach, "path" or "guest=host"; may be repeated.' },
  { key: 'env', flag: 'env', type: 'list', scope: 'compile', placeholder: 'NAME=value',
    help: 'Variable of a program\'s environment; NAME alone takes the value that the process has when the program starts; may be repeated.' },
  { key: 'allowNet', flag: 'allow-net', type: 'list', scope: 'compile', placeholder: 'host:port',
    help: 'Address that a program may listen on or connect to; may be repeated.' },
  { key: 'listen', flag: 'listen', type: 'list', scope: 'compile', placeholder: 'host:port',
    help: 'Address on which a socket listens when a program starts that cannot open one itself (WASI); may be repeated.' },
  { key: 'staticTop', flag: 'static-top', type: 'number', scope: 'compile', placeholder: 'address',
    help: 'First address after static data, for Emscripten modules that do not say it.' },
  { key: 'glue', flag: 'glue', type: 'string', scope: 'compile', placeholder: 'x.js',
    help: "Emscripten's JavaScript file, from which minified import and export names are recovered." },
  { key: 'dts', flag: 'dts', type: 'boolean', default: false, scope: 'cli',
    help: 'Write TypeScript declarations beside the output.' },
  { key: 'inputName', flag: 'input-name', type: 'string', scope: 'internal', placeholder: 'file',
    help: 'Name of the input for the source map; folders are left out.' },
  { key: 'outputName', flag: 'output-name', type: 'string', scope: 'internal', placeholder: 'file',
    help: 'Name of the output for the source map; folders are left out.' },
  { key: 'programName', flag: 'program-name', type: 'string', scope: 'internal', placeholder: 'name',
    help: 'What a program is told to be called, instead of the name of its file.' },
  { key: 'functionLimit', flag: 'function-limit', type: 'number', scope: 'internal', placeholder: 'bytes',
    help: 'Bytes of bytecode beyond which functions are split, instead of those of the target.' },
  { key: 'inlineSize', flag: 'inline-size', type: 'number', scope: 'internal', placeholder: 'bytes',
    help: 'Bytes of instructions up to which functions stand in place of all of their calls, instead of those of the level.' },
] as const satisfies readonly OptionRow[];

type Row = (typeof optionRows)[number];
type ValueOf<R> = R extends { readonly choices: readonly (infer C)[] } ? C
  : R extends { readonly type: 'boolean' } ? boolean
  : R extends { readonly type: 'list' } ? readonly string[] | undefined
  : R extends { readonly type: 'number' } ? number | undefined
  : R extends { readonly default: string } ? string
  : string | undefined;
type CompilerRow = Exclude<Row, { readonly scope: 'cli' }>;

/**
 * Options of one compilation, complete. `glue` is the text of the Emscripten glue file (the command line reads the file);
 * with `sourceMap: 'external'` the map is returned and the caller adds the `sourceMappingURL` comment.
 */
export type Options = { readonly [R in CompilerRow as R['key']]: ValueOf<R> };

/** Keys of what only rooms of this package tell each other. */
export type InternalKey = Extract<Row, { readonly scope: 'internal' }>['key'];

/** The program was given an option that does not exist or a value it cannot have. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

const compilerRows: readonly OptionRow[] = optionRows.filter((row) => row.scope !== 'cli');
const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/**
 * Completes options with the defaults of the rows.
 * @throws OptionError for an unknown option or an impossible value; the message names both the option and what it may be.
 */
export function resolveOptions(partial: Partial<Options> = {}): Options {
  const given = partial as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    if (!compilerRows.some((row) => row.key === key)) {
      throw new OptionError(`Unknown option ${JSON.stringify(key)}; the options are ${publicKeys().join(', ')}.`);
    }
  }
  const resolved: Record<string, unknown> = {};
  for (const row of compilerRows) {
    const value = given[row.key];
    resolved[row.key] = value === undefined ? row.default : checked(row, value);
  }
  if (resolved['esmIntegration'] && (resolved['format'] !== 'esm' || resolved['precompiled'])) {
    throw new OptionError('Option esm-integration needs the format esm, and no precompiled: other files cannot import from modules.');
  }
  return resolved as Options;
}

function publicKeys(): string[] {
  return compilerRows.filter((row) => row.scope === 'compile').map((row) => row.key);
}

function checked(row: OptionRow, value: unknown): unknown {
  if (row.choices && !row.choices.includes(value as never)) {
    throw new OptionError(`Option ${row.flag} cannot be ${shown(value)}; choose one of ${row.choices.join(', ')}.`);
  }
  if (row.type === 'list') {
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
      throw new OptionError(`Option ${row.flag} must be a list of strings, not ${shown(value)}.`);
    }
    const unnamed = row.key === 'env' ? value.find((item) => item === '' || item.startsWith('=') || item.includes('\0')) : undefined;
    if (unnamed !== undefined) throw new OptionError(`Option env must be NAME=value or NAME, not ${shown(unnamed)}.`);
    return [...value];
  }
  if (typeof value !== row.type) {
    throw new OptionError(`Option ${row.flag} must be a ${row.type}, not ${shown(value)}.`);
  }
  if (row.key === 'staticTop' && !(Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 2 ** 32)) {
    throw new OptionError(`Option static-top must be an address from 0 to 4294967296, not ${shown(value)}.`);
  }
  if (row.key === 'name' && !isGlobalName(value as string)) {
    throw new OptionError(`Option name must be a plain JavaScript identifier, not ${shown(value)}.`);
  }
  if (row.key === 'traceExports' && value === '') throw new OptionError('Option trace-exports must name a file.');
  return value;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

const reserved = new Set(('arguments await break case catch class const continue debugger default delete do else enum eval export extends '
  + 'false finally for function if implements import in instanceof interface let new null package private protected public return '
  + 'static super switch this throw true try typeof undefined var void while with yield NaN Infinity').split(' '));

function isGlobalName(name: string): boolean {
  return identifier.test(name) && !reserved.has(name);
}
