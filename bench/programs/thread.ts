/** Makes the threads of a program begin as its first one does: `node --import` runs this in each of them. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { install, type Installation } from './subjects.js';

/** The variable of the environment that says what to install. */
export const INSTALLATION = 'WASM2JS_AOT_INSTALLATION';

const text = process.env[INSTALLATION];
if (!isMainThread && text !== undefined) {
  const installation = JSON.parse(text) as Installation;
  if (installation.subject !== 'recording') await install(installation, writeFileSync);
}
