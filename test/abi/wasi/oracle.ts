/** `node oracle.js module.wasm '{"args", "env", "preopens", "version"}'`: a WASI program under node:wasi. */
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [file, given] = process.argv.slice(2);
const { args = [], env = {}, preopens = {}, version = 'preview1' } = JSON.parse(given!) as Record<string, any>;
const wasi = new WASI({ version, args, env, preopens, returnOnExit: false });
const imports = wasi.getImportObject() as WebAssembly.Imports;
wasi.start(new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file!)), imports));
