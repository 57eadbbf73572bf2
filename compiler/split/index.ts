/**
 * Splits functions that engines do not optimise because of their size: regions become functions of their own, those first that save
 * the most bytes for what their calls cost, which is where code runs seldom.
 */
import type { PartEnv } from '../ir/env.js';
import type { JsFunction } from '../ir/js.js';
import { countUses } from '../ir/js-walk.js';
import { groupArms } from './group.js';
import { Kinds } from './kinds.js';
import { findFlow } from './liveness.js';
import type { Limit } from './limits.js';
import { outline } from './outline.js';
import { findRegions, type Region } from './regions.js';
import { Sizer } from './size.js';
import { unfold } from './unfold.js';

export { LIMITS, type Limit } from './limits.js';

/** Bytes of a call of a part, and of what travels there and back. */
const CALL_BYTES = 14;
const VALUE_BYTES = 7;
/** Bytes of a handler that takes over what a part had left when it threw. */
const HANDLER_BYTES = 12;
/** The same in time, in units of one value. */
const CALL_TIME = 6;
/** What a round must save of a function for another one to be worth it. */
const PROGRESS = 0.05;
/** How many ways may lead out of a part, and how many where nothing else is left: state machines branch from everywhere to everywhere. */
const FEW_WAYS = 8;
const MANY_WAYS = 128;
/** Least bytes of regions. */
const REGION = 400;

/** The function, cut down if it is beyond the limit, after the parts that were taken out of it. */
export function* split(f: JsFunction, env: PartEnv, { most, aim }: Limit): Iterable<JsFunction> {
  let size = new Sizer(f).list(f.body);
  const goal = size > most ? aim : Infinity;
  if (size > goal && unfold(f, aim)) {
    countUses(f);
    size = new Sizer(f).list(f.body);
  }
  let next = 0;
  let hasGroups = false;
  let ways = FEW_WAYS;
  while (size > goal) {
    const chosen = choose(regionsOf(f, aim, ways), size - aim);
    const kinds = new Kinds(f);
    for (const region of chosen) {
      const { part, call } = outline(f, region, kinds, env.part(f.index, next++, f.isResumable), env);
      region.list.splice(region.from, region.to - region.from, ...call);
      countUses(part);
      yield part;
    }
    countUses(f);
    const before = size;
    size = new Sizer(f).list(f.body);
    if (size <= goal || size <= before * (1 - PROGRESS)) continue;
    if (!hasGroups && groupArms(f, new Sizer(f), REGION, aim / 2)) hasGroups = true;
    else if (ways < MANY_WAYS) ways = MANY_WAYS;
    else break;
  }
  yield f;
}

function regionsOf(f: JsFunction, limit: number, ways: number): Region[] {
  const bounds = { min: Math.min(REGION, limit / 4), max: limit, run: limit / 2, ways };
  const regions = findRegions(f, new Sizer(f), bounds);
  findFlow(f, regions);
  return regions.filter((r) => r.exits !== undefined);
}

/** Regions that together save so many bytes, in the order in which they can be replaced. */
function choose(regions: readonly Region[], excess: number): Region[] {
  const ranked = regions.map((region) => ({ region, saved: savedBytes(region) })).filter(({ saved, region }) => saved > region.size / 4);
  const merit = new Map(ranked.map(({ region, saved }) => [region, saved / ((region.frequency || Number.MIN_VALUE) * callTime(region))]));
  ranked.sort((a, b) => merit.get(b.region)! - merit.get(a.region)!);
  const chosen = new Set<Region>();
  /** Regions around chosen ones. */
  const around = new Set<Region>();
  let left = excess;
  for (const { region, saved } of ranked) {
    if (left <= 0) break;
    if (around.has(region) || isInside(region, chosen)) continue;
    chosen.add(region);
    for (let r = region.parent; r && !around.has(r); r = r.parent) around.add(r);
    left -= saved;
  }
  // Those behind in a list first: the others keep their places.
  return [...chosen].sort((a, b) => b.from - a.from);
}

function isInside(region: Region, chosen: ReadonlySet<Region>): boolean {
  for (let r = region.parent; r; r = r.parent) if (chosen.has(r)) return true;
  return false;
}

const valuesOf = ({ ins, exits, returns }: Region): number =>
  ins.length + Number(returns) + exits!.reduce((sum, { outs }) => sum + outs.length, 0);
const waysOf = ({ exits, returns }: Region): number => exits!.length + Number(returns);

const bytesThrown = ({ thrown }: Region): number => (thrown.length > 0 ? HANDLER_BYTES + VALUE_BYTES * thrown.length : 0);
const savedBytes = (region: Region): number => region.size - CALL_BYTES * waysOf(region) - VALUE_BYTES * valuesOf(region) - bytesThrown(region);
const callTime = (region: Region): number => CALL_TIME + valuesOf(region) + (waysOf(region) > 1 ? 2 : 0);
