/** Chooses the ABI of a module, and says which pieces its output links. */
import type { AbiDescriptor, Json, ModuleSummary, Piece, ProgramDefaults } from '../abi/contract.js';
import { abiById, detectAbi } from '../abi/detect.js';
import type { Options } from './options.js';

export interface AbiPlan {
  readonly id: string;
  readonly runtime: string;
  readonly pieces: readonly { readonly module: string; readonly name: string; readonly piece: Piece }[];
  readonly config: Json;
  readonly defaults: ProgramDefaults;
  readonly isProgram: boolean;
  readonly inCallersThread: boolean;
}

function choose(summary: ModuleSummary, wanted: string): AbiDescriptor | undefined {
  return wanted === 'auto' ? detectAbi(summary) : abiById(wanted);
}

/** Undefined where every import is left to the caller. */
export function planAbi(summary: ModuleSummary, options: Options): AbiPlan | undefined {
  const descriptor = choose(summary, options.abi);
  if (!descriptor) return undefined;
  const pieces = summary.imports.flatMap((imp) => {
    const piece = descriptor.provide(summary, imp);
    return piece ? [{ module: imp.module, name: imp.name, piece }] : [];
  });
  return {
    id: descriptor.id,
    runtime: descriptor.runtime,
    pieces,
    config: descriptor.config(summary, { staticTop: options.staticTop }),
    defaults: defaultsOf(options),
    isProgram: descriptor.entry(summary) !== undefined,
    inCallersThread: descriptor.thread === 'caller',
  };
}

function defaultsOf(options: Options): ProgramDefaults {
  const defaults: ProgramDefaults = {};
  if (options.dir) {
    defaults.preopens = options.dir.map((d) => {
      const cut = d.indexOf('=');
      return cut < 0 ? { guest: d, host: d } : { guest: d.slice(0, cut), host: d.slice(cut + 1) };
    });
  }
  if (options.allowNet) defaults.net = { listen: [...options.allowNet], connect: [...options.allowNet] };
  return defaults;
}
