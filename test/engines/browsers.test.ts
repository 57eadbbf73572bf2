/** In browsers, under a policy that forbids evaluation, and so WebAssembly: our outputs as plain scripts and as modules. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { assemble } from '../wabt.js';
import { skip } from '../support.js';
import { boundaryGroups } from './boundary.js';
import { findBrowser, howToGetBrowser, openPage } from './browsers.js';
import { numericGroups } from './numeric.js';
import { programGroups } from './programs.js';
import { driverText, modulesText, nativeLines } from './script.js';
import { trapGroups } from './traps.js';

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";
const groups = [...numericGroups, ...trapGroups, ...boundaryGroups, ...programGroups];

/** Collects lines; says first what the engine's own WebAssembly makes of the smallest module. */
const PRELUDE = `
  globalThis.lines = [];
  globalThis.print = function (text) { lines.push(text); };
  try { new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); print('native allowed'); } catch (error) { print('native ' + error.name); }
  delete globalThis.WebAssembly;
`;
const MODULE = `
  import { add } from './add.mjs';
  print('module ' + add(40, 2));
  fetch('/done', { method: 'POST', body: JSON.stringify(lines) });
`;

const ADD = '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))';

/** How browsers are opened. Without a compiler there is no WebAssembly that could be forbidden. */
const SETTINGS = [
  { name: 'chromium', flags: [], native: 'CompileError' },
  { name: 'chromium', flags: ['--js-flags=--jitless'], native: 'ReferenceError' },
  { name: 'firefox', flags: [], native: 'CompileError' },
] as const;

for (const { name, flags, native } of SETTINGS) {
  const browser = findBrowser(name);
  if (browser === undefined) skip(`outputs in ${name}`, `not installed (${howToGetBrowser(name)})`);
  else {
    test(`where a policy forbids WebAssembly, scripts and modules give what native WebAssembly gives: ${[name, ...flags].join(' ')}`, async () => {
      const scripts: Record<string, string> = { '/prelude.js': PRELUDE };
      groups.forEach((group, index) => { scripts[`/${index}.js`] = `${modulesText(group, index)}\n${driverText(group, index)}`; });
      const files = {
        ...scripts,
        '/': `<!doctype html><meta charset="utf-8">${Object.keys(scripts).map((path) => `<script src="${path}"></script>`).join('')}<script type="module" src="/module.mjs"></script>`,
        '/module.mjs': MODULE,
        '/add.mjs': compile(assemble(ADD)).code,
      };
      const lines = JSON.parse(await openPage(browser, files, POLICY, { flags })) as string[];
      assert.is(lines[0], `native ${native}`, 'the policy forbids WebAssembly');
      assert.is(lines.at(-1), 'module 42');
      groups.forEach((group, index) => {
        assert.equal(lines.filter((line) => line.startsWith(`@${index} `)), nativeLines(group, index), group.name);
      });
    });
  }
}

test.run();
