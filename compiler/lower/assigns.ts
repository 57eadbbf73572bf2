import type { Js } from '../ir/js.js';

/** Whether the evaluation of an operand may assign a local; what was read before must then be kept. */
export function mayAssign(e: Js): boolean {
  switch (e.k) {
    case 'bin':
      return mayAssign(e.l) || mayAssign(e.r);
    case 'un':
      return mayAssign(e.e);
    case 'cond':
      return mayAssign(e.test) || mayAssign(e.a) || mayAssign(e.b);
    case 'call':
      return mayAssign(e.callee) || e.args.some(mayAssign);
    case 'member':
      return mayAssign(e.object);
    case 'index':
      return mayAssign(e.object) || mayAssign(e.index);
    case 'assign':
    case 'seq':
      return true;
    default:
      return false;
  }
}
