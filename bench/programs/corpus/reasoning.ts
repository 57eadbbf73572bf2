/** Solvers, a logic language, a neural network, and .NET. */
import { readFileSync } from 'node:fs';
import type { Packages, Program } from '../program.js';

interface Prolog {
  prolog: { query(goal: string): { once(): unknown } };
}

export const prolog: Program = {
  name: 'prolog',
  packages: ['swipl-wasm@8.0.5'],
  slow: true,
  prepare: (packages) => async () => {
    const start = packages.require<(options: object) => Promise<Prolog>>('swipl-wasm/dist/swipl/swipl-bundle.js');
    const program = await start({ arguments: ['-q'] });
    const goals = [
      'X is 2**100, atom_length(hello, L), findall(A-B, append(A, B, [1,2,3]), Xs), length(Xs, N), print_message_lines(user_error, x, [])', 'catch(X is foo+1, error(E, _), true)',
      'numlist(1, 2000, L), sum_list(L, S), last(L, Z), msort([c,a,b], M), format(atom(F), "~w ~2f ~e", [x, 3.14159, 2.5]), sub_atom(hello, 1, 3, _, Sub), L = [H|_], nb_setval(k, H)',
      'freeze(X, Y = 1), X = 2, string_concat(A, "c", "abc"), nb_getval(k, V)',
    ];
    const text = (answer: unknown): string => JSON.stringify(answer, (key, value: unknown) => (typeof value === 'bigint' ? String(value) : key === 'v' ? 0 : value));
    return () => goals.map((goal) => text(program.prolog.query(goal).once()));
  },
};

interface Z3 {
  init(): Promise<{ Context: new (name: string) => Z3Context }>;
}

interface Term {
  mul(other: unknown): Term;
  add(other: unknown): Term;
  eq(other: unknown): object;
  lt(other: unknown): object;
  gt(other: unknown): object;
}

interface Z3Context {
  Int: { const(name: string): Term };
  Solver: new () => { add(...terms: object[]): void; check(): Promise<string>; model(): { eval(term: Term): object } };
}

/** Emscripten's pthreads. */
export const z3: Program = {
  name: 'z3',
  packages: ['z3-solver@5.2.0'],
  slow: true,
  threads: 'emscripten',
  prepare: (packages) => async () => {
    const { Context } = await packages.require<Z3>('z3-solver').init();
    return async () => {
      const { Solver, Int } = new Context('main');
      const [x, y, solver] = [Int.const('x'), Int.const('y'), new Solver()];
      solver.add(x.mul(x).add(y).eq(49), x.lt(0), y.gt(5), y.lt(20));
      const possible = await solver.check();
      const sum = String(solver.model().eval(x.mul(x).add(y)));
      solver.add(x.gt(-2));
      return [possible, sum, await solver.check()];
    };
  },
};

/** The protocol buffer of a network of two layers: `softmax(relu(x * w + b))`. */
function network(inputs: number, outputs: number): Uint8Array {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
  const integer = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
  const bytes = (field: number, value: Iterable<number>): number[] => { const all = [...value]; return [...varint(field * 8 + 2), ...varint(all.length), ...all]; };
  const text = (field: number, value: string): number[] => bytes(field, new TextEncoder().encode(value));
  const node = (operation: string, from: string[], to: string): number[] => bytes(1, [...from.flatMap((name) => text(1, name)), ...text(2, to), ...text(4, operation)]);
  const tensor = (name: string, shape: number[], values: Float32Array): number[] =>
    bytes(5, [...shape.flatMap((size) => integer(1, size)), ...integer(2, 1), ...text(8, name), ...bytes(9, new Uint8Array(values.buffer))]);
  const value = (field: number, name: string, shape: number[]): number[] =>
    bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...integer(1, 1), ...bytes(2, shape.flatMap((size) => bytes(1, integer(1, size))))]))]);
  const graph = [
    ...node('MatMul', ['x', 'w'], 'm'), ...node('Add', ['m', 'b'], 'a'), ...node('Relu', ['a'], 'r'), ...node('Softmax', ['r'], 'y'), ...text(2, 'g'),
    ...tensor('w', [inputs, outputs], Float32Array.from({ length: inputs * outputs }, (_, i) => (i * 7919 % 101) / 101 - 0.5)),
    ...tensor('b', [outputs], Float32Array.from({ length: outputs }, (_, i) => i / outputs)), ...value(11, 'x', [4, inputs]), ...value(12, 'y', [4, outputs]),
  ];
  return Uint8Array.from([...integer(1, 8), ...bytes(7, graph), ...bytes(8, [...text(1, ''), ...integer(2, 13)])]);
}

interface Onnx {
  env: { wasm: { numThreads: number; wasmPaths: string; wasmBinary: ArrayBuffer } };
  InferenceSession: { create(model: Uint8Array, options: object): Promise<{ run(feeds: object): Promise<{ y: { data: Float32Array } }> }> };
  Tensor: new (type: string, values: Float32Array, shape: number[]) => object;
}

export const onnxRuntime: Program = {
  name: 'onnxruntime',
  packages: ['onnxruntime-web@1.30.0'],
  slow: true,
  prepare(packages) {
    const model = network(64, 32);
    const input = Float32Array.from({ length: 256 }, (_, i) => (i * 7919 % 211) / 211);
    return async () => {
      const { env, InferenceSession, Tensor } = packages.require<Onnx>('onnxruntime-web');
      Object.assign(env.wasm, {
        numThreads: 1, wasmPaths: `file://${packages.path('onnxruntime-web/dist/')}`, wasmBinary: packages.bytes('onnxruntime-web/dist/ort-wasm-simd-threaded.wasm').slice().buffer,
      });
      const session = await InferenceSession.create(model, { executionProviders: ['wasm'] });
      return async () => (await session.run({ x: new Tensor('float32', input, [4, 64]) })).y.data;
    };
  },
};

/** What a page would fetch, out of files. */
function serveFiles(packages: Packages, folder: string): string {
  const base = `file://${packages.path(folder)}/`;
  globalThis.fetch = (async (request: string | { url: string }) => {
    const url = typeof request === 'object' && 'url' in request ? request.url : String(request);
    return new Response(readFileSync(url.startsWith('file:') ? new URL(url) : url), { headers: { 'content-type': url.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream' } });
  }) as typeof fetch;
  return base;
}

interface DotNet {
  dotnet: { withDiagnosticTracing(on: boolean): { create(): Promise<{ getAssemblyExports(name: string): Promise<{ MLVScan: { WASM: { ScannerExports: Record<string, (...args: unknown[]) => string> } } }> }> } };
}

/** Mono's interpreter with the class library of .NET 9: reads bytes that are no assembly, and says so in JSON. */
export const dotnet: Program = {
  name: '.NET',
  packages: ['@mlvscan/wasm-core@1.4.1'],
  slow: true,
  prepare: (packages) => async () => {
    const base = serveFiles(packages, '@mlvscan/wasm-core/dist/_framework');
    const { dotnet: runtime } = (await import(`${base}dotnet.js`)) as DotNet;
    const { getAssemblyExports } = await runtime.withDiagnosticTracing(false).create();
    const { ScannerExports } = (await getAssemblyExports('MLVScan.WASM.dll')).MLVScan.WASM;
    const changing = /\d{4}-\d\d-\d\dT[^"]*|[0-9a-f]{32}/g;
    return () => ['GetScannerVersion', 'GetSchemaVersion'].map((name) => ScannerExports[name]?.() ?? '').concat(ScannerExports['ScanAssembly']!(Uint8Array.from({ length: 300 }, (_, i) => i), 'x.dll').replaceAll(changing, ''));
  },
};
