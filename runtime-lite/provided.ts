/** Imports that an ABI provides: the caller's own, where there is one, comes first. */
import { importName } from './imports.js';
import { type Importer, importFunction, rawHere, type Signature } from './func.js';

/** Values by import module and name. */
type Imports = Record<string, Record<string, unknown> | undefined> | undefined;

function given(imports: Imports, module: string, name: string): unknown {
  const fields = imports?.[module];
  return fields === undefined || fields === null ? undefined : fields[name];
}

/** A memory, table or global: the caller's `imports[module][name]`, or what the ABI provides. */
export function provided(imports: Imports, abi: Imports, module: string, name: string): unknown {
  return given(imports, module, name) ?? given(abi, module, name);
}

/** A function in the raw convention: the caller's, converted, or the ABI's, which is raw already. */
export function providedFunction(imports: Imports, abi: Imports, module: string, name: string, type: Signature, importer: Importer): Function {
  const own = given(imports, module, name);
  return own === undefined ? (given(abi, module, name) as Function) : rawHere(importFunction(own, type, importer, importName(module, name)));
}
