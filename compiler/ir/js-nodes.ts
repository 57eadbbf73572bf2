/**
 * The lowered form: JavaScript operations only, still without names of locals and without syntax.
 *
 * Each expression knows what kind of JavaScript number it yields, so that coercions are written only where a value can
 * leave the range of its WebAssembly type.
 */
import type { Label } from './nodes.js';

/**
 * i: int32; u: uint32; w: an exact integer congruent to the i32 modulo 2^32, |value| <= `bound` < 2^53;
 * d: any number; f: a number that is an exact f32; s: such a number, or the marked NaN that stands for a signalling one (see
 * runtime-lite/float); b: boolean; x: any JavaScript value.
 */
export type Range = 'i' | 'u' | 'w' | 'd' | 'f' | 's' | 'b' | 'x';

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '>>>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | '==='
  | '!=='
  | '??'
  | '&&'
  | '||';

export interface JsNumber {
  readonly k: 'num';
  readonly v: number;
  readonly range: Range;
}
export interface JsLiteral {
  readonly k: 'lit';
  readonly v: null | boolean | undefined | string;
  readonly range: 'x' | 'b';
}
export interface JsLocal {
  readonly k: 'loc';
  readonly slot: number;
  readonly range: Range;
}
/** A binding at the level of the module, by its final name. */
export interface JsName {
  readonly k: 'name';
  readonly name: string;
  readonly range: Range;
  /** A function that engines know. */
  readonly builtin: boolean;
}
export interface JsBinary {
  readonly k: 'bin';
  readonly op: BinaryOperator;
  readonly l: Js;
  readonly r: Js;
  readonly range: Range;
  readonly bound: number;
  readonly nonNegative: boolean;
}
export interface JsUnary {
  readonly k: 'un';
  readonly op: '-' | '!' | '+' | '~' | 'typeof';
  readonly e: Js;
  readonly range: Range;
}
export interface JsCond {
  readonly k: 'cond';
  readonly test: Js;
  readonly a: Js;
  readonly b: Js;
  readonly range: Range;
}
export interface JsCall {
  readonly k: 'call';
  readonly callee: Js;
  readonly args: readonly Js[];
  readonly range: Range;
  readonly nonNegative: boolean;
  readonly at: number;
  /** The callee is a generator, which goes on in place of the calling one: `yield* callee(args)`. */
  readonly delegates: boolean;
  /** It is a function for `word >>> 0` of its argument, where JavaScriptCore inlines it. Elsewhere a sum serves, in which there is nothing to learn. */
  readonly isUnsigned: boolean;
  /** It does nothing but give a value: where it would trap, so does another access, which stays. */
  readonly isSpare: boolean;
}
/** `new callee(args)`. */
export interface JsNew {
  readonly k: 'new';
  readonly callee: JsName;
  readonly args: readonly Js[];
  readonly range: 'x';
}
/** `object.name`. */
export interface JsMember {
  readonly k: 'member';
  readonly object: Js;
  readonly name: string;
  readonly range: Range;
  readonly nonNegative: boolean;
}
/** `object[index]`. */
export interface JsIndex {
  readonly k: 'index';
  readonly object: Js;
  readonly index: Js;
  readonly range: Range;
  readonly nonNegative: boolean;
  /** Byte offset of the instruction, where it is an access of its own; otherwise 0. */
  readonly at: number;
}
export interface JsAssign {
  readonly k: 'assign';
  readonly target: JsLocal | JsName | JsMember | JsIndex;
  readonly value: Js;
  readonly range: Range;
}
export interface JsSequence {
  readonly k: 'seq';
  readonly list: readonly Js[];
  readonly range: Range;
}

export type Js =
  | JsNumber
  | JsLiteral
  | JsLocal
  | JsName
  | JsBinary
  | JsUnary
  | JsCond
  | JsCall
  | JsNew
  | JsMember
  | JsIndex
  | JsAssign
  | JsSequence;

export type JsStmt =
  | { readonly k: 'expr'; readonly at: number; readonly e: Js }
  | { readonly k: 'block'; readonly at: number; readonly label: Label; readonly body: JsStmt[] }
  | { readonly k: 'loop'; readonly at: number; readonly label: Label; readonly body: JsStmt[] }
  | { readonly k: 'if'; readonly at: number; readonly test: Js; readonly then: JsStmt[]; readonly else: JsStmt[] }
  | { readonly k: 'br'; readonly at: number; readonly label: Label }
  | {
      readonly k: 'switch';
      readonly at: number;
      readonly index: Js;
      readonly arms: { readonly cases: readonly number[]; readonly isDefault: boolean; readonly body: JsStmt[] }[];
    }
  | { readonly k: 'return'; readonly at: number; readonly value: Js | undefined }
  | { readonly k: 'throw'; readonly at: number; readonly value: Js }
  | ({ readonly k: 'try'; readonly at: number; readonly body: JsStmt[] } & JsHandler)
  /** The finalizer runs whichever way the body is left. */
  | { readonly k: 'finally'; readonly at: number; readonly body: JsStmt[]; readonly finalizer: JsStmt[] }
  | {
      readonly k: 'dispatch';
      readonly at: number;
      readonly label: Label;
      readonly state: JsLocal;
      readonly cases: JsStmt[][];
      readonly handled: JsHandler | undefined;
      /** The number of the first case, for some cases of the dispatch around, whose label it has: it begins with the state that it finds. */
      readonly first: number | undefined;
    };

export interface JsHandler {
  /** What was thrown: the parameter of the catch clause. */
  readonly thrown: JsLocal;
  readonly handler: JsStmt[];
}

/** A JavaScript local variable; one without `uses` is not declared. */
export interface Slot {
  uses: number;
  /** How it starts; a parameter of catch clauses is declared by them. */
  readonly zero: 'number' | 'null' | 'none' | 'caught';
  /** The slot whose variable it shares; undefined if it has one of its own. */
  readonly home?: number | undefined;
}

export interface JsFunction {
  readonly index: number;
  readonly slots: Slot[];
  /** Slots of the parameters, in order. */
  readonly params: readonly number[];
  readonly body: JsStmt[];
  /** Its result may stand for a call still to be made: see runtime-lite/tail. */
  readonly hasTailCalls: boolean;
  /** It is a generator: the second form of a function that may suspend (runtime-lite/suspending). */
  readonly isResumable: boolean;
  /** It is small enough for JavaScriptCore to inline what it calls. */
  readonly inlines: boolean;
  /** Callers tell where it goes on: `entered` in ir/nodes.ts. */
  readonly isEntered: boolean;
  readonly at: number;
  /** The name of a part that was taken out of the function `index`. */
  readonly part: JsName | undefined;
  /** Objects of views that it has variables for. */
  readonly views?: readonly NamedViews[];
}

/** The object of a memory's views, whose name a variable of a function may have that is assigned the same object by its other name. */
export interface NamedViews {
  readonly views: JsName;
  readonly twin: JsName;
}
