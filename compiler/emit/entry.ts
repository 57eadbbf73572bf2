/** What stands around the module in the output: `instantiate`, `run` and the form of the file (esm, iife, cjs). */
import type { Expression, ModuleDeclaration, ObjectExpression, Program, Property, Statement } from 'estree';
import type { AbiPlan } from '../abi-plan.js';
import type { HelperNames } from '../link/index.js';
import type { Deferred } from '../print/index.js';
import { atOnce, onUse, type ByName, type NamedExport } from './by-name.js';
import * as es from './estree.js';
import type { ModuleStatements } from './module.js';

export type Format = 'esm' | 'iife' | 'cjs';

export interface EntryOptions {
  readonly format: Format;
  /** Variable that an iife defines. */
  readonly global: string;
  readonly coreName: string;
  readonly hasImports: boolean;
  readonly exports: readonly NamedExport[];
  /** Whether the instance of a file without imports may be made when one of the file's exports is used. */
  readonly isOwnLate: boolean;
  /** What to import from, if imports are taken from modules: `--esm-integration`. */
  readonly importModules: readonly string[] | undefined;
  /** Runtime pieces, to be asked for after everything else was printed. */
  readonly linked: () => Iterable<Statement>;
  readonly abi: AbiPlan | undefined;
  /** For a file that a namespace links: the name of the shared runtime, and what the namespace must know. */
  readonly precompiled: { readonly shared: string; readonly description: AbiPlan['config'] } | undefined;
}

/**
 * Names that the file does not take from the exports of a module without imports; they are reached through `instantiate`
 * only: its own, and `then`, which would make the result of a dynamic import wait for it.
 */
export const OWN_NAMES: ReadonlySet<string> = new Set(['instantiate', 'then']);

/** The whole output. */
export function outputProgram({ core, common }: ModuleStatements, names: HelperNames, o: EntryOptions): Program {
  const instantiate = names.fresh('instantiate');
  const run = o.abi?.isProgram ? names.fresh('run') : undefined;
  const program = o.abi ? names.fresh('program') : undefined;
  const abiStatements = o.abi && program !== undefined ? abiObjects(program, instantiate, run, names, o) : [];
  const direct = o.abi
    ? []
    : [
        es.func(
          instantiate,
          [es.withDefault('imports', es.object([]))],
          [es.returns(es.object([es.property('exports', es.call(es.id(o.coreName), [es.id('imports')]))]))],
        ),
      ];
  const linked: Deferred = { type: 'Deferred', produce: o.linked };
  const body: Statement[] = [core, ...direct, linked as unknown as Statement, common, ...abiStatements];
  const own: [string, string][] = [['instantiate', instantiate], ...(run === undefined ? [] : [['run', run] as [string, string]])];
  const known = o.importModules !== undefined || !(o.hasImports || o.abi);
  const shown = known ? o.exports.filter(({ name: n }) => !OWN_NAMES.has(n) && !own.some(([name]) => name === n)) : [];
  if (o.precompiled) return precompiledProgram(o.precompiled, [...body, es.returns(es.id(instantiate))], names, o);
  switch (o.format) {
    case 'esm':
      return es.program([...body, ...esmExports(own, shown, instantiate, names, o), ...started(run, program, names, o)], 'module');
    case 'cjs':
      return es.program([es.useStrict(), ...body, ...cjsExports(own, shown, instantiate, names, o), ...started(run, program, names, o)], 'script');
    case 'iife': {
      const value = es.object(own.map(([name, local]) => es.property(name, es.id(local))));
      const inner = [es.useStrict(), ...body, ...started(run, program, names, o), es.returns(value)];
      return es.program([es.declare('var', [[o.global, es.call(es.anonymous([], inner), [])]])], 'script');
    }
  }
}

/** `precompiled`: a description, and `link(shared)`, which returns `instantiate`. */
function precompiledProgram({ shared, description }: NonNullable<EntryOptions['precompiled']>, body: Statement[], names: HelperNames, o: EntryOptions): Program {
  const link = names.fresh('link');
  const object = es.json(description) as ObjectExpression;
  const value = es.object([...(object.properties as Property[]), es.property('link', es.id(link))]);
  const linker = es.func(link, [es.id(shared)], body);
  switch (o.format) {
    case 'esm': {
      const local = names.fresh('precompiled');
      return es.program([linker, es.declare('const', [[local, value]]), es.exportAs([[local, 'precompiled']])], 'module');
    }
    case 'cjs': {
      const exported = es.assignment(es.member(es.id('module'), 'exports'), es.object([es.property('precompiled', value)]));
      return es.program([es.useStrict(), linker, es.expression(exported)], 'script');
    }
    case 'iife': {
      const inner = [es.useStrict(), linker, es.returns(es.object([es.property('precompiled', value)]))];
      return es.program([es.declare('var', [[o.global, es.call(es.anonymous([], inner), [])]])], 'script');
    }
  }
}

/** A module whose imports are known has an instance whose exports are the file's. */
function esmExports(own: [string, string][], shown: readonly NamedExport[], instantiate: string, names: HelperNames, o: EntryOptions): (Statement | ModuleDeclaration)[] {
  const sources = (o.importModules ?? []).map((source) => [names.fresh('from'), source] as const);
  const given = sources.length ? [es.object(sources.map(([local, source]) => es.property(source, es.id(local))))] : [];
  const { statements, pairs } = shown.length || sources.length ? ownInstance(shown, instantiate, given, names, o) : NOTHING;
  return [
    ...sources.map(([local, source]) => es.importAll(local, source)),
    ...statements,
    es.exportAs([...own.map(([name, local]) => [local, name] as const), ...pairs]),
  ];
}

function cjsExports(own: [string, string][], shown: readonly NamedExport[], instantiate: string, names: HelperNames, o: EntryOptions): Statement[] {
  const { statements, pairs } = shown.length ? ownInstance(shown, instantiate, [], names, o) : NOTHING;
  const named = [...pairs.map(([local, name]) => [name, local] as const), ...own].map(([name, local]) => es.property(name, es.id(local)));
  const value = es.object([...(pairs.length ? [es.nullPrototype()] : []), ...named]);
  return [...statements, es.expression(es.assignment(es.member(es.id('module'), 'exports'), value))];
}

const NOTHING: ByName = { statements: [], pairs: [] };

function ownInstance(shown: readonly NamedExport[], instantiate: string, given: Expression[], names: HelperNames, o: EntryOptions): ByName {
  return o.isOwnLate && o.importModules === undefined ? onUse(shown, instantiate, names) : atOnce(shown, instantiate, given, names);
}

function started(run: string | undefined, program: string | undefined, names: HelperNames, o: EntryOptions): Statement[] {
  if (run === undefined || program === undefined) return [];
  const start = o.abi?.inCallersThread ? names.ref('abi/host/main', 'startIfMainHere') : names.ref('abi/host/program', 'startIfMain');
  return [es.expression(es.call(es.id(start), [es.id(program)]))];
}

const pieceArguments = ({ argument, isCarried }: AbiPlan['pieces'][number]['piece'], code: string | undefined): Expression[] =>
  [es.id('ctx'), ...(isCarried ? [es.id(code!)] : []), ...(argument === undefined ? [] : [es.json(argument)])];

/** The program's own JavaScript, as a function of what it finds around it. */
function carriedCode(code: string, selection: NonNullable<AbiPlan['carried']>, names: HelperNames): Statement {
  const scope = names.fresh('scope');
  const { declarations, variables, functions, constants, hooks } = selection.copies(scope);
  const named = es.property('hooks', es.array(hooks.map(([name, value]) => es.array([es.string(name), value]))));
  const value = es.object([...(hooks.length === 0 ? [] : [named]), ...[['functions', functions] as const, ['constants', constants] as const].map(([key, list]) => es.property(key, es.object(list.map(([name, v]) => es.property(name, v)))))]);
  return es.func(code, [es.id(scope)], [...(declarations.length ? [es.declare('const', declarations)] : []), ...(variables.length ? [es.declare('var', variables)] : []), es.returns(value)]);
}

/** abi/contract, ThreadSupport. */
function threadSupport(path: string, names: HelperNames): Expression {
  const from = (file: string, name: string): Expression => es.id(names.ref(file, name));
  return es.object([
    ...['divide', 'begin', 'wake'].map((name) => es.property(name, from(path, name))),
    es.property('work', from('abi/host/team', 'workAsThread')),
    es.property('Team', from('abi/host/team', 'Team')),
  ]);
}

/** The `program` object of an ABI (abi/contract, Program), `instantiate` and `run`. */
function abiObjects(program: string, instantiate: string, run: string | undefined, names: HelperNames, o: EntryOptions): Statement[] {
  const abi = o.abi!;
  const runtime = (name: string): Expression => es.id(names.ref(name === 'start' ? abi.runtime : abi.contextRuntime, name));
  const code = abi.carried && names.fresh('carried');
  const modules = new Map<string, [string, Expression][]>();
  for (const { module, name, piece } of abi.pieces) {
    const list = modules.get(module) ?? [];
    if (!list.some(([n]) => n === name)) list.push([name, es.call(es.id(names.ref(piece.path, piece.name)), pieceArguments(piece, code))]);
    modules.set(module, list);
  }
  const pieces = es.object([...modules].map(([module, list]) => es.property(module, es.object(list.map(([n, v]) => es.property(n, v))))));
  const object = es.object([
    es.property('config', es.json(abi.config)),
    es.property('createContext', runtime('createContext')),
    es.property('attach', runtime('attach')),
    es.property('start', runtime('start')),
    es.property('imports', es.arrow([es.id('ctx')], pieces)),
    es.property('core', es.id(o.coreName)),
    es.property('host', hostAccess(o.format)),
    es.property('defaults', es.json(abi.defaults)),
    ...(abi.threads === undefined ? [] : [es.property('threads', threadSupport(abi.threads, names))]),
    ...(abi.missing.length === 0 ? [] : [es.property('missing', es.json(abi.missing.map((row) => [...row])))]),
  ]);
  const out: Statement[] = [
    ...(code === undefined ? [] : [carriedCode(code, abi.carried!, names)]),
    es.declare('const', [[program, object]]),
    es.func(
      instantiate,
      [es.id('imports'), es.id('options')],
      [es.returns(es.call(es.id(names.ref('abi/host/here', 'instantiateProgram')), [es.id(program), es.id('imports'), es.id('options')]))],
    ),
  ];
  if (run !== undefined) {
    const runProgram = abi.inCallersThread ? names.ref('abi/host/here', 'runProgramHere') : names.ref('abi/host/program', 'runProgram');
    out.push(
      es.func(
        run,
        [es.id('options')],
        [es.returns(es.call(es.id(runProgram), [es.id(program), es.id('options')]))],
      ),
    );
  }
  return out;
}

/** How the output finds itself and the host's modules: abi/contract, HostAccess. */
function hostAccess(format: Format): Expression {
  const load = (value: Expression): Expression => es.arrow([es.id('name')], value);
  const isString = (name: string): Expression => es.binary('==', es.unary('typeof', es.id(name)), es.string('string'));
  const requires = es.conditional(
    es.binary('==', es.unary('typeof', es.id('require')), es.string('function')),
    es.call(es.id('require'), [es.id('name')]),
    es.voidZero(),
  );
  switch (format) {
    case 'esm':
      return es.object([es.property('self', es.member(es.importMeta(), 'url')), es.property('load', load(es.importOf(es.id('name'))))]);
    case 'cjs':
      return es.object([es.property('self', es.id('__filename')), es.property('load', load(requires))]);
    case 'iife':
      return es.object([
        es.property('self', es.conditional(isString('__filename'), es.id('__filename'), es.voidZero())),
        es.property('load', load(requires)),
      ]);
  }
}
