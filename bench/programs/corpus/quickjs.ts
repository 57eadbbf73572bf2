import type { Program } from '../program.js';

interface Context {
  evalCode(code: string): unknown;
  unwrapResult(result: unknown): unknown;
  dump(handle: unknown): unknown;
  dispose(): void;
}

/** What the interpreter runs: calls, closures, properties, arrays, strings, doubles, a regular expression. */
const SCRIPT = `
  function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
  class Point { constructor(x, y) { this.x = x; this.y = y; } add(other) { return new Point(this.x + other.x, this.y + other.y); } }
  let point = new Point(0, 0);
  for (let i = 0; i < 6000; i++) point = point.add(new Point(i, i / 2));
  const sieve = new Uint8Array(40000);
  let primes = 0;
  for (let i = 2; i < sieve.length; i++) if (!sieve[i]) { primes++; for (let j = i * 2; j < sieve.length; j += i) sieve[j] = 1; }
  const table = new Map();
  for (let i = 0; i < 4000; i++) { const key = 'k' + (i * 7919 % 501); table.set(key, (table.get(key) ?? 0) + Math.sqrt(i)); }
  const sorted = [...table].map(([key, value]) => ({ key, value })).sort((a, b) => a.value - b.value);
  const text = sorted.map(({ key }) => key).join(',').replace(/k(\\d)(\\d*)/g, (all, first, rest) => rest + first);
  JSON.stringify([fib(17), point, primes, sorted.length, sorted[17].key, text.length, text.slice(0, 60)]);
`;

export const quickJs: Program = {
  name: 'quickjs',
  packages: ['quickjs-emscripten-core@0.32.0', '@jitl/quickjs-wasmfile-release-sync@0.32.0'],
  prepare(packages) {
    return async () => {
      const { newQuickJSWASMModuleFromVariant } =
        await packages.import<{ newQuickJSWASMModuleFromVariant: (variant: unknown) => Promise<{ newContext: () => Context }> }>('quickjs-emscripten-core/dist/index.mjs');
      const variant = await packages.import<{ default: unknown }>('@jitl/quickjs-wasmfile-release-sync/dist/index.mjs');
      const quickJs = await newQuickJSWASMModuleFromVariant(variant.default);
      return () => {
        const context = quickJs.newContext();
        const result = context.dump(context.unwrapResult(context.evalCode(SCRIPT)));
        context.dispose();
        return result;
      };
    };
  },
};

interface AsyncContext extends Omit<Context, 'evalCode'> {
  global: unknown;
  newNumber(value: number): unknown;
  getNumber(handle: unknown): number;
  newAsyncifiedFunction(name: string, body: (handle: unknown) => Promise<unknown>): { dispose(): void };
  setProp(object: unknown, name: string, value: unknown): void;
  evalCodeAsync(code: string): Promise<unknown>;
}

/** Emscripten's Asyncify: the interpreter waits for promises by unwinding its stack. */
export const quickJsAsync: Program = {
  name: 'quickjs (asyncify)',
  packages: ['quickjs-emscripten-core@0.32.0', '@jitl/quickjs-wasmfile-release-asyncify@0.32.0'],
  prepare: (packages) => async () => {
    const { newQuickJSAsyncWASMModuleFromVariant } =
      await packages.import<{ newQuickJSAsyncWASMModuleFromVariant: (variant: unknown) => Promise<{ newContext: () => AsyncContext }> }>('quickjs-emscripten-core/dist/index.mjs');
    const variant = await packages.import<{ default: unknown }>('@jitl/quickjs-wasmfile-release-asyncify/dist/index.mjs');
    const quickJs = await newQuickJSAsyncWASMModuleFromVariant(variant.default);
    return async () => {
      const context = quickJs.newContext();
      const later = context.newAsyncifiedFunction('later', async (handle) => {
        await undefined;
        return context.newNumber(context.getNumber(handle) * 2);
      });
      context.setProp(context.global, 'later', later);
      later.dispose();
      const answer = await context.evalCodeAsync('const f = (n) => n < 1 ? 0 : later(n) + f(n - 1); let s = 0; for (let i = 0; i < 12; i++) s += [i, 1].map((n) => f(n)).reduce((a, b) => a + b); s');
      const result = context.dump(context.unwrapResult(answer));
      context.dispose();
      return result;
    };
  },
};
