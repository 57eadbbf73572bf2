/** What the compiler must know of WASI preview1 and the snapshot before it: how to recognise them, and which piece makes which import. */
import type { AbiDescriptor, Detection, ImportSummary, ModuleSummary, Piece } from '../contract.js';

const FOLDER = 'abi/wasi';
const PREVIEW1 = 'wasi_snapshot_preview1';
const UNSTABLE = 'wasi_unstable';

/** By file: the imports that it provides, each with its signature. A piece has the import's name. */
const preview1: Record<string, Record<string, string>> = {
  process: {
    args_get: 'ii:i', args_sizes_get: 'ii:i', environ_get: 'ii:i', environ_sizes_get: 'ii:i', proc_exit: 'i:', proc_raise: 'i:i', sched_yield: ':i',
    random_get: 'ii:i',
  },
  clock: { clock_res_get: 'ii:i', clock_time_get: 'ili:i' },
  io: { fd_read: 'iiii:i', fd_write: 'iiii:i', fd_pread: 'iiili:i', fd_pwrite: 'iiili:i', fd_seek: 'ilii:i', fd_tell: 'ii:i' },
  descriptors: {
    fd_advise: 'illi:i', fd_allocate: 'ill:i', fd_close: 'i:i', fd_datasync: 'i:i', fd_fdstat_get: 'ii:i', fd_fdstat_set_flags: 'ii:i',
    fd_fdstat_set_rights: 'ill:i', fd_filestat_get: 'ii:i', fd_filestat_set_size: 'il:i', fd_filestat_set_times: 'illi:i', fd_prestat_get: 'ii:i',
    fd_prestat_dir_name: 'iii:i', fd_renumber: 'ii:i', fd_sync: 'i:i',
  },
  directory: { fd_readdir: 'iiili:i' },
  open: { path_open: 'iiiiillii:i' },
  paths: {
    path_create_directory: 'iii:i', path_filestat_get: 'iiiii:i', path_filestat_set_times: 'iiiilli:i', path_link: 'iiiiiii:i', path_readlink: 'iiiiii:i',
    path_remove_directory: 'iii:i', path_rename: 'iiiiii:i', path_symlink: 'iiiii:i', path_unlink_file: 'iii:i',
  },
  poll: { poll_oneoff: 'iiii:i' },
  sockets: { sock_accept: 'iii:i', sock_recv: 'iiiiii:i', sock_send: 'iiiii:i', sock_shutdown: 'ii:i' },
};

/** What the snapshot before had otherwise. */
const unstable: Record<string, string> = { fd_filestat_get: 'ii:i', path_filestat_get: 'iiiii:i', fd_seek: 'ilii:i', poll_oneoff: 'iiii:i' };
const notYetUnstable = 'sock_accept';

/** All that this ABI provides: file, import module, name and signature. For tests and documentation. */
export function provided(): Array<{ file: string; module: string; name: string; sig: string }> {
  const rows = Object.entries(preview1).flatMap(([file, names]) => Object.entries(names).map(([name, sig]) => ({ file, name, sig })));
  return [
    ...rows.map((row) => ({ ...row, module: PREVIEW1 })),
    ...rows.filter(({ name }) => name !== notYetUnstable).map((row) => ({ ...row, module: UNSTABLE, file: row.name in unstable ? 'unstable' : row.file })),
  ];
}

const pieces = new Map(provided().map((row) => [`${row.module} ${row.name}`, row]));

function provide(_m: ModuleSummary, imp: ImportSummary): Piece | undefined {
  if (imp.kind !== 'func') return undefined;
  const row = pieces.get(`${imp.module} ${imp.name}`);
  return row !== undefined && row.sig === imp.sig ? { path: `${FOLDER}/${row.file}`, name: row.name } : undefined;
}

/** Imports that only Emscripten's own glue can provide. */
const isEmscripten = ({ module, name }: ImportSummary): boolean => module === 'env' && /^(_?emscripten_|__syscall_|invoke_|___syscall)/.test(name);

function detect(m: ModuleSummary): Detection {
  const from = [PREVIEW1, UNSTABLE].filter((module) => m.imports.some((imp) => imp.module === module));
  const exports = new Set(m.exports.map(({ name }) => name));
  const entry = ['_start', '_initialize'].find((name) => exports.has(name));
  if (from.length === 0) return { score: 0, why: [] };
  const known = m.imports.filter((imp) => provide(m, imp) !== undefined).length;
  const why = [`imports ${known} calls of ${from.join(' and ')}`];
  if (entry !== undefined) why.push(`exports ${entry}`);
  if (m.imports.some(isEmscripten)) return { score: 20, why: [...why, "but also imports of Emscripten's glue"] };
  const others = m.imports.length - known;
  if (others > 0) why.push(`leaves ${others} imports to the caller`);
  return { score: (entry === undefined ? 55 : 90) - (others > 0 ? 5 : 0), why };
}

export const descriptor: AbiDescriptor = {
  id: 'wasi',
  title: 'WASI preview1 and wasi_unstable: commands (_start) and reactors (_initialize)',
  detect,
  provide,
  config: () => null,
  entry: (m) => (m.exports.some(({ name }) => name === '_start') ? 'command' : undefined),
  runtime: `${FOLDER}/runtime`,
};
