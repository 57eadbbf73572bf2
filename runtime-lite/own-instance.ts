/**
 * The instance that the names of a file belong to. It is made when one of its exports is used: V8 knows what the functions of a module work on
 * only while it has one instance, so one that nobody uses would slow down all that `instantiate` makes.
 */
import { FUNC } from './func.js';

type Instantiate = () => { readonly exports: Record<string, any> };

let exports: Record<string, any> | undefined;
/** What the file exports in place of the exports of these names, and the property that holds the record. */
const standIns: [value: any, name: string, key: symbol][] = [];

/** An export of the instance. */
export function ownExport(instantiate: Instantiate, name: string): any {
  if (!exports) {
    ({ exports } = instantiate());
    for (const [value, named, key] of standIns) {
      const record = exports[named][key];
      record[key === FUNC ? 'fn' : 'object'] = value;
      Object.defineProperty(value, key, { value: record });
    }
  }
  return exports[name];
}

/** `value`, which will be the export. */
export function standIn(instantiate: Instantiate, name: string, key: symbol, value: any): any {
  standIns.push([value, name, key]);
  const get = (): unknown => (ownExport(instantiate, name), value[key]);
  return Object.defineProperty(value, key, { get, configurable: true });
}
