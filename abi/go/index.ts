/** What the compiler must know of Go's js/wasm (1.12 to current): how to recognise it, and which piece makes which import. */
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
