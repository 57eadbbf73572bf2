/**
 * Runs the commands of one converted script. Nothing here but the language is used, so that it runs inside of any engine:
 * see test/engines.
 */
import { Fail } from './fail.js';
import type { Field, Shape } from './shape.js';
import { argument, matches, observe, shown, type Constant } from './values.js';

interface Action {
  readonly type: 'invoke' | 'get';
  readonly module?: string;
  readonly field: string;
  readonly args?: readonly Constant[];
}
export interface Command {
  readonly type: string;
  readonly line: number;
  readonly name?: string;
  readonly as?: string;
  readonly filename?: string;
  readonly module?: string;
  readonly module_type?: string;
  readonly instance?: string;
  readonly action?: Action;
  readonly expected?: readonly Constant[];
  readonly text?: string;
}

export type Exports = Record<string, any>;

/** A module that was compiled. */
export interface Loaded {
  /** Undefined where the harness cannot read the module. */
  readonly shape: Shape | undefined;
  instantiate(imports: Record<string, unknown>): Exports;
  /** An instance of the adapter of this module, for an instance's exports. */
  adapt(exports: Exports): Exports;
}

export type ErrorClass = 'harness' | 'compile' | 'link' | 'trap' | 'exception' | 'exhaustion' | 'range' | 'other';

/** The modules of a script, by file name. */
export interface Modules {
  readonly spectest: Exports;
  /** What happened if not an assertion failed: see {@link classify}. */
  classify(error: any): ErrorClass;
  /** @throws an error of class 'compile' for what is no valid module. */
  load(file: string): Loaded;
  validate(file: string): boolean;
  /** What is wrong with the module's custom sections; undefined where nobody tells. */
  customFaults?(file: string): readonly string[];
}

export interface Failure {
  /** `line type`, followed by `#n` when a line holds several such commands. */
  readonly id: string;
  readonly message: string;
  /** The export that was called, where one was. */
  readonly field?: string;
}
export interface FileResult {
  /** Number of commands by type. */
  readonly passed: Record<string, number>;
  readonly failures: readonly Failure[];
  /** Number of commands by reason. */
  readonly skipped: Record<string, number>;
}

interface Instance {
  readonly exports: Exports;
  readonly module: Loaded;
  adapter?: { readonly exports: Exports | undefined; readonly error: unknown };
}

/** Which of the errors that assertions speak of this is, by what every engine tells of it. */
export function classify(error: any): ErrorClass {
  if (Object.prototype.toString.call(error) === '[object WebAssembly.Exception]') return 'exception';
  switch (error instanceof Error ? error.name : undefined) {
    case 'CompileError': return 'compile';
    case 'LinkError': return 'link';
    case 'RuntimeError': return 'trap';
    case 'InternalError': return 'exhaustion';
    case 'RangeError': return /stack|recursion/i.test(error.message) ? 'exhaustion' : 'range';
    default: return 'other';
  }
}

class Script {
  private readonly registry: Record<string, Record<string, unknown>>;
  private readonly instances = new Map<string, Instance>();
  private readonly definitions = new Map<string, Loaded>();
  private currentInstance: Instance | undefined;
  private currentModule: Loaded | undefined;

  constructor(private readonly modules: Modules) {
    this.registry = { spectest: modules.spectest };
  }

  run(command: Command): void {
    switch (command.type) {
      case 'module': case 'module_definition': return this.defineModule(command);
      case 'module_instance': return this.instantiateModule(command);
      case 'register': this.registry[command.as!] = this.instance(command.name).exports; return;
      case 'action': this.act(command.action!).run(); return;
      case 'assert_return': return this.assertReturn(command);
      case 'assert_trap': return this.assertThrows(command, 'trap');
      case 'assert_exhaustion': return this.assertThrows(command, 'exhaustion');
      case 'assert_exception': return this.assertThrows(command, 'exception');
      case 'assert_malformed': case 'assert_invalid': return this.assertRejected(command);
      case 'assert_malformed_custom': case 'assert_invalid_custom': return this.assertCustomFault(command);
      case 'assert_unlinkable': return this.assertNotInstantiated(command, 'link');
      case 'assert_uninstantiable': return this.assertNotInstantiated(command, 'trap');
      default: throw new Fail(`unknown command ${command.type}`);
    }
  }

  private instantiate(module: Loaded): Instance {
    const imports = Object.fromEntries((module.shape?.imports ?? []).map((name) => [name, this.registry[name] ?? {}]));
    return { exports: module.instantiate(imports), module };
  }

  private instance(name: string | undefined): Instance {
    const found = name === undefined ? this.currentInstance : this.instances.get(name);
    if (!found) throw new Fail(`no instance ${name ?? '(current)'}`);
    return found;
  }

  private defineModule({ type, name, filename }: Command): void {
    const makeInstance = type === 'module';
    if (makeInstance) this.currentInstance = undefined;
    if (name !== undefined) {
      if (makeInstance) this.instances.delete(name);
      this.definitions.delete(name);
    }
    const valid = this.modules.validate(filename!);
    const loaded = this.modules.load(filename!);
    if (!valid) throw new Fail('validate says false, but the module compiles');
    const faults = this.modules.customFaults?.(filename!) ?? [];
    if (faults.length) throw new Fail(`valid custom sections, but: ${faults.join('; ')}`);
    this.currentModule = loaded;
    if (name !== undefined) this.definitions.set(name, loaded);
    if (!makeInstance) return;
    this.currentInstance = this.instantiate(loaded);
    if (name !== undefined) this.instances.set(name, this.currentInstance);
  }

  private instantiateModule(command: Command): void {
    const loaded = command.module === undefined ? this.currentModule : this.definitions.get(command.module);
    if (!loaded) throw new Fail('no module definition');
    this.currentInstance = this.instantiate(loaded);
    if (command.instance !== undefined) this.instances.set(command.instance, this.currentInstance);
  }

  private adapter(instance: Instance): NonNullable<Instance['adapter']> {
    if (instance.adapter) return instance.adapter;
    let exports: Exports | undefined, error: unknown;
    try {
      exports = instance.module.adapt(instance.exports);
    } catch (thrown) {
      error = thrown;
    }
    return instance.adapter = { exports, error };
  }

  private act(action: Action): { readonly field: Field | undefined; run(): unknown } {
    const instance = this.instance(action.module);
    const { exports, module } = instance;
    const { field: name } = action;
    if (!(name in exports)) throw new Fail(`no export ${name}`);
    const fields = module.shape?.fields ?? {};
    const field = Object.prototype.hasOwnProperty.call(fields, name) ? fields[name] : undefined;
    const values = (lowered: boolean): unknown[] => (action.args ?? []).flatMap((constant) => argument(constant, lowered));
    if (field?.adapter !== undefined) {
      const adapter = this.adapter(instance);
      const entry = adapter.exports?.[field.adapter];
      if (!entry) throw new Fail(`adapter: ${(adapter.error as Error | undefined)?.message}`);
      const list = values(true);
      return { field, run: () => entry(...list) };
    }
    const target = exports[name];
    if (action.type === 'get') return { field, run: () => target.value };
    const list = values(false);
    return { field, run: () => target(...list) };
  }

  private assertReturn({ action, expected }: Command): void {
    const { field, run } = this.act(action!);
    const results = observe(run(), field);
    if (results.length !== expected!.length || !results.every((value, index) => matches(value, expected![index]!))) {
      throw new Fail(`got [${results.map(shown)}], expected ${JSON.stringify(expected)}`);
    }
  }

  private assertThrows({ action, text }: Command, wanted: ErrorClass): void {
    const { run } = this.act(action!);
    this.expectError(run, wanted, text);
  }

  private expectError(run: () => unknown, wanted: ErrorClass, text: string | undefined): void {
    try {
      run();
    } catch (error) {
      const found = error instanceof Fail ? 'harness' : this.modules.classify(error);
      if (found !== wanted) throw new Fail(`expected ${wanted} "${text}", got ${found}: ${(error as Error)?.name}: ${(error as Error)?.message}`);
      return;
    }
    throw new Fail(`expected ${wanted} "${text}", but it returned`);
  }

  private assertRejected({ type, filename, text }: Command): void {
    if (this.modules.validate(filename!)) throw new Fail(`accepted, but ${type.replace('assert_', 'is ')}: "${text}"`);
    this.expectError(() => this.modules.load(filename!), 'compile', text);
  }

  private assertCustomFault({ type, filename, text }: Command): void {
    if (this.modules.customFaults!(filename!).length === 0) throw new Fail(`accepted, but ${type.replace('assert_', 'is ')}: "${text}"`);
  }

  private assertNotInstantiated(command: Command, wanted: ErrorClass): void {
    const loaded = command.filename === undefined ? this.definitions.get(command.module!) : this.modules.load(command.filename);
    if (!loaded) throw new Fail(`no module ${command.module}`);
    this.expectError(() => this.instantiate(loaded), wanted, command.text);
  }
}

/** Why a command is not run, if so. */
function skipReason({ type, module_type }: Command, modules: Modules): string | undefined {
  if (module_type === 'text') return 'only a parser of the text format can tell';
  if (module_type === 'unread') return 'no encoder reads the module';
  if (type.endsWith('_custom') && !modules.customFaults) return 'nothing tells of faults in custom sections';
  return undefined;
}

export function runCommands(commands: readonly Command[], modules: Modules): FileResult {
  const script = new Script(modules);
  const passed: Record<string, number> = {}, skipped: Record<string, number> = {};
  const failures: Failure[] = [];
  const seen = new Map<string, number>();
  for (const command of commands) {
    const reason = skipReason(command, modules);
    if (reason !== undefined) {
      skipped[reason] = (skipped[reason] ?? 0) + 1;
      continue;
    }
    const place = `${command.line} ${command.type}`;
    const count = (seen.get(place) ?? 0) + 1;
    seen.set(place, count);
    try {
      script.run(command);
      passed[command.type] = (passed[command.type] ?? 0) + 1;
    } catch (error) {
      const message = error instanceof Fail ? error.message : `${(error as Error)?.name}: ${(error as Error)?.message}`;
      const id = count === 1 ? place : `${place} #${count}`;
      failures.push({ id, message: message.slice(0, 400), ...(command.action ? { field: command.action.field } : {}) });
    }
  }
  return { passed, failures, skipped };
}
