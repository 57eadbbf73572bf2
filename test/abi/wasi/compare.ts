/** Scripts of calls, run by our WASI and by node:wasi: where node is wrong, the test says what is right. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Given, type Machine, ours, theirs } from './machine.js';

type Script = (w: Machine) => unknown;
type Corrections = Record<string, { node: unknown; right: unknown; because: string }>;

/** `script` gives a record of results by question; those in `corrections` node answers wrongly. */
export function compare(name: string, script: Script, corrections: Corrections = {}, given: Given = {}): void {
  test(name, () => {
    const [a, b] = [ours(given), theirs(given)];
    const right = script(a) as Record<string, unknown>;
    const node = script(b) as Record<string, unknown>;
    for (const [question, { node: wrong, right: expected, because }] of Object.entries(corrections)) {
      assert.equal(node[question], wrong, `node:wasi no longer differs: ${question}`);
      assert.equal(right[question], expected, `${question}: ${because}`);
      delete node[question];
      delete right[question];
    }
    assert.equal(right, node);
    assert.equal(a.tree(), b.tree());
  });
}

export const NOT_DIRECTORY = { node: 'ENOTCAPABLE', right: 'ENOTDIR', because: 'the descriptor is no directory, whatever its rights' };
export const EMPTY_PATH = { node: 'EINVAL', right: 'ENOENT', because: 'POSIX: an empty path names nothing' };
export const NO_PREOPEN = { node: 'EINVAL', right: 'EBADF', because: 'libc goes through the descriptors until it finds EBADF, and refuses to start at any other error' };
export const EFAULT = { node: 'EOVERFLOW', right: 'EFAULT', because: 'fault is "Bad address"; overflow is "Value too large to be stored in data type"' };

/** Access and modification time, nanoseconds. */
export function times(w: Machine, path: string): bigint[] {
  const at = w.allocate(64);
  assert.is(w.call('path_filestat_get', 3, 0, ...w.text(path), at), 'SUCCESS');
  return [w.view.getBigUint64(at + 40, true), w.view.getBigUint64(at + 48, true)];
}
