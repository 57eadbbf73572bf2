/**
 * Objects of views that a function looks at in loops, in variables of the function, which have the same names: the text stays as it is. V8 takes
 * the fields of an object that it knows for constants, but in a loop it may come to the access before it has looked at the module's binding.
 */
import type { ViewsEnv } from '../ir/env.js';
import type { Js, JsFunction, JsStmt, NamedViews } from '../ir/js.js';
import { expressionOf, isLoop, listsOf, operandsOf } from '../ir/js-walk.js';

export function withLoopViews(f: JsFunction, env: ViewsEnv): JsFunction {
  const found = new Map<string, NamedViews | undefined>();
  const look = (e: Js): void => {
    if (e.k === 'member' && e.object.k === 'name') {
      const { object } = e;
      if (found.has(object.name)) return;
      const twin = env.viewsTwin(object);
      found.set(object.name, twin && { views: object, twin });
    } else operandsOf(e, look);
  };
  const inList = (list: readonly JsStmt[], inLoop: boolean): void => {
    for (const s of list) {
      const e = inLoop ? expressionOf(s) : undefined;
      if (e) look(e);
      for (const inner of listsOf(s)) inList(inner, inLoop || isLoop(s));
    }
  };
  inList(f.body, false);
  const views = [...found.values()].filter((known) => known !== undefined);
  return views.length > 0 ? { ...f, views } : f;
}
