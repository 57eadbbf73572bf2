/** What the compiler must know of AssemblyScript: how to recognise it, and which piece makes which import. */
import type { AbiDescriptor, Detection, ImportSummary, ModuleSummary, Piece } from '../contract.js';

const FOLDER = 'abi/assemblyscript';

/** A piece, and the signature of its import. */
interface Row {
  readonly file: string;
  readonly name: string;
  readonly sig: string;
}

const row = (file: string, name: string, sig: string): Row => ({ file, name, sig });
const UNARY = 'd:d';
const BINARY = 'dd:d';

const mathematics: Record<string, string> = {
  ...Object.fromEntries(
    ['abs', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cbrt', 'ceil', 'clz32', 'cos', 'cosh', 'exp', 'expm1', 'floor', 'log', 'log10', 'log1p', 'log2', 'round', 'sign', 'sin', 'sinh', 'sqrt', 'tan', 'tanh', 'trunc']
      .map((name) => [name, UNARY]),
  ),
  ...Object.fromEntries(['atan2', 'hypot', 'imul', 'max', 'min', 'pow'].map((name) => [name, BINARY])),
  fround: 'd:f',
  random: ':d',
};

/** By name in the import module `env`. */
const env: Record<string, Row> = {
  abort: row('builtins', 'abort', 'iiii:'),
  trace: row('builtins', 'trace', 'iiddddd:'),
  seed: row('builtins', 'seed', ':d'),
  'Date.now': row('builtins', 'dateNow', ':d'),
  'performance.now': row('builtins', 'performanceNow', ':d'),
  'process.exit': row('builtins', 'exit', 'i:'),
  'console.assert': row('console', 'assert', 'ii:'),
  ...Object.fromEntries(['log', 'debug', 'info', 'warn', 'error', 'time', 'timeLog', 'timeEnd'].map((name) => [`console.${name}`, row('console', name, 'i:')])),
  ...Object.fromEntries(Object.entries(mathematics).map(([name, sig]) => [`Math.${name}`, row('math', name, sig)])),
};

/** All functions that this ABI provides. For tests and documentation. */
export function provided(): Array<Row & { module: string; import: string }> {
  return [
    ...Object.entries(env).map(([name, found]) => ({ ...found, module: 'env', import: name })),
    ...Object.entries(mathematics).map(([name, sig]) => ({ ...row('math', name, sig), module: 'Math', import: name })),
  ];
}

const pieces = new Map(provided().map((found) => [`${found.module} ${found.import}`, found]));

function provide(_m: ModuleSummary, imp: ImportSummary): Piece | undefined {
  if (imp.kind === 'memory') return imp.module === 'env' && imp.name === 'memory' && !imp.limits?.shared ? { path: `${FOLDER}/builtins`, name: 'memory' } : undefined;
  const found = imp.kind === 'func' ? pieces.get(`${imp.module} ${imp.name}`) : undefined;
  return found !== undefined && found.sig === imp.sig ? { path: `${FOLDER}/${found.file}`, name: found.name } : undefined;
}

function detect(m: ModuleSummary): Detection {
  const imports = (name: string): boolean => m.imports.some((imp) => imp.module === 'env' && imp.name === name && imp.sig === env[name]!.sig);
  const exports = (name: string): boolean => m.exports.some((found) => found.name === name);
  const signs: Array<[boolean, number, string]> = [
    [imports('abort'), 60, 'imports env.abort of four parameters'],
    [imports('trace'), 60, 'imports env.trace'],
    [imports('seed'), 60, 'imports env.seed'],
    [imports('console.log'), 60, 'imports env.console.log'],
    [exports('__new') && exports('__rtti_base'), 60, 'exports __new and __rtti_base'],
  ];
  const seen = signs.filter(([holds]) => holds);
  return { score: Math.min(95, seen.reduce((sum, [, points]) => sum + points, 0)), why: seen.map(([, , why]) => why) };
}

export const descriptor: AbiDescriptor = {
  id: 'assemblyscript',
  title: 'AssemblyScript: abort, trace, seed, console',
  detect,
  provide,
  config(m) {
    const memory = m.imports.find(({ kind }) => kind === 'memory');
    return { memory: memory?.limits === undefined ? null : { initial: memory.limits.min, maximum: memory.limits.max ?? null } };
  },
  entry: (m) => (m.exports.some(({ name }) => name === '_start') ? 'command' : undefined),
  runtime: `${FOLDER}/runtime`,
  thread: 'caller',
};
