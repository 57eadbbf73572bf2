/** What the emitter of a module is told besides the module. */
import type { BuiltinImport } from '../builtins.js';
import type { Import, Instr } from '../decode/index.js';
import type { ModuleEnv, Profile } from '../ir/env.js';
import type { JsFunction } from '../ir/js.js';
import type { ValType } from '../ops/index.js';
import type { FunctionOptions } from './function.js';

export interface ModuleOptions extends FunctionOptions {
  readonly fastTraps: boolean;
  readonly profile: Profile;
  /** The imports come as a list in the module's order, already looked up. */
  readonly importList: boolean;
  /** The list to which exports tell that they are used, if they do. */
  readonly traceExports: string | undefined;
  /** Functions that may suspend, imports among them: they have a second form. */
  readonly suspending: ReadonlySet<number>;
  /** Exports that return promises. */
  readonly promising: ReadonlySet<string>;
  /** Imports that an ABI provides in the raw convention. */
  readonly isProvided: (imp: Import) => boolean;
  /** What JavaScript itself provides for an import. */
  readonly builtin: (imp: Import) => BuiltinImport | undefined;
  /** A constant expression that computes a value of the type, as a function without parameters. */
  readonly evaluate: (instrs: readonly Instr[], type: ValType, env: ModuleEnv) => JsFunction;
}
