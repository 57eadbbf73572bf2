/** What the linker is given of the runtime modules: plain data, which {@link ./extract.ts} makes of their text when the project is built. */

export interface RuntimeModules {
  /** Every word of their text that names of the output could be, separated by spaces. */
  readonly words: string;
  /** A {@link LinkModule} as JSON, by path without extension: 'runtime-lite/memory', 'abi/posix/fd'. Each is parsed when it is first needed. */
  readonly modules: Readonly<Record<string, string>>;
}

/** A name in another module. */
export type External = readonly [path: string, name: string];

export interface LinkModule {
  /** By local name. */
  readonly imports: Readonly<Record<string, External>>;
  /** By exported name: a local name, or a name in another module. */
  readonly exports: Readonly<Record<string, string | External>>;
  readonly declarations: readonly ModuleDeclaration[];
}

/** One top-level binding of a module. */
export interface ModuleDeclaration {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'const' | 'let';
  /** Names of the bindings of its module that it refers to. */
  readonly names: readonly string[];
  /** In the order of the text, each once: the position in `names`, shifted by `Use.Bits`, and how the name is used. */
  readonly uses: readonly number[];
  /** Other names that it refers to and does not bind. */
  readonly globals: readonly string[];
  /** For `function f(x) { v = x; }`: `v`. Calls of such a function become assignments. */
  readonly setterOf?: string;
  /** The function or class; for a variable its initialiser, if it has one. */
  readonly tree?: PackedTree;
}

export const enum Use {
  /** Read while the declaration itself is evaluated, not only when a function is called later. */
  Eager = 1,
  /** The callee of a statement `name(argument);`. */
  Statement = 2,
  Bits = 2,
}

/** A node and what is below it, in the order of the text: for each node what it is, then its fields (see {@link ./nodes.ts}). */
export type PackedTree = readonly (string | number | boolean | null)[];

/** What stands in a packed tree for a node; from `Row` on, rows of the table of nodes. */
export const enum Packed {
  /** No node: a hole of an array, an absent part. */
  None,
  /** An identifier that is bound inside of the declaration: the position of its name among those of nested scopes, its name. */
  Local,
  /** An identifier that refers to a binding of the module: the position of its name in `names`. */
  Name,
  /** `name(argument);` for a binding of the module: the position of the name, the argument. */
  CallStatement,
  BigInt,
  RegExp,
  Row,
}

/** Values of a packed `shorthand`. */
export const enum Shorthand {
  No,
  Yes,
  /** Only where locals keep their names. */
  OfLocal,
}

/** A runtime module that breaks the rules for linkable modules, or a piece that does not exist. */
export class LinkageError extends Error {
  override readonly name = 'LinkageError';
}
