/** Errors of compiled code look like the engine's own, though their classes are none of errors before the first. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const TRAPS = assemble('(module (func (export "f") (unreachable)))');

function thrown(act: () => unknown): any {
  try { act(); } catch (error) { return error; }
  throw new Error('nothing was thrown');
}

/** All that JavaScript can tell of an error but where it comes from. */
function seen(error: any): unknown {
  const { constructor: Class } = error;
  const property = (object: object, key: string): unknown => {
    const found = Object.getOwnPropertyDescriptor(object, key);
    return found && [found.enumerable, found.configurable, found.writable, typeof found.value];
  };
  const again = [new Class('why', { cause: 7 }), Class('why'), new Class()];
  class Own extends (Class as new (message: string) => Error) {}
  const before = String(error);
  error.name = 'Renamed';
  return {
    texts: [before, String(error), error.message, error.stack.split('\n')[0], ...again.map(String)],
    kinds: [...again, new Own('own')].map((one) => [one instanceof Class, one instanceof Error, Object.prototype.toString.call(one), Object.keys(one), one.cause]),
    name: [property(Class.prototype, 'name'), property(Class.prototype, 'constructor')],
    own: [Object.keys(error), property(error, 'message'), property(again[2], 'message')],
    first: /[$A-Za-z]*RuntimeError|makeError|Reflect/.test(again[0].stack.split('\n')[1]),
  };
}

test('a trap', () => {
  const native = new WebAssembly.Instance(new WebAssembly.Module(TRAPS)).exports['f'] as () => void;
  const ours = loadCommonJs(TRAPS).instantiate().exports['f'] as () => void;
  assert.equal(seen(thrown(ours)), seen(thrown(native)));
});

test('a failure to link', () => {
  const imports = assemble('(module (import "m" "f" (func)))');
  const expected = thrown(() => new WebAssembly.Instance(new WebAssembly.Module(imports), { m: {} }));
  const error = thrown(() => loadCommonJs(imports).instantiate({ m: {} }));
  assert.equal([error.name, error instanceof Error, error.stack.startsWith('LinkError: '), Object.keys(error)], [expected.name, true, expected.stack.startsWith('LinkError: '), []]);
});

test.run();
