/** What the objects of files have here: JavaScript that uses anything else of them stays in the glue. */
export const FS_NAMES = [
  'ErrnoError', 'filesystems', 'root', 'mounts', 'streams', 'currentPath', 'initialized', 'ignorePermissions',
  'isFile', 'isDir', 'isLink', 'isChrdev', 'isBlkdev', 'isFIFO', 'isSocket', 'isRoot', 'isMountpoint',
  'cwd', 'chdir', 'mkdir', 'mkdirTree', 'create', 'mknod', 'symlink', 'rename', 'rmdir', 'unlink', 'readdir', 'readlink', 'stat', 'lstat', 'chmod', 'lchmod', 'chown',
  'lchown', 'truncate', 'utime', 'lookupPath', 'getPath', 'analyzePath', 'findObject', 'createPath', 'createFile', 'createDataFile',
  'open', 'close', 'isClosed', 'llseek', 'read', 'write', 'readFile', 'writeFile', 'getStream', 'fchmod', 'fchown', 'ftruncate',
  'major', 'minor', 'makedev', 'registerDevice', 'getDevice', 'mkdev', 'createDevice', 'mount', 'unmount', 'getMounts', 'syncfs',
] as const;

export const PATH_NAMES = ['isAbs', 'normalizeArray', 'normalize', 'basename', 'dirname', 'join', 'join2'] as const;

/** Names of those objects and of what belongs to them. */
export const FILE_SCOPE = ['FS', 'MEMFS', 'NODEFS', 'PATH', 'PATH_FS', 'ERRNO_CODES'] as const;
