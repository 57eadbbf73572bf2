/**
 * Structs, arrays and i31 at the JavaScript boundary (JavaScript API, ToJSValue and ToWebAssemblyValue). A struct or array appears
 * as an object without prototype, properties, or room for any, always the same one. Values of the host that become references of
 * the hierarchy of any are numbers in the range of i31, or wrapped.
 */
import { hierarchies } from './hierarchies.js';
import { type ObjectReference, typeId } from './object.js';

/** A value of the host's as a reference of the hierarchy of any. */
export class HostReference {
  readonly k: 0;
  readonly v: unknown;
  constructor(v: unknown) {
    this.k = 0;
    this.v = v;
  }
}

interface Faces {
  readonly faceOf: WeakMap<object, object>;
  readonly objectOf: WeakMap<object, ObjectReference>;
}

/** Linked copies find the objects of each other by what is kept under this symbol. */
const FACES = Symbol.for('wasm2js-aot.objects');

let known: Faces | undefined = undefined;

function faces(): Faces {
  if (known === undefined) {
    const shared = globalThis as { [FACES]?: Faces };
    known = shared[FACES] ?? { faceOf: new WeakMap(), objectOf: new WeakMap() };
    // Fails where the global object is frozen: then copies do not know the objects of each other.
    Reflect.defineProperty(shared, FACES, { value: known });
  }
  return known;
}

const refuse = { preventExtensions: () => false, deleteProperty: () => false, setPrototypeOf: () => false };

function toFace(object: ObjectReference): object {
  const { faceOf, objectOf } = faces();
  let face = faceOf.get(object);
  if (face === undefined) {
    face = new Proxy(Object.freeze(Object.create(null)), refuse) as object;
    faceOf.set(object, face);
    objectOf.set(face, object);
  }
  return face;
}

/** extern.convert_any, and ToJSValue of the hierarchy of any. */
export function toExtern(value: any): any {
  if (value === null || typeof value === 'number') return value;
  return value.k === 0 ? (value as HostReference).v : toFace(value);
}

/** any.convert_extern, and ToWebAssemblyValue of anyref. */
export function fromExtern(value: any): any {
  if (value === null) return null;
  if (typeof value === 'number' && (value << 1) >> 1 === value && !Object.is(value, -0)) return value;
  const object = typeof value === 'object' ? faces().objectOf.get(value) : undefined;
  return object ?? new HostReference(value);
}

/** Whether a reference of the hierarchy of any is of the heap type: an abstract one by name, any other by its canonical text. */
function isOf(value: any, heap: string): boolean {
  if (value === null || heap === 'none') return false;
  if (heap === 'any') return true;
  if (typeof value === 'number') return heap === 'i31' || heap === 'eq';
  if (heap === 'eq') return value.k !== 0;
  if (heap === 'struct') return value.k === 1;
  if (heap === 'array') return value.k === 2;
  if (heap === 'i31') return false;
  const id = typeId(heap);
  for (let depth = 0; value[`$${depth}`] !== undefined; depth++) if (value[`$${depth}`] === id) return true;
  return false;
}

/** To be called by modules with values of the hierarchy of any where JavaScript may see them. */
export function useObjects(): void {
  hierarchies['A'] = { fromJs: fromExtern, toJs: toExtern, isOf };
}
