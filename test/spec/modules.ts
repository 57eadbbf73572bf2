/** The modules of a converted script: files in a directory, compiled once per content. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeAdapter, type Adapter } from './adapter.js';
import type { Implementation } from './implementation.js';
import { runCommands, type Command, type Exports, type FileResult, type Loaded, type Modules } from './script.js';
import { spectestModules } from './spectest.js';
import { readModule } from './wasmbin.js';

type Bytes = Uint8Array<ArrayBuffer>;
type Instantiate = ReturnType<Implementation['compile']>;

/** Scripts repeat modules, and every script needs spectest. */
const KEPT = 200;

export class Runner {
  private readonly kept = new Map<string, Instantiate>();

  constructor(private readonly implementation: Implementation) {}

  /** Runs a script given as its JSON file. */
  runFile(path: string): FileResult {
    const { commands } = JSON.parse(readFileSync(path, 'utf8')) as { commands: Command[] };
    return runCommands(commands, this.modules(dirname(path)));
  }

  private modules(directory: string): Modules {
    const { implementation } = this;
    const read = (file: string): Bytes => new Uint8Array(readFileSync(join(directory, file)));
    const modules: Modules = {
      spectest: this.spectest(),
      classify: (error) => implementation.classify(error),
      load: (file) => this.load(read(file)),
      validate: (file) => implementation.validate(read(file)),
    };
    return implementation.customFaults ? { ...modules, customFaults: (file) => implementation.customFaults!(read(file)) } : modules;
  }

  private load(bytes: Bytes): Loaded {
    const instantiate = this.compile(bytes);
    const adapter = adapterOf(bytes);
    return {
      shape: adapter?.shape,
      instantiate,
      adapt: (exports) => this.compile(adapter!.bytes!)({ m: adapted(adapter!, exports) }),
    };
  }

  private compile(bytes: Bytes): Instantiate {
    const key = createHash('sha1').update(bytes).digest('base64');
    let instantiate = this.kept.get(key);
    if (instantiate === undefined) {
      instantiate = this.implementation.compile(bytes);
      this.kept.set(key, instantiate);
      if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
    }
    return instantiate;
  }

  private spectest(): Exports {
    const exports: Exports = {};
    for (const [part, bytes] of Object.entries(spectestModules())) {
      try {
        Object.assign(exports, this.compile(bytes)({}));
      } catch (error) {
        // Only the base module is within reach of every implementation.
        if (part === 'base') throw error;
      }
    }
    return exports;
  }
}

/** What the adapter of a module imports, from an instance of the module. */
export function adapted({ shape }: Adapter, exports: Exports): Exports {
  return Object.fromEntries(shape.adapted.map((name, index) => [String(index), exports[name]]));
}

/** Undefined for what the harness cannot read. */
export function adapterOf(bytes: Uint8Array): Adapter | undefined {
  try {
    return makeAdapter(readModule(bytes));
  } catch {
    return undefined;
  }
}
