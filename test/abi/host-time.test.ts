/** Times of files arrive as they were given, to the microsecond, on the host's file system and on the one in memory. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { filesInMemory } from '../../abi/host/memory-fs.js';
import { hostTime } from '../../abi/posix/host-time.js';
import { temporaryDirectory } from '../support.js';

const path = join(fs.realpathSync(temporaryDirectory()), 'file');
fs.writeFileSync(path, '');
const memory = filesInMemory({ '/file': '' }, undefined).fs;

const microseconds = (ns: bigint): bigint => ns / 1000n;

test('after 1970, microseconds', () => {
  for (let i = 0; i < 2000; i++) {
    const us = i < 1000 ? 1_500_000_000_000_000 + i * 987_001 : i * 1_000_003;
    fs.utimesSync(path, hostTime(us / 1000), hostTime(us / 1000));
    const { mtimeNs, atimeNs } = fs.statSync(path, { bigint: true });
    assert.equal([microseconds(mtimeNs), microseconds(atimeNs)], [BigInt(us), BigInt(us)]);
    memory.utimesSync('/file', hostTime(us / 1000), hostTime(us / 1000));
    assert.is(Math.round(memory.statSync('/file').mtimeMs * 1000), us);
  }
});

test('before 1970, milliseconds', () => {
  for (const ms of [-1, -1500, -86_400_000 * 400]) {
    fs.utimesSync(path, hostTime(ms), hostTime(ms));
    assert.is(fs.statSync(path).mtimeMs, ms);
    memory.utimesSync('/file', hostTime(ms), hostTime(ms));
    assert.is(memory.statSync('/file').mtimeMs, ms);
  }
});

test.run();
