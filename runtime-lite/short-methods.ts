/**
 * Views whose methods have a second, short name each, which makes outputs smaller. Engines know the methods by their identity, so that
 * calls by another name are as fast.
 */

/** The prototype of such views; `names` holds the method of each short name. */
export function shortMethods(names: Readonly<Record<string, keyof DataView>>): object {
  const prototype = Object.create(DataView.prototype) as Record<string, unknown>;
  for (const name of Object.keys(names)) prototype[name] = DataView.prototype[names[name]!];
  return prototype;
}

export function withMethods(view: DataView, prototype: object): DataView {
  return Object.setPrototypeOf(view, prototype) as DataView;
}
