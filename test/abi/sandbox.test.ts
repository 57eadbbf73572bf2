/** A program reaches what it was given, and nothing else, whatever path it writes. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { E } from '../../abi/posix/errno.js';
import { Sandbox } from '../../abi/posix/sandbox.js';
import { temporaryDirectory } from '../support.js';

const root = fs.realpathSync(temporaryDirectory());
const inside = join(root, 'inside');
const other = join(root, 'other');
fs.mkdirSync(join(inside, 'a/b'), { recursive: true });
fs.mkdirSync(other);
fs.writeFileSync(join(root, 'secret'), 'secret');
fs.writeFileSync(join(inside, 'a/file'), 'file');
fs.symlinkSync('../../secret', join(inside, 'a/up'));
fs.symlinkSync(join(root, 'secret'), join(inside, 'absolute'));
fs.symlinkSync('..', join(inside, 'parent'));
fs.symlinkSync('a', join(inside, 'good'));
fs.symlinkSync('loop', join(inside, 'loop'));
fs.symlinkSync(other, join(inside, 'door'));

const sandbox = new Sandbox(fs, [
  { guest: '/data', host: inside },
  { guest: '/other', host: other, readonly: true },
]);

function pathOf(path: string): string | number {
  const found = sandbox.follow(path);
  return typeof found === 'number' ? found : found.path;
}

test('where a backslash separates, no path has one; elsewhere it is a character', () => {
  const windows = new Sandbox(fs, [{ guest: '/data', host: inside }], true);
  for (const path of ['/data/a\\..\\..\\secret', '/data/a/..\\..\\secret', '\\data\\a']) {
    assert.is(windows.follow(path), -E.EACCES, path);
    assert.is(windows.resolve(path), -E.EACCES, path);
  }
  assert.is(pathOf('/data/a\\b'), join(inside, 'a\\b'));
  assert.equal(windows.follow('/data/a/file'), { path: join(inside, 'a/file'), readonly: false });
});

test('plain paths are below the preopened directory', () => {
  assert.is(pathOf('/data/a/file'), join(inside, 'a/file'));
  assert.is(pathOf('/data'), inside);
  assert.is(pathOf('//data/./a//b/'), join(inside, 'a/b'));
  assert.is(pathOf('/data/a/new'), join(inside, 'a/new'));
});

test('`..` stays inside, or leaves for another preopened directory', () => {
  assert.is(pathOf('/data/a/b/../file'), join(inside, 'a/file'));
  assert.is(pathOf('/data/../data/a'), join(inside, 'a'));
  assert.is(pathOf('/data/../other'), other);
  for (const path of ['/data/..', '/data/../secret', '/data/a/../../secret', '/secret', '/', '/etc/passwd', '/data/../../etc/passwd', '/database']) {
    assert.is(pathOf(path), -E.EACCES, path);
  }
});

test('symbolic links may not leave, however they are written', () => {
  assert.is(pathOf('/data/good/file'), join(inside, 'a/file'));
  assert.is(pathOf('/data/good/../a'), join(inside, 'a'));
  assert.is(pathOf('/data/door'), other);
  for (const path of ['/data/a/up', '/data/absolute', '/data/parent', '/data/parent/secret', '/data/good/up']) assert.is(pathOf(path), -E.EACCES, path);
  assert.is(pathOf('/data/loop'), -E.ELOOP);
});

test('missing and wrong parents', () => {
  assert.is(pathOf('/data/none/file'), -E.ENOENT);
  assert.is(pathOf('/data/a/file/x'), -E.ENOTDIR);
});

test('resolve leaves the last component to the caller', () => {
  assert.equal(sandbox.resolve('/data/absolute'), { path: join(inside, 'absolute'), readonly: false });
  assert.equal(sandbox.resolve('/other/x'), { path: join(other, 'x'), readonly: true });
  assert.equal(sandbox.resolve('/data'), { path: inside, readonly: false });
  assert.is(sandbox.resolve('/data/parent/secret'), -E.EACCES);
});

test('a directory that becomes a link is seen when the program changes something', () => {
  fs.mkdirSync(join(inside, 'turns'));
  assert.equal(sandbox.resolve('/data/turns/x'), { path: join(inside, 'turns/x'), readonly: false });
  fs.rmdirSync(join(inside, 'turns'));
  fs.symlinkSync('..', join(inside, 'turns'));
  sandbox.forget();
  assert.is(sandbox.resolve('/data/turns/secret'), -E.EACCES);
});

test('directories above a preopened one are known as such', () => {
  assert.ok(sandbox.isAncestor('/'));
  assert.not.ok(sandbox.isAncestor('/data'));
  assert.not.ok(sandbox.isAncestor('/etc'));
});

test('a preopened root contains everything', () => {
  const all = new Sandbox(fs, [{ guest: '/', host: inside }]);
  assert.equal(all.follow('/a/../../../a/file'), { path: join(inside, 'a/file'), readonly: false });
});

test("the program's own path without links", () => {
  assert.equal(['/data/good/../good/b', '/data/door', '/data/a/./b/', '/data/../other'].map((path) => sandbox.real(path)), ['/data/a/b', '/other', '/data/a/b', '/other']);
  assert.equal([sandbox.real('/data/absolute'), sandbox.real('/data/none/x'), sandbox.real('/elsewhere')], [-E.EACCES, -E.ENOENT, -E.EACCES]);
});

test('directories that are mounted while the program runs hide what was there', () => {
  const changing = new Sandbox(fs, [{ guest: '/data', host: inside }]);
  changing.mount({ guest: '/data/a', host: other });
  assert.equal([changing.follow('/data/a/file'), changing.follow('/data/a/../good/file')], [{ path: join(other, 'file'), readonly: false }, { path: join(inside, 'a/file'), readonly: false }]);
  assert.equal(changing.guests, ['/data/a', '/data']);
  changing.unmount('/data/a');
  assert.equal([changing.follow('/data/a/file'), changing.has('/data/a')], [{ path: join(inside, 'a/file'), readonly: false }, false]);
  assert.equal([changing.granted(join(inside, 'good')), changing.granted(other)], [{ path: join(inside, 'a'), readonly: false }, undefined]);
});

test.run();
