/** The object FS of Emscripten's glue, and what belongs to it, over the descriptors and paths that the program's C has. */
import { WASI_ERRNO } from '../../posix/wasi-errno.js';
import type { Context } from '../context.js';
import { deviceCalls } from './devices.js';
import { ErrnoError } from './errors.js';
import { mountCalls } from './mounts.js';
import type { FILE_SCOPE, FS_NAMES, PATH_NAMES } from './names.js';
import { PATH, pathsFrom } from './path.js';
import { streamCalls } from './streams.js';
import { kinds, modeOf, treeOf, type Node } from './tree.js';

type Has<Names extends readonly string[]> = Record<Names[number], unknown>;

export function fileScope({ p }: Context): Has<typeof FILE_SCOPE> {
  const tree = treeOf(p);
  const { calls: files, streams } = streamCalls(p, tree);
  const { calls: mounting, types } = mountCalls(p, tree);
  const FS = {
    ErrnoError, filesystems: types, initialized: true, ignorePermissions: false,
    ...kinds, ...tree.names, ...files, ...deviceCalls(p, tree), ...mounting,
    createDataFile(parent: string | Node | null, name: string | null, data: string | ArrayLike<number> | null, canRead: boolean, canWrite: boolean): Node {
      const above = parent === null ? '' : tree.pathOf(parent);
      const path = name === null || name === '' ? above : above === '' ? name : PATH.join2(above, name);
      const node = tree.names.create(path, 0o666);
      // A text is bytes here, a character each.
      if (data !== null && data !== undefined) files.writeFile(path, typeof data === 'string' ? Uint8Array.from(data, (one) => one.charCodeAt(0)) : Uint8Array.from(data));
      tree.names.chmod(path, modeOf(canRead, canWrite));
      return node;
    },
    get root() {
      return tree.node('/');
    },
    get mounts() {
      return mounting.getMounts();
    },
    get streams() {
      return streams();
    },
    get currentPath() {
      return p.cwd;
    },
  } satisfies Has<typeof FS_NAMES>;
  return { FS, ...types, PATH: PATH satisfies Has<typeof PATH_NAMES>, PATH_FS: pathsFrom(p), ERRNO_CODES: WASI_ERRNO };
}
