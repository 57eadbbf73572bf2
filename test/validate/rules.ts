/** What the tests of validation rules have in common: modules of one function, refused or accepted as natively. */
import * as assert from 'uvu/assert';
import type { FeatureId } from '../../compiler/ops/index.js';
import { end, funcType, oneFunction, type Sections, type TypeBytes } from '../decode/binary.js';
import { nativeHas } from '../native-features.js';
import { describe } from './outcome.js';

export function refused(bytes: Uint8Array<ArrayBuffer>, message: RegExp): void {
  assert.match(describe(bytes), message);
  assert.not(WebAssembly.validate(bytes), `native WebAssembly disagrees about ${message}`);
}

/** `feature`: what the engine must know to accept it too. */
export function accepted(bytes: Uint8Array<ArrayBuffer>, feature: FeatureId = 'mvp'): void {
  assert.is(describe(bytes), 'accepted');
  if (nativeHas(feature)) assert.ok(WebAssembly.validate(bytes));
}

export const f = (params: readonly TypeBytes[], results: readonly TypeBytes[], code: readonly number[], more?: Sections, locals?: readonly (readonly [number, TypeBytes])[]): Uint8Array<ArrayBuffer> =>
  oneFunction(params, results, [...code, end], more, locals);
export const memory: Sections = { memory: [[0, 1]] };
export const plain = funcType([], []);
