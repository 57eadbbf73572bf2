/** Runs a program in a world whose host throws, and tells everything that can be seen of it. */
import { shown } from '../agree.js';

export interface Namespace {
  readonly Exception: new (tag: any, payload: any[]) => object;
  readonly RuntimeError: new (message: string) => Error;
}
export type Instantiate = (imports: object) => Record<string, any>;

const thrownObject = { toString: () => 'an object' };

/** What was thrown: an exception by tag and values, a trap, or the host's own value. */
function kindOf(error: unknown, exports: Record<string, any>): string {
  if (Object.prototype.toString.call(error) === '[object WebAssembly.Exception]') {
    const exception = error as { is(tag: object): boolean; getArg(tag: object, index: number): unknown };
    const tag = ['t0', 't1', 't2'].find((name) => exception.is(exports[name]))!;
    const values = Array.from({ length: [1, 2, 0][Number(tag[1])]! }, (_, k) => shown(exception.getArg(exports[tag], k)));
    return `${tag}(${values.join(', ')})`;
  }
  if (!(error instanceof Error)) return `thrown ${shown(error)}`;
  return error.message.startsWith('host') ? error.message : error instanceof RangeError ? 'exhaustion' : 'a trap';
}

const MAX_CALLS = 3000;

/** Calls every function with several arguments. */
export function observe(instantiate: Instantiate, { Exception, RuntimeError }: Namespace): string[] {
  const log: string[] = [];
  let exports: Record<string, any> = {};
  let calls = 0;
  let inside = 0;
  let trap: unknown;
  const h = (value: number): number => {
    if (++calls > MAX_CALLS) exports['trap']();
    if (calls < 400) log.push(String(value));
    switch (value & 31) {
      case 3: throw new Error(`host ${value}`);
      case 5: throw value;
      case 7: throw new Exception(exports['t0'], [value]);
      case 9: throw new Exception(exports['t1'], [BigInt(value), value / 2]);
      case 11: throw new RuntimeError(`host trap ${value}`);
      case 13: exports['throw'](value); break;
      case 15: throw thrownObject;
      case 17: throw undefined;
      case 19:
        try {
          exports['trap']();
        } catch (error) {
          trap = error;
          throw error;
        }
        break;
      case 21: if (trap !== undefined) throw trap; break;
      case 23: if (inside < 3) {
        inside++;
        try {
          return exports['f3'](value, 5n);
        } finally {
          inside--;
        }
      }
    }
    return value + 1;
  };
  exports = instantiate({ host: { h } });
  for (const name of ['f0', 'f1', 'f2', 'f3']) {
    for (const a of [0, 1, 6, 12]) {
      calls = 0;
      exports['fuel'].value = 12;
      try {
        log.push(`${name} = ${shown(exports[name](a, BigInt(a) << 20n))}`);
      } catch (error) {
        log.push(`${name} throws ${kindOf(error, exports)}`);
      }
      log.push(`g = ${exports['g'].value}`);
    }
  }
  return log;
}
