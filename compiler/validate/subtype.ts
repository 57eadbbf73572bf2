import { abstractSupertypes, type FieldType, type FuncType, isRef, refType, type RefType, type StorageType, type ValType } from '../ops/index.js';

/** Whether a value of type `found` may stand where `wanted` is asked for (spec: Validation, Matching). `types` are the module's. */
export function matches(types: readonly FuncType[], found: ValType, wanted: ValType): boolean {
  if (found === wanted) return true;
  return isRef(found) && isRef(wanted) && (wanted.nullable || !found.nullable) && heapMatches(types, found, wanted);
}

function heapMatches(types: readonly FuncType[], { heap: found, form }: RefType, { heap: wanted, form: wantedForm }: RefType): boolean {
  if (found === wanted) return true;
  if (typeof found === 'string') {
    if (typeof wanted === 'string') return abstractSupertypes[found].includes(wanted);
    return found === (wantedForm === 'func' ? 'nofunc' : wantedForm === 'cont' ? 'nocont' : 'none');
  }
  if (typeof wanted === 'string') return form === wanted || abstractSupertypes[form!].includes(wanted);
  for (let above = types[found]!.declared?.supertype; above !== undefined; above = types[above]!.declared?.supertype) {
    if (above === wanted) return true;
  }
  return false;
}

/** Whether type `found` has the structure that a subtype of `wanted` must have (spec: Validation, Matching, Composite Types). */
export function structureMatches(types: readonly FuncType[], found: FuncType, wanted: FuncType): boolean {
  const [inner, outer] = [found.declared?.continuation, wanted.declared?.continuation];
  if (inner !== undefined || outer !== undefined) return inner !== undefined && outer !== undefined && matches(types, refType(false, inner), refType(false, outer));
  const own = found.declared?.aggregate;
  const above = wanted.declared?.aggregate;
  if (own?.form !== above?.form) return false;
  // Parameters the other way round.
  if (own === undefined || above === undefined) return listMatches(types, wanted.params, found.params) && listMatches(types, found.results, wanted.results);
  return own.fields.length >= above.fields.length && above.fields.every((field, k) => fieldMatches(types, own.fields[k]!, field));
}

function fieldMatches(types: readonly FuncType[], found: FieldType, wanted: FieldType): boolean {
  return found.mutable === wanted.mutable && storageMatches(types, found.storage, wanted.storage)
    && (!wanted.mutable || storageMatches(types, wanted.storage, found.storage));
}

export function storageMatches(types: readonly FuncType[], found: StorageType, wanted: StorageType): boolean {
  return found === wanted || (typeof found === 'object' && typeof wanted === 'object' && matches(types, found, wanted));
}

export function listMatches(types: readonly FuncType[], found: readonly ValType[], wanted: readonly ValType[]): boolean {
  return found.length === wanted.length && found.every((type, k) => matches(types, type, wanted[k]!));
}

/** Whether a local of the type has a value before it is set (spec: Types, Defaultable Types). */
export function isDefaultable(type: ValType): boolean {
  return !isRef(type) || type.nullable;
}
