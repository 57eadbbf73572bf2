/** Which regions become functions: those that together save enough bytes while their calls cost the least time. */
import type { Region } from './regions.js';

/** Bytes of a call of a part, and of what travels there and back. */
const CALL_BYTES = 14;
const VALUE_BYTES = 7;
/** Bytes of a handler that takes over what a part had left when it threw. */
const HANDLER_BYTES = 12;
/** The same in time, in units of one value. */
const CALL_TIME = 6;
/** Prices of a byte that are tried, as powers of two: what runs in the innermost of many loops costs much, what seldom runs next to nothing. */
const LOG_PRICES = 80;
const TRIALS = 48;

/**
 * Regions that together save so many bytes, or as many as can be, in the order in which they can be replaced. A region or those inside of it: where
 * code that runs together would go in several pieces, one call for all of it costs less.
 * @param regions each after the one around it
 */
export function choose(regions: readonly Region[], excess: number): Region[] {
  const candidates = regions.filter((region) => savedBytes(region) > region.size / 4);
  const forest = new Forest(candidates);
  let [low, high] = [-LOG_PRICES, LOG_PRICES];
  for (let trial = 0; trial < TRIALS; trial++) {
    const middle = (low + high) / 2;
    if (forest.at(2 ** middle).saved >= excess) high = middle;
    else low = middle;
  }
  const { chosen, saved } = forest.at(2 ** high);
  // Those behind in a list first: the others keep their places.
  return withoutNeedless(chosen, saved - excess).sort((a, b) => b.from - a.from);
}

class Forest {
  private readonly saved: Float64Array;
  private readonly costs: Float64Array;
  /** Places of the regions around, -1 for none. */
  private readonly parents: Int32Array;

  constructor(private readonly regions: readonly Region[]) {
    const places = new Map(regions.map((region, i) => [region, i]));
    this.saved = Float64Array.from(regions, savedBytes);
    this.costs = Float64Array.from(regions, costOf);
    this.parents = Int32Array.from(regions, ({ parent }) => {
      let r = parent;
      while (r !== undefined && !places.has(r)) r = r.parent;
      return r === undefined ? -1 : places.get(r)!;
    });
  }

  /** What pays if a byte is worth so much time. */
  at(price: number): { readonly chosen: Region[]; readonly saved: number } {
    const { regions, saved, costs, parents } = this;
    const inside = new Float64Array(regions.length);
    const isTaken = new Uint8Array(regions.length);
    for (let i = regions.length - 1; i >= 0; i--) {
      const gain = price * saved[i]! - costs[i]!;
      if (gain > 0 && gain >= inside[i]!) isTaken[i] = 1;
      if (parents[i]! >= 0) inside[parents[i]!]! += Math.max(gain, inside[i]!);
    }
    let sum = 0;
    const chosen = regions.filter((_, i) => {
      const isWithin = parents[i]! >= 0 && isTaken[parents[i]!] !== 0;
      if (isWithin) isTaken[i] = 2;
      if (isTaken[i] !== 1) return false;
      sum += saved[i]!;
      return true;
    });
    return { chosen, saved: sum };
  }
}

/** Leaves out what costs most for each byte that it saves, while so many bytes can be spared. */
function withoutNeedless(chosen: readonly Region[], spare: number): Region[] {
  const dear = [...chosen].sort((a, b) => costOf(b) / savedBytes(b) - costOf(a) / savedBytes(a));
  return dear.filter((region) => {
    const saved = savedBytes(region);
    if (saved > spare) return true;
    spare -= saved;
    return false;
  });
}

const valuesOf = ({ ins, exits, returns }: Region): number =>
  ins.length + Number(returns) + exits!.reduce((sum, { outs }) => sum + outs.length, 0);
const waysOf = ({ exits, returns }: Region): number => exits!.length + Number(returns);

const bytesThrown = ({ thrown }: Region): number => (thrown.length > 0 ? HANDLER_BYTES + VALUE_BYTES * thrown.length : 0);
const savedBytes = (region: Region): number => region.size - CALL_BYTES * waysOf(region) - VALUE_BYTES * valuesOf(region) - bytesThrown(region);
const callTime = (region: Region): number => CALL_TIME + valuesOf(region) + (waysOf(region) > 1 ? 2 : 0);
const costOf = (region: Region): number => region.frequency * callTime(region);
