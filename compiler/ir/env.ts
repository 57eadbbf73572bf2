/** What lowering needs to know of the module around a function: names of module-level bindings, and a few facts. */
import type { FieldType } from '../ops/types.js';
import type { JsIndex, JsMember, JsName } from './js.js';

/** A global's storage: variables, or fields of a shared cell; `hi` for i64 and v128, the third and fourth word for v128 only. */
export interface GlobalPlace {
  readonly lo: JsName | JsMember;
  readonly hi: JsName | JsMember | undefined;
  readonly lo2: JsName | JsMember | undefined;
  readonly hi2: JsName | JsMember | undefined;
}

/** What engines differ in, as far as code is written for it. */
export interface Profile {
  /**
   * JavaScriptCore takes integers that have not left the range of int32 so far for ones that never will, at each operation, and leaves its
   * code when one does. After a few of these exits it compiles the function again, later each time: with dozens of such operations, as in a
   * hash, it never comes to an end. So no operation may leave the range but where it is cut at once.
   */
  readonly speculates: boolean;
  /** Whether it has a compiler that looks for the kinds of numbers. Otherwise an operation costs what it is in bytecodes and calls. */
  readonly compiles: boolean;
  /** Whether bytes are looked for at signed indices first. */
  readonly signsBytes: boolean;
  /** Whether it computes with f32 where each step is rounded by Math.fround. V8 computes with doubles, and converts each time. */
  readonly hasSingles: boolean;
  /** Whether doubles in memory are rather elements of a typed array than reached through a DataView. */
  readonly indexesDoubles: boolean;
  /** Whether words of tables at constant addresses are elements, too. V8 takes up to 1.1 times as long where a loop works with both. */
  readonly indexesTables: boolean;
  /** Where doubles that are whole numbers are told from integers, by a product that only V8's compiler leaves out: everywhere, or outside of innermost loops. */
  readonly tellsDoubles: 'always' | 'outside' | undefined;
}

/** Views of a memory's buffer: DataView and typed arrays; the last is for operations on shared memory. */
export type View = 'dv' | 'u8' | 'f64' | 'f32' | 'u16' | 'i32' | 'i64';

export interface ModuleEnv {
  /** What the code is tuned for. */
  readonly profile: Profile;
  /** Whether checks that only serve traps may be left out (`--traps fast`). */
  readonly fastTraps: boolean;
  /** A function or constant of runtime-lite, by file (without folder) and name. */
  runtime(file: string, name: string): JsName;
  func(index: number): JsName;
  /** The second form of a function that may suspend: a generator. */
  generator(index: number): JsName;
  /** The function reference (a record, see runtime-lite/func) of a function. */
  funcRef(index: number): JsName;
  global(index: number): GlobalPlace;
  /** Whether the global can be assigned. */
  isMutable(global: number): boolean;
  memory(index: number): JsName;
  /** A view of a memory: a constant, or a field of the object that follows a memory which can grow. */
  view(memory: number, view: View): JsName | JsMember;
  isShared(memory: number): boolean;
  /** Bytes that it always has. */
  leastBytes(memory: number): number;
  /** Bytes of a page: 65536 or 1. */
  pageSize(memory: number): number;
  /** Whether the memory's views can change while the program runs. */
  canGrow(memory: number): boolean;
  /** Whether addresses of 2 GiB and more can be valid. */
  isLarge(memory: number): boolean;
  table(index: number): JsName;
  /** Callables of a table for one signature. */
  tableView(table: number, sig: string): JsName;
  data(index: number): JsName;
  elem(index: number): JsName;
  /** Fields of a struct type, or the one of an array type. */
  fields(type: number): readonly FieldType[];
  /** The constructor of a struct or array type. */
  objectClass(type: number): JsName;
  /** What tells a type from others: the identity of a struct or array type, the signature key of a function type. */
  typeId(type: number): JsName;
  /** How many types are above a type. */
  typeDepth(type: number): number;
  tag(index: number): JsName;
}

/** What a variable holds that travels between a function and its parts: an integer, another number, or anything. */
export type Carried = 'i' | 'd' | 'x';

/** Names of the objects of views. */
export interface ViewsEnv {
  /** The other name of an object of views. */
  viewsTwin(views: JsName): JsName | undefined;
}

/** Names for the parts of functions that are too large for engines. */
export interface PartEnv {
  /** Part `n` of a function, or of its second form. */
  part(func: number, n: number, isResumable: boolean): JsName;
  /** Where values come from parts: an element of an array for numbers, as long as there are such, else a module-level variable. */
  carrier(kind: Carried, n: number): JsName | JsIndex;
  /** Where a number goes to a part, likewise. It is another place: what one part left may be read by the next one. */
  sentNumber(n: number): JsName | JsIndex;
}

/** Whether a function may suspend. */
export type Suspends = (func: number) => boolean;
