/** The programs that are compared: native WebAssembly, ours, and the peers; each as text of a function that makes an instance. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type Options } from '../compiler/index.js';
import { floors } from './floors/index.js';
import { packageFolders } from '../test/engines/find.js';

export interface Subject {
  readonly name: string;
  /**
   * Text of a function without parameters that returns the export `run` of a new instance.
   * @throws Error if the subject refuses the module, or has nothing for the kernel.
   */
  readonly make: (bytes: Uint8Array<ArrayBuffer>, folder: string, kernel: string) => string;
  /** Whether it takes an engine that has WebAssembly. */
  readonly native?: boolean;
  /** Names of the engines that it is made for; all without it. */
  readonly engines?: RegExp;
}

export const native: Subject = {
  name: 'native',
  native: true,
  make: (bytes) => `function () { return new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([${bytes.join()}]))).exports.run; }`,
};

/** Name of our output as it is compiled without options. */
export const OURS = 'wasm2js-aot';

export function ours(name: string = OURS, options: Partial<Options> = {}): Subject {
  return {
    name,
    make: (bytes) => `function () { ${compile(bytes, { ...options, format: 'iife', name: 'compiled' }).code}\nreturn compiled.instantiate().exports.run; }`,
  };
}

/** Ours as it is compiled for an engine, where that is not the default. */
export const targeted: readonly Subject[] = [
  { ...ours(`${OURS} --target hermes`, { target: 'hermes' }), engines: /^hermes$/ },
  { ...ours(`${OURS} --target jsc`, { target: 'jsc' }), engines: /^(jsc|bun)$/ },
  { ...ours(`${OURS} --target spidermonkey`, { target: 'spidermonkey' }), engines: /^(gjs|firefox)$/ },
  { ...ours(`${OURS} --target jitless`, { target: 'jitless' }), engines: /--jitless$/ },
];

/** What was written by hand for some kernels. */
export const byHand: Subject = {
  name: 'by hand',
  make: (_bytes, _folder, kernel) => {
    const floor = floors[kernel];
    if (!floor) throw new Error('–');
    return floor.toString();
  },
};

/** A file of a package that is installed here or in the folder that ENGINES names. */
export function installed(path: string): string | undefined {
  return packageFolders.map((folder) => join(folder, path)).find((file) => existsSync(file));
}

/** Binaryen's wasm2js -O3; its module form becomes a function's body. */
function wasm2js(program: string): Subject {
  return {
    name: 'wasm2js -O3',
    make: (bytes, folder) => {
      const input = join(folder, 'input.wasm'), output = join(folder, 'output.js');
      writeFileSync(input, bytes);
      const { status, stderr } = spawnSync(process.execPath, [program, '-O3', '--all-features', input, '-o', output], { encoding: 'utf8', timeout: 600_000 });
      if (status !== 0) throw new Error(`wasm2js: ${stderr.trim().split('\n').pop() ?? ''}`);
      return `function () { ${readFileSync(output, 'utf8').replace(/^export var /gm, 'var ')}\nreturn run; }`;
    },
  };
}

/** polywasm translates when the program runs. Hermes does not read its classes, nor then the script that they are in. */
function polywasm(file: string): Subject {
  const text = readFileSync(file, 'utf8').replace(/export\s*\{([^}]*)\};?\s*$/, (_, names: string) => `return {${names.split(',').map((name) => {
    const [inner, outer] = name.trim().split(/\s+as\s+/);
    return `${outer ?? inner}: ${inner}`;
  }).join()}};`);
  return {
    name: 'polywasm',
    engines: /^(?!hermes)/,
    make: (bytes) => `function () { var W = (function () { ${text} })().WebAssembly; return new W.Instance(new W.Module(new Uint8Array([${bytes.join()}])), {}).exports.run; }`,
  };
}

/** The peers that are installed, and how to get the others. */
export function peers(): { readonly found: readonly Subject[]; readonly absent: readonly string[] } {
  const binaryen = installed('binaryen/bin/wasm2js'), poly = installed('polywasm/index.js');
  const how = (name: string): string => `${name}: npm i ${name}, in the folder that ENGINES names`;
  return {
    found: [...(binaryen ? [wasm2js(binaryen)] : []), ...(poly ? [polywasm(poly)] : [])],
    absent: [...(binaryen ? [] : [how('binaryen')]), ...(poly ? [] : [how('polywasm')])],
  };
}
