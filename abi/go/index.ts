/** What the compiler must know of Go's js/wasm (1.12 to current) and TinyGo's: how to recognise them, and which piece makes which import. */
import type { AbiDescriptor, Detection, ImportSummary, ModuleSummary, Piece } from '../contract.js';

const FOLDER = 'abi/go';

/** By file: the imports that it provides, as they are called in the package of Go that declares them. */
const runtime = ['wasmExit', 'wasmWrite', 'resetMemoryDataView', 'nanotime1', 'walltime', 'scheduleTimeoutEvent', 'clearTimeoutEvent', 'getRandomData'];
const js = [
  'finalizeRef', 'stringVal', 'valueGet', 'valueSet', 'valueDelete', 'valueIndex', 'valueSetIndex', 'valueCall', 'valueInvoke', 'valueNew', 'valueLength',
  'valuePrepareString', 'valueLoadString', 'valueInstanceOf', 'copyBytesToGo', 'copyBytesToJS',
];

/** All that this ABI provides: file, name of the import and of the function. For tests and documentation. */
export function provided(): Array<{ file: string; import: string; name: string }> {
  return [
    { file: 'scheduler', import: 'debug', name: 'debug' },
    ...runtime.map((name) => ({ file: 'scheduler', import: `runtime.${name}`, name })),
    ...js.map((name) => ({ file: 'values', import: `syscall/js.${name}`, name })),
  ];
}

const pieces = new Map(provided().map((row) => [row.import, row]));

/** `go` until 1.20, `gojs` from 1.21 on. */
const isGo = (imp: ImportSummary): boolean => imp.module === 'go' || imp.module === 'gojs';

function provide(_m: ModuleSummary, imp: ImportSummary): Piece | undefined {
  if (!isGo(imp) || imp.kind !== 'func' || imp.sig !== 'i:') return undefined;
  const row = pieces.get(imp.name);
  return row && { path: `${FOLDER}/${row.file}`, name: row.name };
}

function detect(m: ModuleSummary): Detection {
  const exports = new Set(m.exports.map(({ name }) => name));
  const entry = ['run', 'resume', 'getsp', 'mem'].every((name) => exports.has(name));
  const runtimeImport = m.imports.find((imp) => isGo(imp) && imp.name === 'runtime.wasmExit' && imp.sig === 'i:');
  const why = [...(entry ? ['exports run, resume, getsp and mem'] : []), ...(runtimeImport ? [`imports ${runtimeImport.module}.runtime.wasmExit`] : [])];
  return { score: (entry ? 40 : 0) + (runtimeImport ? 60 : 0), why };
}

export const descriptor: AbiDescriptor = {
  id: 'go',
  title: 'Go for js/wasm: its scheduler on the event loop, syscall/js, files through fs',
  detect,
  provide,
  config: () => null,
  entry: () => 'command',
  runtime: `${FOLDER}/runtime`,
  thread: 'caller',
};

/** By name in package syscall/js and the runtime of TinyGo: the signature. A reference is an i64. */
const tinyJs: Record<string, string> = {
  finalizeRef: 'l:', stringVal: 'ii:l', valueGet: 'lii:l', valueSet: 'liil:', valueDelete: 'lii:', valueIndex: 'li:l', valueSetIndex: 'lil:', valueCall: 'iliiiii:',
  valueInvoke: 'iliii:', valueNew: 'iliii:', valueLength: 'l:i', valuePrepareString: 'il:', valueLoadString: 'liii:', valueInstanceOf: 'll:i',
  copyBytesToGo: 'iiiil:', copyBytesToJS: 'iliii:',
};

/** All that TinyGo's ABI provides beside WASI: name of the import and of the function, and the signature. For tests and documentation. */
export function tinyProvided(): Array<{ import: string; name: string; sig: string }> {
  return [
    { import: 'runtime.ticks', name: 'ticks', sig: ':l' },
    { import: 'runtime.sleepTicks', name: 'sleepTicks', sig: 'l:' },
    ...Object.entries(tinyJs).map(([name, sig]) => ({ import: `syscall/js.${name}`, name, sig })),
  ];
}

const tinyPieces = new Map(tinyProvided().map((row) => [row.import, row]));

/** `gojs`, and `env` before Go 1.21. */
function tinyProvide(_m: ModuleSummary, imp: ImportSummary): Piece | undefined {
  if ((imp.module !== 'gojs' && imp.module !== 'env') || imp.kind !== 'func') return undefined;
  const row = tinyPieces.get(imp.name);
  return row !== undefined && row.sig === imp.sig ? { path: `${FOLDER}/tiny`, name: row.name } : undefined;
}

function tinyDetect(m: ModuleSummary): Detection {
  const found = m.imports.filter((imp) => tinyProvide(m, imp) !== undefined);
  const scheduler = m.exports.some(({ name }) => name === 'go_scheduler');
  const why = [...(found.length > 0 ? [`imports ${found.length} calls of TinyGo's runtime`] : []), ...(scheduler ? ['exports go_scheduler'] : [])];
  return { score: (found.length > 0 ? 80 : 0) + (scheduler ? 15 : 0), why };
}

export const tinyDescriptor: AbiDescriptor = {
  id: 'tinygo',
  title: 'TinyGo for js/wasm: syscall/js, its scheduler on the event loop, WASI',
  detect: tinyDetect,
  provide: tinyProvide,
  config: () => null,
  entry: (m) => (m.exports.some(({ name }) => name === '_start') ? 'command' : undefined),
  runtime: `${FOLDER}/tiny-runtime`,
  base: 'wasi',
  thread: 'caller',
};
