/** The public door of the compiler: pure, without file system or process, for any host. */
import { missingImports, type Missing } from './abi-plan.js';
import { materialise } from './ast.js';
import { batchOfNodes, batchOfText, printBatch, type PrintedBatch } from './batches.js';
import { userTexts } from './callers.js';
import type { Program } from 'estree';
import type { ExportSummary, ImportSummary } from '../abi/contract.js';
import { scores, type Score } from '../abi/detect.js';
import { builtinImports, type BuiltinImports } from './builtins.js';
import { optionRows, resolveOptions, type Options } from './options.js';
import { OWN_NAMES } from './emit/entry.js';
import { Functions } from './functions.js';
import { readGlue, untold, withNames } from './glue/index.js';
import { assemble, front } from './pipeline.js';
import { OutputTooLong, print } from './print/index.js';
import { originals, type Originals } from './source-map.js';
import { exportsOf, featuresUsed, importsOf, summarize } from './summary.js';
import { branchHints, validate, validateModule } from './validate/index.js';
import { BRANCH_HINTS, decode } from './decode/index.js';
import { CompileError, quoted } from './diagnostics.js';
import { VERSION } from './version.js';

export { CompileError };
export type { PrintedBatch } from './batches.js';
export type { Options } from './options.js';
export { VERSION };

export interface Diagnostic {
  readonly severity: 'warning';
  readonly message: string;
}

const warning = (message: string): Diagnostic => ({ severity: 'warning', message });

/** Custom sections do not make a module invalid; what is wrong in one is not followed. */
function customFault(section: string, { message, offset }: CompileError): Diagnostic {
  return warning(`custom section ${section}, byte 0x${offset!.toString(16)}: ${message}`);
}

/** Code for the start or the end that is left out. */
function hookFaults(faults: readonly (readonly [name: string, why: string])[]): Diagnostic[] {
  return faults.map(([name, why]) => warning(`the glue's Module.${name} is not called: it ${why}`));
}

/** Names that no glue tells leave an ABI nothing to provide. */
function closureFault(names: readonly string[]): Diagnostic[] {
  if (names.length === 0) return [];
  const some = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  return [warning(`the glue has no names for the imports ${some}: Closure takes them away; such a program needs its glue, or a build with --closure 0`)];
}

export interface CompileResult {
  readonly code: string;
  /** Source map (revision 3) as JSON, with `sourceMap` other than 'none'. */
  readonly map: string | undefined;
  /** ESTree of the whole output, made when it is first read. */
  readonly ast: Program;
  readonly exports: readonly ExportSummary[];
  readonly imports: readonly ImportSummary[];
  /** The ABI whose pieces are linked, if any, and whether the output is a program (has `run`). */
  readonly abi: { readonly id: string; readonly program: boolean } | undefined;
  /** Sizes in bytes, and counts. */
  readonly stats: { readonly inputBytes: number; readonly outputBytes: number; readonly functions: number };
  /** Remarks on the translation; errors are thrown. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A module on its way. Its functions may stand in batches, which can be made in any order and by several threads. */
export class Compilation {
  private readonly options: Options;
  private readonly functions: Functions;
  private readonly map: Originals | undefined;

  /** @throws as {@link compile}, but for what is wrong in functions. */
  constructor(
    private readonly bytes: Uint8Array,
    options: Partial<Options> = {},
  ) {
    this.options = resolveOptions(options);
    const made = front(bytes, this.options);
    this.functions = new Functions(made, this.options);
    this.map = this.options.sourceMap === 'none' ? undefined : originals(made.context, this.options);
  }

  /** How many batches there are; a small module has none. */
  get batches(): number {
    return this.functions.ranges.length;
  }

  /** One of the batches, as plain data. @throws CompileError for a function that is invalid or uses what is not supported. */
  batch(n: number): PrintedBatch {
    return printBatch(this.functions, n, this.map?.origins);
  }

  /** The output. Batches are asked for in their order. @throws CompileError as {@link batch} does. */
  result(batch: (n: number) => PrintedBatch = (n) => this.batch(n)): CompileResult {
    const { bytes, options, functions, map } = this;
    const { context, abi, builtins, hints, untold: unnamed } = functions.front;
    const header = `wasm2js-aot ${VERSION}; options ${shownOptions(options)}; input SHA-256 ${functions.front.digest}`;
    const printed = printWhole(assemble(functions, map?.origins, (n) => batchOfText(batch(n))), {
      pretty: options.pretty,
      header,
      ...(map ? { sourceMap: map.options } : {}),
    });
    const exports = exportsOf(context);
    const hidden = context.module.imports.length === builtins.size ? exports.filter((e) => OWN_NAMES.has(e.name)) : [];
    let ast: Program | undefined;
    return {
      code: options.sourceMap === 'inline' ? withInlineMap(printed.code, printed.map!) : printed.code,
      map: printed.map,
      get ast() {
        return (ast ??= materialise(assemble(functions, map?.origins, (n) => batchOfNodes(functions, n, map?.origins))));
      },
      exports,
      imports: importsOf(context, builtins),
      abi: abi && { id: abi.id, program: abi.isProgram },
      stats: { inputBytes: bytes.length, outputBytes: printed.code.length, functions: context.funcs.length - context.imported.funcs },
      diagnostics: [
        ...hidden.map(({ name }) =>
          warning(`the export ${quoted(name)} is reached through instantiate() only: the file cannot export that name`)),
        ...hints.faults.map((fault) => customFault(BRANCH_HINTS, fault)),
        ...closureFault(unnamed),
        ...hookFaults(abi?.hookFaults ?? []),
      ],
    };
  }
}

/**
 * Translates a module.
 * @throws CompileError, with the byte offset, for a module that is malformed, invalid, or uses what is not supported yet.
 * @throws OptionError for options that do not exist.
 */
export function compile(bytes: Uint8Array, options: Partial<Options> = {}): CompileResult {
  return new Compilation(bytes, options).result();
}

function printWhole(...args: Parameters<typeof print>): ReturnType<typeof print> {
  try {
    return print(...args);
  } catch (error) {
    if (!(error instanceof OutputTooLong)) throw error;
    throw new CompileError('W2J1002', `the output would have ${error.characters} characters, more than engines read as one script; leave out what is not needed with --keep-exports`);
  }
}

/** Texts of files and names of files, which do not change what the output does. */
const UNSHOWN: ReadonlySet<string> = new Set(['glue', 'inputName', 'outputName']);

/** Decodes and validates without translating, and tells what the module imports and exports. @throws CompileError as {@link compile} does. */
export function check(bytes: Uint8Array, options: Partial<Options> = {}): Pick<CompileResult, 'imports' | 'exports'> {
  const context = validate(bytes);
  return { imports: importsOf(context, builtinImports(context, resolveOptions(options))), exports: exportsOf(context) };
}

/** Options that differ from their defaults, as JSON in ASCII. */
function shownOptions(options: Options): string {
  const shown: Record<string, unknown> = {};
  for (const row of optionRows) {
    const value = (options as Record<string, unknown>)[row.key];
    const standard = 'default' in row ? row.default : undefined;
    if (value !== undefined && value !== standard && !UNSHOWN.has(row.key)) shown[row.key] = value;
  }
  return JSON.stringify(shown).replace(/[^\x20-\x7e]|</g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function withInlineMap(code: string, map: string): string {
  const bytes = new TextEncoder().encode(map);
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${btoa(text)}\n`;
}

export interface Inspection {
  readonly abis: readonly Score[];
  /** What the glue calls imports and exports that have other names in the module. */
  readonly renamed: readonly (readonly [before: string, after: string])[];
  /** What the best ABI, if one fits, leaves to the caller: import module, name, who calls them, and what is known of them. */
  readonly missing: readonly Missing[];
  readonly imports: readonly ImportSummary[];
  readonly exports: readonly ExportSummary[];
  /** Features that the code uses, by id. */
  readonly features: readonly string[];
  readonly stats: {
    readonly inputBytes: number;
    readonly functions: number;
    readonly codeBytes: number;
    readonly dataBytes: number;
    readonly customBytes: number;
  };
  /** Why the module cannot be compiled, if so. */
  readonly problem: { readonly message: string; readonly offset: number | undefined } | undefined;
  /** What is wrong in custom sections. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a module is and needs; `glue` is text, as for `compile`. @throws CompileError if it cannot even be decoded, OptionError for glue that is no JavaScript. */
export function inspect(bytes: Uint8Array, { glue }: Pick<Partial<Options>, 'glue'> = {}): Inspection {
  const decoded = decode(bytes);
  const read = glue === undefined ? undefined : readGlue(glue, decoded);
  const module = read === undefined ? decoded : withNames(decoded, read);
  const context = validateModule(module);
  const builtins: BuiltinImports = new Map();
  let problem: Inspection['problem'];
  try {
    validate(bytes);
  } catch (error) {
    problem = { message: (error as Error).message, offset: (error as { offset?: number }).offset };
  }
  const sum = (list: readonly { start: number; end: number }[]): number => list.reduce((n, s) => n + s.end - s.start, 0);
  const summary = summarize(context, builtins);
  return {
    abis: scores(summary),
    renamed: [
      ...decoded.imports.map((imp, i) => [`${imp.module}.${imp.name}`, `${module.imports[i]!.module}.${module.imports[i]!.name}`] as const),
      ...decoded.exports.map(({ name }, i) => [name, module.exports[i]!.name] as const),
    ].filter(([before, after]) => before !== after),
    missing: missingImports(summary, (imports) => userTexts(context, imports), (surroundings) => read?.carrier(surroundings), read !== undefined),
    imports: importsOf(context, builtins),
    exports: exportsOf(context),
    features: featuresUsed(context),
    stats: {
      inputBytes: bytes.length,
      functions: module.code.length,
      codeBytes: sum(module.code),
      dataBytes: sum(module.datas),
      customBytes: sum(module.customs),
    },
    problem,
    diagnostics: [
      ...module.names.faults.map((fault) => customFault('name', fault)),
      ...branchHints(context).faults.map((fault) => customFault(BRANCH_HINTS, fault)),
      ...(glue === undefined ? [] : closureFault(untold(module))),
    ],
  };
}
