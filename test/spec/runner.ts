/** Runs the commands of one converted script. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeAdapter, type Adapter, type Field } from './adapter.js';
import { Fail } from './fail.js';
import type { ErrorClass, Implementation } from './implementation.js';
import { makeSpectest } from './spectest.js';
import { argument, matches, observe, shown, type Constant } from './values.js';
import { readModule, type ModuleInfo } from './wasmbin.js';

interface Action {
  readonly type: 'invoke' | 'get';
  readonly module?: string;
  readonly field: string;
  readonly args?: readonly Constant[];
}
interface Command {
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

export interface Failure {
  /** `line type`, followed by `#n` when a line holds several such commands. */
  readonly id: string;
  readonly message: string;
}
export interface FileResult {
  readonly passed: Record<string, number>;
  readonly failures: readonly Failure[];
  readonly skipped: number;
}

interface LoadedModule {
  readonly module: object;
  readonly info: ModuleInfo | undefined;
}
interface LoadedInstance {
  readonly exports: Record<string, any>;
  readonly info: ModuleInfo | undefined;
  adapter?: { readonly shape: Adapter; readonly exports: Record<string, any> | undefined; readonly error: unknown };
}

/** Which of the errors that assertions speak of this is. */
export function classify(error: any, { namespace }: Implementation): ErrorClass {
  if (error instanceof Fail) return 'harness';
  if (error instanceof namespace.CompileError) return 'compile';
  if (error instanceof namespace.LinkError) return 'link';
  if (error instanceof namespace.RuntimeError) return 'trap';
  if (namespace.Exception && error instanceof namespace.Exception) return 'exception';
  if (error?.name === 'InternalError') return 'exhaustion';
  if (error instanceof RangeError) return /stack|recursion/i.test(error.message) ? 'exhaustion' : 'range';
  return 'other';
}

class Script {
  private readonly registry: Record<string, Record<string, unknown>>;
  private readonly instances = new Map<string, LoadedInstance>();
  private readonly modules = new Map<string, LoadedModule>();
  private currentInstance: LoadedInstance | undefined;
  private currentModule: LoadedModule | undefined;

  constructor(private readonly directory: string, private readonly implementation: Implementation) {
    this.registry = { spectest: makeSpectest(implementation) };
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
      case 'assert_unlinkable': return this.assertNotInstantiated(command, 'link');
      case 'assert_uninstantiable': return this.assertNotInstantiated(command, 'trap');
      default: throw new Fail(`unknown command ${command.type}`);
    }
  }

  private bytes(command: Command): Uint8Array<ArrayBuffer> {
    return new Uint8Array(readFileSync(join(this.directory, command.filename!)));
  }

  private load(bytes: Uint8Array<ArrayBuffer>): LoadedModule {
    return { module: new this.implementation.namespace.Module(bytes), info: readOrUndefined(bytes) };
  }

  private instantiate({ module, info }: LoadedModule): LoadedInstance {
    const imports = Object.fromEntries((info?.imports ?? []).map((item) => [item.module, this.registry[item.module] ?? {}]));
    return { exports: new this.implementation.namespace.Instance(module, imports).exports, info };
  }

  private instance(name: string | undefined): LoadedInstance {
    const found = name === undefined ? this.currentInstance : this.instances.get(name);
    if (!found) throw new Fail(`no instance ${name ?? '(current)'}`);
    return found;
  }

  private defineModule(command: Command): void {
    const makeInstance = command.type === 'module';
    if (makeInstance) this.currentInstance = undefined;
    if (command.name !== undefined) {
      if (makeInstance) this.instances.delete(command.name);
      this.modules.delete(command.name);
    }
    const bytes = this.bytes(command);
    const valid = this.implementation.namespace.validate(bytes);
    const loaded = this.load(bytes);
    if (!valid) throw new Fail('validate says false, but the module compiles');
    this.currentModule = loaded;
    if (command.name !== undefined) this.modules.set(command.name, loaded);
    if (!makeInstance) return;
    this.currentInstance = this.instantiate(loaded);
    if (command.name !== undefined) this.instances.set(command.name, this.currentInstance);
  }

  private instantiateModule(command: Command): void {
    const loaded = command.module === undefined ? this.currentModule : this.modules.get(command.module);
    if (!loaded) throw new Fail('no module definition');
    this.currentInstance = this.instantiate(loaded);
    if (command.instance !== undefined) this.instances.set(command.instance, this.currentInstance);
  }

  private adapter(instance: LoadedInstance): NonNullable<LoadedInstance['adapter']> {
    if (instance.adapter) return instance.adapter;
    const shape = makeAdapter(instance.info!);
    let exports: Record<string, any> | undefined, error: unknown;
    try {
      const { Module, Instance } = this.implementation.namespace;
      if (shape.bytes) exports = new Instance(new Module(new Uint8Array(shape.bytes)), shape.imports(instance.exports)).exports;
    } catch (thrown) {
      error = thrown;
    }
    return instance.adapter = { shape, exports, error };
  }

  private act(action: Action): { readonly field: Field | undefined; readonly info: ModuleInfo | undefined; run(): unknown } {
    const instance = this.instance(action.module);
    const { exports, info } = instance;
    if (!(action.field in exports)) throw new Fail(`no export ${action.field}`);
    const adapter = info && this.adapter(instance);
    const field = adapter?.shape.fields.get(action.field);
    const values = (lowered: boolean): unknown[] => (action.args ?? []).flatMap((constant) => argument(constant, lowered));
    if (field?.adapter !== undefined) {
      const entry = adapter?.exports?.[field.adapter];
      if (!entry) throw new Fail(`adapter: ${(adapter?.error as Error | undefined)?.message}`);
      const list = values(true);
      return { field, info, run: () => entry(...list) };
    }
    const target = exports[action.field];
    if (action.type === 'get') return { field, info, run: () => target.value };
    const list = values(false);
    return { field, info, run: () => target(...list) };
  }

  private assertReturn({ action, expected }: Command): void {
    const { field, info, run } = this.act(action!);
    const results = observe(run(), field, info);
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
      const found = classify(error, this.implementation);
      if (found !== wanted) throw new Fail(`expected ${wanted} "${text}", got ${found}: ${(error as Error)?.name}: ${(error as Error)?.message}`);
      return;
    }
    throw new Fail(`expected ${wanted} "${text}", but it returned`);
  }

  private assertRejected(command: Command): void {
    const bytes = this.bytes(command);
    if (this.implementation.namespace.validate(bytes)) throw new Fail(`accepted, but ${command.type.replace('assert_', 'is ')}: "${command.text}"`);
    this.expectError(() => new this.implementation.namespace.Module(bytes), 'compile', command.text);
  }

  private assertNotInstantiated(command: Command, wanted: ErrorClass): void {
    const loaded = command.filename === undefined ? this.modules.get(command.module!) : this.load(this.bytes(command));
    if (!loaded) throw new Fail(`no module ${command.module}`);
    this.expectError(() => this.instantiate(loaded), wanted, command.text);
  }
}

function readOrUndefined(bytes: Uint8Array): ModuleInfo | undefined {
  try {
    return readModule(bytes);
  } catch {
    return undefined;
  }
}

/** Runs a script given as its JSON file; modules in the text format are skipped, the binary ones are what is tested. */
export function runFile(path: string, implementation: Implementation): FileResult {
  const { commands } = JSON.parse(readFileSync(path, 'utf8')) as { commands: Command[] };
  const script = new Script(dirname(path), implementation);
  const passed: Record<string, number> = {};
  const failures: Failure[] = [];
  const seen = new Map<string, number>();
  let skipped = 0;
  for (const command of commands) {
    if (command.module_type === 'text' || command.type.endsWith('_custom')) {
      skipped++;
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
      failures.push({ id: count === 1 ? place : `${place} #${count}`, message: message.slice(0, 400) });
    }
  }
  return { passed, failures, skipped };
}
