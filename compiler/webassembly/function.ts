/** Function of the type reflection proposal: exported functions, and host functions that are given a type. */
import { funcRec, funcToJs, type FuncRec, recOf, signature } from '../../runtime-lite/func.js';
import { exportRaw } from '../../runtime-lite/func-export.js';
import { hostRaw } from '../../runtime-lite/func-host.js';
import { showRecord } from '../../runtime-lite/func-object.js';
import { lettersOf } from '../../runtime-lite/type-key.js';
import { keysBeyondLetters, nameOfType, signatureKey, valueType } from './value-types.js';
import { defineInterface, isObject, sequence } from './webidl.js';

export interface FunctionType {
  parameters: string[];
  results: string[];
}

const where = 'WebAssembly.Function()';
const prototype = Object.create(globalThis.Function.prototype) as object;

/** What makes an exported function of a namespace one of its functions. */
export function showFunction(fn: globalThis.Function, rec: FuncRec): void {
  showRecord(fn, rec);
  Object.setPrototypeOf(fn, prototype);
}

function typesIn(descriptor: object, key: 'parameters' | 'results'): string[] {
  return sequence((descriptor as Partial<FunctionType>)[key], where).map((name) => valueType(name, where));
}

export const Function = defineInterface({
  name: 'Function',
  prototype,
  has: (value) => recOf(value) !== undefined,
  length: 1,
  construct: (type: unknown, host: unknown) => {
    if (!isObject(type)) throw new TypeError(`${where}: argument 0 must be an object with the type`);
    const params = typesIn(type, 'parameters'), results = typesIn(type, 'results');
    if (typeof host !== 'function') throw new TypeError(`${where}: argument 1 must be a function`);
    const sig = signatureKey(params, results);
    const keys = keysBeyondLetters([...params, ...results]);
    const fn = funcToJs(funcRec(hostRaw(host, sig, keys), signature(sig, exportRaw, keys), 0))!;
    Object.setPrototypeOf(fn, prototype);
    Object.defineProperty(fn, 'name', { value: host.name, configurable: true });
    return fn;
  },
  members: {
    type(this: unknown): FunctionType {
      const { sig, types } = recOf(this)!.type;
      const letters = lettersOf(sig);
      const names = (types ?? [...letters.replace(':', '')]).map(nameOfType);
      const count = letters.indexOf(':');
      return { parameters: names.slice(0, count), results: names.slice(count) };
    },
  },
}) as unknown as new (type: { parameters: Iterable<string>; results: Iterable<string> }, host: (...args: any[]) => unknown) => globalThis.Function & { type(): FunctionType };
