/** Ratios of paired samples, and means of ratios. */

/** A quantity over several rounds. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Median and quartiles. @throws RangeError if there is none. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('spread of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => {
    const position = (sorted.length - 1) * part, below = Math.floor(position);
    return sorted[below]! + (sorted[Math.ceil(position)]! - sorted[below]!) * (position - below);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** `values[i] / base[i]` for every round that has both. */
export function paired(values: readonly (number | null)[], base: readonly (number | null)[]): number[] {
  return values.flatMap((value, i) => {
    const other = base[i];
    return value === null || other === null || other === undefined ? [] : [value / other];
  });
}

/** Geometric mean; undefined of nothing. */
export function geometricMean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
