/** The compiler's settings that the suite is run with, as outputs that have nothing in common: each level and each target. */
import { optionRows, type OptionRow, type Options } from '../../compiler/options.js';

export interface Setting {
  readonly name: string;
  readonly options: Partial<Options>;
}

function choices(key: 'optimize' | 'target'): readonly (string | number)[] {
  const row: OptionRow = optionRows.find((candidate) => candidate.key === key)!;
  return row.choices!.filter((choice) => choice !== row.default);
}

export const settings: readonly Setting[] = [
  { name: 'the defaults', options: {} },
  ...choices('optimize').map((level): Setting => ({ name: `-O${level}`, options: { optimize: level as Options['optimize'] } })),
  ...choices('target').map((target): Setting => ({ name: `--target ${target}`, options: { target: target as Options['target'] } })),
];
