/** What the JavaScript boundary must know of a hierarchy of references, by its letter; only those that a module uses are linked. */
export interface Hierarchy {
  /** ToWebAssemblyValue for the nullable type at the top of the hierarchy. */
  fromJs(value: unknown): any;
  toJs(reference: any): unknown;
  /** Whether a reference that is not null is of the heap type (as in type keys). */
  isOf(reference: any, heap: string): boolean;
}

export const hierarchies: Record<string, Hierarchy | undefined> = {};
