/** Records of functions, with the pieces for their signatures that the compiler chooses. */
import { exporterOf, importerOf, type Piece } from '../../compiler/emit/boundary.js';
import * as integers from '../../runtime-lite/export-integers.js';
import * as long from '../../runtime-lite/export-long.js';
import * as numbers from '../../runtime-lite/export-numbers.js';
import * as general from '../../runtime-lite/func-export.js';
import * as hostGeneral from '../../runtime-lite/func-host.js';
import * as func from '../../runtime-lite/func.js';
import * as hostNumbers from '../../runtime-lite/host-numbers.js';

const pieces: Readonly<Record<string, object>> = {
  'export-integers': integers, 'export-long': long, 'export-numbers': numbers, 'func-export': general, 'func-host': hostGeneral, 'host-numbers': hostNumbers,
};
const find = <T>({ file, name }: Piece): T => (pieces[file] as Record<string, T>)[name]!;
const lettersOf = (sig: string): string => sig.split(/[; ]/)[0]!;

export function typeOf(sig: string, types?: readonly string[]): func.Signature {
  return func.signature(sig, find<func.Exporter>(exporterOf(lettersOf(sig), types === undefined)), types);
}

export function record(raw: func.Raw, sig: string, index = 0, types?: readonly string[]): func.FuncRec {
  return func.funcRec(raw, typeOf(sig, types), index);
}

export function imported(value: unknown, sig: string, where?: string, index?: number): func.FuncRec {
  return func.importFunction(value, typeOf(sig), find<func.Importer>(importerOf(lettersOf(sig), true)), where, index);
}
