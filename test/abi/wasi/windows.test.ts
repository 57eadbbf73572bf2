/** On Windows a backslash separates and a colon names a drive: no path of a program may contain them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { call, type Context } from '../../../abi/wasi/context.js';
import { locate } from '../../../abi/wasi/resolve.js';
import { WASI_ERRNO } from '../../../abi/posix/wasi-errno.js';

const links: Record<string, string> = { 'R:/root/up': '..\\..\\secret', 'R:/root/drive': 'C:\\secret', 'R:/root/rooted': '\\secret', 'R:/root/good': 'dir\\file' };

function context(platform: string): Context {
  const fs = {
    lstatSync: (path: string) => ({ isSymbolicLink: () => path in links, isDirectory: () => true }),
    readlinkSync: (path: string) => links[path]!,
  };
  return { p: { host: { fs, process: { platform } } } } as unknown as Context;
}

function at(platform: string, path: string): string | number {
  let found = '';
  const directory = { description: { hostPath: 'R:/root' } } as unknown as Parameters<typeof locate>[1];
  const errno = call(() => void (found = locate(context(platform), directory, path, true).path))();
  return errno === 0 ? found : errno;
}

test('what leads out of the directory only on Windows', () => {
  for (const path of ['..\\secret', 'dir\\..\\..\\secret', 'C:secret', 'file:stream', 'up', 'drive', 'rooted']) assert.is(at('win32', path), WASI_ERRNO.ENOTCAPABLE, path);
  assert.is(at('win32', 'good'), 'R:/root/dir/file');
  assert.is(at('win32', 'dir/file'), 'R:/root/dir/file');
  assert.is(at('linux', '..\\secret'), 'R:/root/..\\secret');
});

test.run();
