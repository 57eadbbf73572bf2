/** Text of the runtime modules as tsc wrote them, by path without extension: 'runtime-lite/memory', 'abi/posix/fd'. */
export type RuntimeSources = Readonly<Record<string, string>>;

/** A runtime module that breaks the rules for linkable modules, or a piece that does not exist. */
export class LinkageError extends Error {
  override readonly name = 'LinkageError';
}
