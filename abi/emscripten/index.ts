/** What the compiler must know of Emscripten's LLVM back end (1.39 to current): how to recognise it, and which piece makes which import. */
import type { AbiDescriptor, Detection, ImportSummary, ModuleSummary, Piece } from '../contract.js';
import { glue } from './descriptor/glue.js';
import { remark } from './descriptor/libraries.js';
import { layout } from './descriptor/layout.js';
import { ofTheProcess, pieceOf } from './descriptor/table.js';

const FOLDER = 'abi/emscripten';

/** Up to 1.39, and by -sIMPORTED_TABLE later. */
const isTable = (name: string): boolean => name === 'table' || name === '__indirect_function_table';

/** A shared memory is the threads'. */
function memoryOf({ limits }: ImportSummary): Piece {
  if (!limits?.shared) return { path: `${FOLDER}/heap`, name: 'memory' };
  return { path: `${FOLDER}/threads/memory`, name: 'memory', argument: { initial: limits.min, maximum: limits.max! } };
}

const hasThreads = ({ imports }: ModuleSummary): boolean => imports.some(({ kind, limits }) => kind === 'memory' && limits?.shared);

function provide(_m: ModuleSummary, imp: ImportSummary): Piece | undefined {
  if (imp.kind === 'memory') return imp.module === 'env' && imp.name === 'memory' ? memoryOf(imp) : undefined;
  if (imp.kind === 'table') return imp.module === 'env' && isTable(imp.name) ? { path: `${FOLDER}/own-table`, name: 'table' } : undefined;
  return imp.kind === 'func' ? pieceOf(imp) : undefined;
}

function detect(m: ModuleSummary): Detection {
  const has = (test: (imp: ImportSummary) => boolean): boolean => m.imports.some(test);
  const exports = new Set(m.exports.map(({ name }) => name));
  if (has(({ name }) => /^(___syscall\d+|DYNAMICTOP_PTR|abortOnCannotGrowMemory|nullFunc_\w+|tempDoublePtr)$/.test(name))) {
    return { score: 0, why: ['imports of the compiler before 1.39 (fastcomp): emscripten-legacy'] };
  }
  const signs: Array<[boolean, number, string]> = [
    [exports.has('__wasm_call_ctors'), 30, 'exports __wasm_call_ctors'],
    [exports.has('stackAlloc') || exports.has('stackSave'), 20, 'exports stackAlloc or stackSave'],
    [[...exports].some((name) => /^_?emscripten_stack_/.test(name)), 20, 'exports _emscripten_stack_* or emscripten_stack_*'],
    [exports.has('__wasm_call_ctors') && !exports.has('_start') && !exports.has('_initialize') && (exports.has('main') || exports.has('__main_argc_argv') || m.imports.length > 0), 30, 'leaves calling its constructors to others'],
    [exports.has('__indirect_function_table'), 10, 'exports __indirect_function_table'],
    [has(({ module, name }) => module === 'env' && /^__sys(?:call\d|call_|_)/.test(name)), 40, 'imports env.__syscall_*'],
    [has(({ module, name }) => module === 'env' && /^_?emscripten_/.test(name)), 40, 'imports env.emscripten_*'],
    [has(({ module, name }) => module === 'env' && /^_?emscripten_/.test(name)) && has(({ module }) => /^wasi_/.test(module)) && exports.has('_start'), 10, 'exports _start'],
    [has(({ module, name }) => module === 'env' && /^(?:invoke_[vijfdp]+|_abort_js)$/.test(name)), 40, 'imports env.invoke_* or env._abort_js'],
  ];
  const seen = signs.filter(([holds]) => holds);
  return { score: Math.min(95, seen.reduce((sum, [, points]) => sum + points, 0)), why: seen.map(([, , why]) => why) };
}

const ENTRIES = ['main', '__main_argc_argv', '__main_void', '_start'];

export const descriptor: AbiDescriptor = {
  id: 'emscripten',
  title: 'Emscripten 3 (clang back end): __syscall_*, WASI file calls, libc in the module',
  detect,
  provide,
  config(m, { endsWithMain }) {
    const limits = (wanted: 'memory' | 'table'): { initial: number; maximum: number | null } | null => {
      const found = m.imports.find(({ kind }) => kind === wanted)?.limits;
      return found === undefined ? null : { initial: found.min, maximum: found.max ?? null };
    };
    const name = m.imports.find(({ kind }) => kind === 'table')?.name;
    const table = limits('table');
    const isShared = hasThreads(m);
    return {
      memory: isShared ? null : limits('memory'),
      ...(isShared ? { ofProcess: ofTheProcess(m.imports) } : {}),
      ...(table === null || name === undefined ? {} : { table: { name, ...table } }),
      openFiles: m.imports.some(({ name }) => name === '__syscall__newselect') ? 1024 : 65536,
      ...layout(m),
      ...(endsWithMain ? { endsWithMain } : {}),
    };
  },
  entry(m) {
    const names = new Set(m.exports.map(({ name }) => name));
    return ENTRIES.some((name) => names.has(name)) ? 'command' : 'reactor';
  },
  entries: ENTRIES,
  extra: ({ exports }) => (exports.some(({ name, kind }) => name === '__emscripten_embedded_file_data' && kind === 'global') ? { path: `${FOLDER}/embedded`, name: 'embedded' } : undefined),
  threads: (m) => (hasThreads(m) ? `${FOLDER}/threads/life` : undefined),
  glue,
  remark,
  runtime: `${FOLDER}/runtime`,
};
