/** The runtime modules of one set of sources, read when they are first needed, and the bindings that names refer to. */
import { type Declaration, type LinkModule, readModule } from './module.js';
import type { Reference } from './scope.js';
import { LinkageError, type RuntimeSources } from './sources.js';

const graphs = new WeakMap<RuntimeSources, Graph>();

export class Graph {
  private readonly modules = new Map<string, LinkModule>();

  private constructor(private readonly sources: RuntimeSources) {}

  /** The graph of `sources`: one for all compilations, so that each module is parsed once. */
  static of(sources: RuntimeSources): Graph {
    let graph = graphs.get(sources);
    if (graph === undefined) graphs.set(sources, (graph = new Graph(sources)));
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
    if (typeof target !== 'string') return this.find(target.path, target.name);
    const found = this.lookup(path, target);
    if (found === undefined) throw new LinkageError(`link: ${path}.js exports ${JSON.stringify(name)}, which it does not declare`);
    return found;
  }

  /** What `reference` inside `from` refers to; undefined for a global. LinkageError if it assigns to an import. */
  resolve(from: Declaration, reference: Reference): Declaration | undefined {
    const { name } = reference.node;
    const target = this.lookup(from.path, name);
    if (target !== undefined && reference.assigned && target.path !== from.path) {
      throw new LinkageError(`link: ${from.path}.js: ${from.name} assigns to the imported binding ${name}`);
    }
    return target;
  }

  /** The binding that a setter function assigns to, if calls of `declaration` can become assignments. */
  setterTarget(declaration: Declaration): Declaration | undefined {
    const { setterOf, path } = declaration;
    const target = setterOf && this.module(path).declarations.get(setterOf.name);
    return target?.kind === 'let' ? target : undefined;
  }

  private lookup(path: string, name: string): Declaration | undefined {
    const { declarations, imports } = this.module(path);
    const external = imports.get(name);
    return external === undefined ? declarations.get(name) : this.find(external.path, external.name);
  }

  private module(path: string): LinkModule {
    let module = this.modules.get(path);
    if (module === undefined) {
      const source = Object.prototype.hasOwnProperty.call(this.sources, path) ? this.sources[path] : undefined;
      if (source === undefined) throw new LinkageError(`link: there is no runtime module ${path}.js`);
      module = readModule(path, source);
      this.modules.set(path, module);
    }
    return module;
  }
}
