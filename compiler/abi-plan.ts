/** Chooses the ABI of a module, and says which pieces its output links. */
import type { AbiDescriptor, ImportSummary, Json, ModuleSummary, Piece, ProgramDefaults } from '../abi/contract.js';
import { abiById, detectAbi } from '../abi/detect.js';
import type { Options } from './options.js';

export interface AbiPlan {
  readonly id: string;
  /** Where `start` is. */
  readonly runtime: string;
  /** Where `createContext` and `attach` are. */
  readonly contextRuntime: string;
  readonly pieces: readonly { readonly module: string; readonly name: string; readonly piece: Piece }[];
  readonly config: Json;
  readonly defaults: ProgramDefaults;
  readonly isProgram: boolean;
  readonly inCallersThread: boolean;
  /** Functions that the caller must give, and who calls them. */
  readonly missing: readonly (readonly [module: string, name: string, callers: string])[];
}

function choose(summary: ModuleSummary, wanted: string): AbiDescriptor | undefined {
  return wanted === 'auto' ? detectAbi(summary) : abiById(wanted);
}

const baseOf = ({ base }: AbiDescriptor): AbiDescriptor | undefined => (base === undefined ? undefined : abiById(base));

function piecesOf(descriptor: AbiDescriptor, summary: ModuleSummary): AbiPlan['pieces'] {
  const base = baseOf(descriptor);
  return summary.imports.flatMap((imp) => {
    const piece = descriptor.provide(summary, imp) ?? base?.provide(summary, imp);
    return piece ? [{ module: imp.module, name: imp.name, piece }] : [];
  });
}

/** Undefined where every import is left to the caller. */
export function planAbi(summary: ModuleSummary, options: Options, callers: Callers): AbiPlan | undefined {
  const descriptor = choose(summary, options.abi);
  if (!descriptor) return undefined;
  const pieces = piecesOf(descriptor, summary);
  return {
    id: descriptor.id,
    runtime: descriptor.runtime,
    contextRuntime: (baseOf(descriptor) ?? descriptor).runtime,
    pieces,
    config: descriptor.config(summary, { staticTop: options.staticTop }),
    defaults: defaultsOf(options),
    isProgram: descriptor.entry(summary) !== undefined,
    inCallersThread: descriptor.thread === 'caller',
    missing: missingOf(summary, pieces, callers),
  };
}

/** The same for `inspect`: of the ABI that a module would be compiled for. */
export function missingImports(summary: ModuleSummary, callers: Callers): AbiPlan['missing'] {
  const descriptor = detectAbi(summary);
  return descriptor ? missingOf(summary, piecesOf(descriptor, summary), callers) : [];
}

/** Names of the functions that call each import of the list. */
export type Callers = (imports: readonly ImportSummary[]) => readonly string[];

/** Imported functions without a piece, each once. */
function missingOf({ imports }: ModuleSummary, pieces: AbiPlan['pieces'], callers: Callers): AbiPlan['missing'] {
  const keyOf = ({ module, name }: { module: string; name: string }): string => `${module}\0${name}`;
  const known = new Set(pieces.map(keyOf));
  const missing = imports.filter((imp) => imp.kind === 'func' && !known.has(keyOf(imp)) && known.add(keyOf(imp)));
  const names = callers(missing);
  return missing.map(({ module, name }, i) => [module, name, names[i]!] as const);
}

function defaultsOf(options: Options): ProgramDefaults {
  const defaults: ProgramDefaults = {};
  if (options.dir) {
    defaults.preopens = options.dir.map((d) => {
      const cut = d.indexOf('=');
      return cut < 0 ? { guest: d, host: d } : { guest: d.slice(0, cut), host: d.slice(cut + 1) };
    });
  }
  if (options.env) {
    const pairs = options.env.map((item) => [item, item.indexOf('=')] as const);
    defaults.env = Object.fromEntries(pairs.flatMap(([item, cut]) => (cut < 0 ? [] : [[item.slice(0, cut), item.slice(cut + 1)]])));
    defaults.inherit = pairs.flatMap(([item, cut]) => (cut < 0 ? [item] : []));
  }
  if (options.programName !== undefined) defaults.name = options.programName;
  if (options.allowNet) defaults.net = { listen: [...options.allowNet], connect: [...options.allowNet] };
  if (options.listen) defaults.listen = [...options.listen];
  return defaults;
}
