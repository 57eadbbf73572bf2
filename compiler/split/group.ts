/**
 * Groups the small arms of large switches: each group becomes one arm, with a switch of its own that can be taken out as a whole. Arms
 * taken out one by one would each have to run hot before an engine optimises them.
 */
import * as js from '../ir/js.js';
import type { Js, JsFunction, JsStmt } from '../ir/js.js';
import { listsOf } from '../ir/js-walk.js';
import type { Sizer } from './size.js';

type Switch = JsStmt & { readonly k: 'switch' };
type Arm = Switch['arms'][number];

/** Whether there was anything to group. `small`: what arms are grouped; `most`: bytes of a group. */
export function groupArms(f: JsFunction, sizer: Sizer, small: number, most: number): boolean {
  let found = false;
  const visit = (list: JsStmt[]): void => {
    list.forEach((s, i) => {
      for (const inner of listsOf(s)) visit(inner);
      if (s.k !== 'switch') return;
      const groups = groupsOf(s, sizer, small, most);
      if (groups.length === 0) return;
      found = true;
      list[i] = grouped(s, groups, f.slots.push({ uses: 0, zero: 'none' }) - 1);
    });
  };
  visit(f.body);
  return found;
}

/** Small arms in their order, so many to a group as fit; groups that would save little are left out. */
function groupsOf(s: Switch, sizer: Sizer, small: number, most: number): Arm[][] {
  const groups: Arm[][] = [];
  let size = Infinity;
  for (const arm of s.arms) {
    const bytes = sizer.list(arm.body);
    if (arm.isDefault || bytes >= small) continue;
    if (size + bytes > most) {
      groups.push([]);
      size = 0;
    }
    groups[groups.length - 1]!.push(arm);
    size += bytes;
  }
  return groups.filter((group) => group.length > 1 && group.reduce((sum, { body }) => sum + sizer.list(body), 0) >= most / 4);
}

function grouped(s: Switch, groups: readonly (readonly Arm[])[], slot: number): Switch {
  const selector = (): js.JsLocal => ({ k: 'loc', slot, range: 'i' });
  const inGroups = new Set(groups.flat());
  const index: Js = js.assign(selector(), js.int32(s.index));
  return {
    ...s,
    index,
    arms: [
      ...s.arms.filter((arm) => !inGroups.has(arm)),
      ...groups.map((arms): Arm => ({ cases: arms.flatMap(({ cases }) => cases), isDefault: false, body: [{ k: 'switch', at: s.at, index: selector(), arms: [...arms] }] })),
    ],
  };
}
