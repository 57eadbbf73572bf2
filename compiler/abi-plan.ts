/** Chooses the ABI of a module, and says which pieces its output links. */
import type { AbiDescriptor, AbiOptions, ImportSummary, Json, ModuleSummary, Piece, ProgramDefaults } from '../abi/contract.js';
import { abiById, detectAbi } from '../abi/detect.js';
import { importKey } from './callers.js';
import type { Carrier, Selection, Surroundings } from './glue/index.js';
import { OptionError, type Options } from './options.js';

export interface AbiPlan {
  readonly id: string;
  /** Where `start` is. */
  readonly runtime: string;
  /** Where `createContext` and `attach` are. */
  readonly contextRuntime: string;
  /** Where threads are, if the module has any. */
  readonly threads: string | undefined;
  readonly pieces: readonly { readonly module: string; readonly name: string; readonly piece: Piece }[];
  /** Exports that return promises. */
  readonly promising: readonly string[];
  readonly config: Json;
  readonly defaults: ProgramDefaults;
  readonly isProgram: boolean;
  readonly inCallersThread: boolean;
  /** Functions of the program's own, out of its glue. */
  readonly carried: Selection | undefined;
  readonly missing: readonly Missing[];
  /** Functions of the glue for the program's start and end that must stay there, and why. */
  readonly hookFaults: readonly (readonly [name: string, why: string])[];
}

/** What the caller must give, which functions use it, and what is known of it. */
export type Missing = readonly [module: string, name: string, users: string, remark?: string];

/** What glue, if there is any, has for this ABI. */
export type CarrierOf = (surroundings: Surroundings) => Carrier | undefined;

function choose(summary: ModuleSummary, { abi, glue }: Options): AbiDescriptor | undefined {
  return abi === 'auto' ? detectAbi(summary, glue !== undefined) : abiById(abi);
}

const baseOf = ({ base }: AbiDescriptor): AbiDescriptor | undefined => (base === undefined ? undefined : abiById(base));

function piecesOf(descriptor: AbiDescriptor, summary: ModuleSummary): AbiPlan['pieces'] {
  const base = baseOf(descriptor);
  return summary.imports.flatMap((imp) => {
    const piece = descriptor.provide(summary, imp) ?? base?.provide(summary, imp);
    return piece ? [{ module: imp.module, name: imp.name, piece }] : [];
  });
}

/**
 * Undefined where every import is left to the caller.
 * @throws OptionError where the module does not fit the ABI.
 */
export function planAbi(summary: ModuleSummary, options: Options, known: AbiOptions, users: Users, carrierOf: CarrierOf): AbiPlan | undefined {
  const descriptor = choose(summary, options);
  if (!descriptor) return undefined;
  const misfit = descriptor.misfit?.(summary, known);
  if (misfit !== undefined) throw new OptionError(misfit);
  const { pieces, missing, carried, hookFaults } = provision(descriptor, summary, users, carrierOf);
  const entries = new Set(descriptor.entries ?? []);
  const promising = pieces.some(({ piece }) => piece.suspends) ? summary.exports.flatMap(({ name, kind }) => (kind === 'func' && entries.has(name) ? [name] : [])) : [];
  return {
    id: descriptor.id,
    runtime: descriptor.runtime,
    contextRuntime: (baseOf(descriptor) ?? descriptor).runtime,
    threads: descriptor.threads?.(summary),
    pieces,
    promising,
    config: descriptor.config(summary, known),
    defaults: defaultsOf(options),
    isProgram: descriptor.entry(summary) !== undefined,
    inCallersThread: descriptor.thread === 'caller',
    carried,
    missing,
    hookFaults,
  };
}

/** The same for `inspect`: of the ABI that a module would be compiled for. */
export function missingImports(summary: ModuleSummary, users: Users, carrierOf: CarrierOf, hasGlue: boolean): readonly Missing[] {
  const descriptor = detectAbi(summary, hasGlue);
  return descriptor ? provision(descriptor, summary, users, carrierOf).missing : [];
}

/** Of each import of the list, the functions that use it, for people. */
export type Users = (imports: readonly ImportSummary[]) => readonly string[];

/** Who provides what: the ABI, then the glue; what is left is missing. */
function provision(descriptor: AbiDescriptor, summary: ModuleSummary, users: Users, carrierOf: CarrierOf): Pick<AbiPlan, 'pieces' | 'missing' | 'carried' | 'hookFaults'> {
  const own = piecesOf(descriptor, summary);
  const left = leftOver(summary, own);
  const { pieces, selection, faults, hooks, hookFaults } = fromGlue(descriptor, summary, left, carrierOf);
  const given = withPromises(descriptor, summary, own, selection?.promises ?? false, pieces.some(({ piece }) => piece.suspends));
  const taken = new Set(pieces.map(({ imp }) => imp));
  const missing = left.filter((imp) => !taken.has(imp));
  const texts = users(missing);
  return {
    pieces: [...given, ...forTheirEffect([descriptor.extra?.(summary), hooks]), ...pieces.map(({ imp: { module, name }, piece }) => ({ module, name, piece }))],
    hookFaults,
    carried: selection,
    missing: missing.map((imp, i) => {
      const known = [faults.get(imp), descriptor.remark?.(imp)];
      const remark = descriptor.glue?.isConstant(imp) ? known[0] ?? known[1] : known[1] ?? known[0];
      return remark === undefined ? [imp.module, imp.name, texts[i]!] : [imp.module, imp.name, texts[i]!, remark];
    }),
  };
}

/** The ABI's pieces in a program whose own code makes promises, and may wait for some. */
function withPromises({ glue }: AbiDescriptor, summary: ModuleSummary, pieces: AbiPlan['pieces'], promises: boolean, waits: boolean): AbiPlan['pieces'] {
  if (glue === undefined || !promises || glue.waits.fault(summary) !== undefined) return pieces;
  const beside = new Map(summary.imports.map((imp) => [importKey(imp), glue.besidePromises(imp)]));
  const isWaiting = waits || pieces.some((one) => beside.get(importKey(one)) !== undefined);
  return pieces.map((one) => ({ ...one, piece: beside.get(importKey(one)) ?? (isWaiting ? glue.whereItWaits(one.piece) : undefined) ?? one.piece }));
}

/** Pieces that are made for what making them does, under a name that no module has. */
function forTheirEffect(pieces: readonly (Piece | undefined)[]): AbiPlan['pieces'] {
  return pieces.flatMap((piece) => (piece === undefined ? [] : [{ module: '', name: piece.name, piece }]));
}

/** Imports without a piece, each once. */
function leftOver({ imports }: ModuleSummary, pieces: AbiPlan['pieces']): ImportSummary[] {
  const known = new Set(pieces.map(importKey));
  return imports.filter((imp) => !known.has(importKey(imp)) && known.add(importKey(imp)));
}

interface FromGlue {
  readonly pieces: { readonly imp: ImportSummary; readonly piece: Piece }[];
  readonly selection: Selection | undefined;
  /** Why the glue's function must stay there. */
  readonly faults: Map<ImportSummary, string>;
  readonly hooks: Piece | undefined;
  readonly hookFaults: AbiPlan['hookFaults'];
}

function fromGlue(descriptor: AbiDescriptor, summary: ModuleSummary, left: readonly ImportSummary[], carrierOf: CarrierOf): FromGlue {
  const result: FromGlue = { pieces: [], selection: undefined, faults: new Map(), hooks: undefined, hookFaults: [] };
  const { glue } = descriptor;
  if (glue === undefined) return result;
  const shown = new Set(summary.exports.filter(({ kind }) => kind === 'func').flatMap(({ name }) => glue.exportNames(name)));
  const carrier = carrierOf({ provided: new Set(glue.provided), members: new Map(Object.entries(glue.members)), isExport: (name) => shown.has(name), wanted: new Set(left.map(({ name }) => name)), waits: { ...glue.waits, fault: glue.waits.fault(summary) } });
  if (carrier === undefined) return result;
  const taken: ImportSummary[] = [];
  for (const imp of left) {
    if (imp.kind !== 'func') continue;
    const isConstant = glue.isConstant(imp);
    const fault = isConstant ? carrier.constantsFault() : carrier.fault(imp.name);
    if (typeof fault === 'string') result.faults.set(imp, isConstant ? fault : `its JavaScript ${fault}`);
    if (fault !== undefined) continue;
    taken.push(imp);
  }
  const hookFaults = carrier.hookFaults();
  if (taken.length === 0 && !carrier.hasHooks) return { ...result, hookFaults };
  const [constants, functions] = [taken.filter((imp) => glue.isConstant(imp)), taken.filter((imp) => !glue.isConstant(imp))];
  const selection = carrier.select(functions.map(({ name }) => name), constants.length > 0);
  const path = glue.file(selection.uses);
  const pieces = taken.map((imp) => {
    const isConstant = glue.isConstant(imp);
    const suspends = !isConstant && carrier.waits(imp.name);
    return { imp, piece: { path, name: isConstant ? 'constant' : suspends ? 'waiting' : 'carried', argument: isConstant ? imp.sig! : [imp.name, imp.sig!], isCarried: true, suspends } };
  });
  return { ...result, pieces, selection, hooks: carrier.hasHooks ? { path, name: 'hooks', isCarried: true } : undefined, hookFaults };
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
