/**
 * Splits functions that engines do not optimise because of their size: regions become functions of their own, those first that save
 * the most bytes for what their calls cost, which is where code runs seldom.
 */
import type { PartEnv } from '../ir/env.js';
import type { JsFunction, JsStmt } from '../ir/js.js';
import { countUses, listsOf } from '../ir/js-walk.js';
import type { Label } from '../ir/nodes.js';
import { groupCases } from './cases.js';
import { choose } from './choose.js';
import { findDerived, type Derivations } from './derived.js';
import { groupArms } from './group.js';
import { Kinds } from './kinds.js';
import { keepInitial } from './initial.js';
import { findFlow, liveAtEntry } from './liveness.js';
import { INLINING, type Limit } from './limits.js';
import { outline } from './outline.js';
import { findRegions, type Region } from './regions.js';
import { Sizer } from './size.js';
import { unfold } from './unfold.js';

export { LIMITS, type Limit } from './limits.js';

/** What a round must save of a function for another one to be worth it. */
const PROGRESS = 0.05;
/** What is saved is foreseen so well; for less, another round is not worth it. */
const TOLERANCE = 1.1;
/** How many ways may lead out of a part, and how many where nothing else is left: state machines branch from everywhere to everywhere. */
const FEW_WAYS = 8;
const MANY_WAYS = 128;
/** A switch with more is taken for the middle of an interpreter, which stays where nothing forces it out. */
const FEW_ARMS = 16;
/** Least bytes of regions. */
const REGION = 400;

/** The function, cut down if it is beyond the limit, after the parts that were taken out of it. */
export function* split(f: JsFunction, env: PartEnv, limit: Limit): Iterable<JsFunction> {
  const size = new Sizer(f).list(f.body);
  if (size <= limit.most) {
    yield measured(f, size);
    return;
  }
  const uses = labelUses(f.body);
  yield* taken(f, env, limit);
  for (const [label, count] of uses) label.uses = count;
}

/** How often labels are branched to, which the other form of a function that may suspend asks, too. */
function labelUses(list: readonly JsStmt[], found = new Map<Label, number>()): ReadonlyMap<Label, number> {
  for (const s of list) {
    if ('label' in s) found.set(s.label, s.label.uses);
    for (const inner of listsOf(s)) labelUses(inner, found);
  }
  return found;
}

/** Of a function beyond the limit. */
function* taken(f: JsFunction, env: PartEnv, { most, aim }: Limit): Iterable<JsFunction> {
  const goal = Math.min(aim * TOLERANCE, most);
  /** Up to what size nothing is taken out that costs more than usual. */
  const tolerable = (aim + most) / 2;
  unfold(f, aim);
  keepInitial(f);
  if (f.isEntered) groupCases(f, new Sizer(f), aim);
  countUses(f);
  let size = new Sizer(f).list(f.body);
  const derived = findDerived(f, liveAtEntry(f));
  let next = 0;
  let hasGroups = false;
  let isGrouped = f.isEntered;
  let ways = FEW_WAYS;
  let arms = FEW_ARMS;
  while (size > goal) {
    const chosen = choose(regionsOf(f, derived, aim, ways).filter((region) => region.arms <= arms), size - aim);
    const kinds = new Kinds(f);
    for (const region of chosen) {
      const { part, call } = outline(f, region, kinds, derived, env.part(f.index, next++, f.isResumable), env);
      region.list.splice(region.from, region.to - region.from, ...call);
      countUses(part);
      yield measured(part, new Sizer(part).list(part.body));
    }
    countUses(f);
    const before = size;
    size = new Sizer(f).list(f.body);
    if (size <= goal || size <= before * (1 - PROGRESS)) continue;
    if (size <= tolerable) break;
    if (!hasGroups && groupArms(f, new Sizer(f), REGION, aim / 2)) hasGroups = true;
    else if (ways < MANY_WAYS) ways = MANY_WAYS;
    else if (arms < Infinity) arms = Infinity;
    else if (size <= most || isGrouped || !groupCases(f, new Sizer(f), aim)) break;
    else isGrouped = true;
  }
  yield measured(f, size);
}

const measured = (f: JsFunction, size: number): JsFunction => (size > INLINING ? { ...f, inlines: false } : f);

function regionsOf(f: JsFunction, derived: Derivations, limit: number, ways: number): Region[] {
  const bounds = { min: Math.min(REGION, limit / 4), max: limit, run: limit / 2, ways };
  const regions = findRegions(f, new Sizer(f), bounds);
  findFlow(f, regions, derived);
  return regions.filter((r) => r.exits !== undefined);
}
