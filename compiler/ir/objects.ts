/** What the instructions on structs, arrays and i31 become, and the casts. */
import type { Instr } from '../decode/operators.js';
import { byName } from '../ops/lookup.js';
import { sigChar, type FieldType, type StorageType } from '../ops/types.js';
import { ControlBuilder } from './control.js';
import * as make from './make.js';
import type { CastTypes, Expr, Word } from './nodes.js';

/** Fields of the struct or array type with this index. */
export type FieldsOf = (type: number) => readonly FieldType[];

/** Packed fields are read and written as i32. */
const fieldWord = (storage: StorageType): Word => (storage === 'i8' || storage === 'i16' ? 'i' : (sigChar(storage) as Word));

const REF_TEST = byName('ref.test')!;
const I32_EQZ = byName('i32.eqz')!;

/** Operand count and result, from the fields where they decide: 'field' is the type of the field that `index2` names, 'element' of the first. */
type Operands = readonly [count: number | 'fields' | 'index2', result: Word | '' | 'field' | 'element' | 'to'];

const OPERANDS: Readonly<Record<string, Operands>> = {
  'struct.new': ['fields', 'A'],
  'struct.new_default': [0, 'A'],
  'struct.get': [1, 'field'],
  'struct.set': [2, ''],
  'array.new': [2, 'A'],
  'array.new_default': [1, 'A'],
  'array.new_fixed': ['index2', 'A'],
  'array.new_data': [2, 'A'],
  'array.new_elem': [2, 'A'],
  'array.get': [2, 'element'],
  'array.set': [3, ''],
  'array.len': [1, 'i'],
  'array.fill': [4, ''],
  'array.copy': [5, ''],
  'array.init_data': [4, ''],
  'array.init_elem': [4, ''],
  'ref.eq': [2, 'i'],
  'ref.test': [1, 'i'],
  'ref.cast': [1, 'to'],
  'any.convert_extern': [1, 'A'],
  'extern.convert_any': [1, 'X'],
  'ref.i31': [1, 'A'],
  'i31.get': [1, 'i'],
};

export abstract class ObjectBuilder extends ControlBuilder {
  constructor(private readonly fieldsOf: FieldsOf) {
    super();
  }

  /** Whether the instruction is one of these. */
  protected object(i: Instr): boolean {
    const { row, at, index } = i;
    if (row.shape === 'br_on_cast' || row.shape === 'br_on_cast_fail') {
      this.branchOnCast(i, row.shape === 'br_on_cast');
      return true;
    }
    const operands = OPERANDS[row.shape];
    if (operands === undefined) return false;
    const [count, result] = operands;
    const args = this.popMany(count === 'fields' ? this.fieldsOf(index).length : count === 'index2' ? i.index2 : count);
    const cast = row.shape === 'ref.test' || row.shape === 'ref.cast' ? { to: i.ref, from: i.from } : undefined;
    const e = make.intrinsic(this.resultOf(result, i), row, cast ? 0 : index, cast ? 0 : i.index2, args, at, cast);
    if (e.type === '') this.append({ k: 'eval', at, value: e }, 0, [e]);
    else this.push(e);
    return true;
  }

  private resultOf(result: Operands[1], i: Instr): Word | '' {
    if (result === 'field') return fieldWord(this.fieldsOf(i.index)[i.index2]!.storage);
    if (result === 'element') return fieldWord(this.fieldsOf(i.index)[0]!.storage);
    return result === 'to' ? (sigChar(i.ref) as Word) : result;
  }

  /** The operand is looked at once; on either way it is the same value, known to be of another type. */
  private branchOnCast(i: Instr, onSuccess: boolean): void {
    const { at, index: depth } = i;
    const f = this.frameAt(depth);
    const arity = f.kind === 'function' ? f.results.length : this.targetsOf(f).length;
    const kept = this.spillAll(this.popMany(arity), at);
    const cast: CastTypes = { to: i.ref, from: i.from };
    const tested = make.intrinsic('i', REF_TEST, 0, 0, [kept[arity - 1]!], at, cast);
    const test: Expr = onSuccess ? tested : make.op('i', I32_EQZ, [tested], at);
    this.branchOn(test, f, kept, at);
    for (const v of kept) this.push(v);
  }
}
