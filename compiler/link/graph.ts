/** The runtime modules of one build, parsed when they are first needed, and the bindings that names refer to. */
import { LinkageError, type External, type LinkModule, type ModuleDeclaration, type RuntimeModules } from './modules.js';

/** One top-level binding of a module. */
export interface Declaration extends ModuleDeclaration {
  readonly path: string;
}

interface Module {
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly imports: ReadonlyMap<string, External>;
  readonly exports: ReadonlyMap<string, string | External>;
}

const graphs = new WeakMap<RuntimeModules, Graph>();

export class Graph {
  private readonly modules = new Map<string, Module>();

  private constructor(private readonly given: RuntimeModules) {}

  /** The graph of `given`: one for all compilations, so that each module is parsed once. */
  static of(given: RuntimeModules): Graph {
    let graph = graphs.get(given);
    if (graph === undefined) graphs.set(given, (graph = new Graph(given)));
    return graph;
  }

  /** Names of the exports of the module at `path`. */
  exportsOf(path: string): string[] {
    return [...this.module(path).exports.keys()];
  }

  /** The declaration that export `name` of the module at `path` stands for, through re-exports. */
  find(path: string, name: string): Declaration {
    const target = this.module(path).exports.get(name);
    if (target === undefined) throw new LinkageError(`link: ${path}.js has no export ${JSON.stringify(name)}`);
    if (typeof target !== 'string') return this.find(...target);
    const found = this.resolve(path, target);
    if (found === undefined) throw new LinkageError(`link: ${path}.js exports ${JSON.stringify(name)}, which it does not declare`);
    return found;
  }

  /** What `name` refers to in the module at `path`; undefined for a global. */
  resolve(path: string, name: string): Declaration | undefined {
    const { declarations, imports } = this.module(path);
    const external = imports.get(name);
    return external === undefined ? declarations.get(name) : this.find(...external);
  }

  /** The binding that a setter function assigns to, if calls of `declaration` can become assignments. */
  setterTarget({ path, setterOf }: Declaration): Declaration | undefined {
    const target = setterOf === undefined ? undefined : this.module(path).declarations.get(setterOf);
    return target?.kind === 'let' ? target : undefined;
  }

  private module(path: string): Module {
    let module = this.modules.get(path);
    if (module === undefined) {
      const { modules } = this.given;
      if (!Object.prototype.hasOwnProperty.call(modules, path)) throw new LinkageError(`link: there is no runtime module ${path}.js`);
      this.modules.set(path, (module = moduleOf(path, JSON.parse(modules[path]!) as LinkModule)));
    }
    return module;
  }
}

function moduleOf(path: string, { imports, exports, declarations }: LinkModule): Module {
  return {
    declarations: new Map(declarations.map((declaration) => [declaration.name, { path, ...declaration }])),
    imports: new Map(Object.entries(imports)),
    exports: new Map(Object.entries(exports)),
  };
}
