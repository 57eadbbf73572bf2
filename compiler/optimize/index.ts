/** The registry of passes over the IR of one function, in the order in which they run. */
import type { Profile } from '../ir/env.js';
import type { FunctionIR } from '../ir/nodes.js';
import { cold } from './cold.js';
import { doubles } from './doubles/index.js';
import { forward } from './forward.js';
import { findUninitialised } from './initialised.js';
import { jam } from './jam/index.js';
import { likely } from './likely.js';
import { moves } from './moves.js';
import { nans } from './nans.js';
import { numbers } from './numbers.js';
import { peephole } from './peephole.js';
import { ranges } from './ranges/index.js';
import { selects } from './selects.js';
import { selectors } from './selectors.js';
import { structure } from './structure.js';
import { truncations } from './truncations.js';
import { unroll } from './unroll.js';

export interface Pass {
  readonly name: string;
  /** Lowest -O level that runs it. */
  readonly level: number;
  readonly run: (f: FunctionIR, profile: Profile) => void;
  /** What engines must do for it to be of use. */
  readonly where?: 'compiles' | 'tellsDoubles';
}

export const passes: readonly Pass[] = [
  { name: 'selectors', level: 1, run: selectors },
  { name: 'structure', level: 1, run: structure },
  { name: 'likely', level: 1, run: likely },
  { name: 'forward', level: 1, run: forward },
  { name: 'moves', level: 0, run: moves },
  { name: 'truncations', level: 1, run: truncations },
  { name: 'peephole', level: 0, run: peephole },
  { name: 'nans', level: 1, run: nans },
  { name: 'cold', level: 2, run: cold },
  { name: 'doubles', level: 2, run: doubles },
  { name: 'selects', level: 2, run: selects, where: 'compiles' },
  { name: 'jam', level: 2, run: jam, where: 'compiles' },
  { name: 'ranges', level: 2, run: ranges, where: 'compiles' },
  { name: 'unroll', level: 2, run: unroll },
  { name: 'numbers', level: 2, run: numbers, where: 'tellsDoubles' },
  { name: 'initialised', level: 1, run: findUninitialised },
];

/** Runs the passes of a level that are of use for the engines; the function is changed in place. */
export function optimize(f: FunctionIR, level: number, profile: Profile): FunctionIR {
  for (const pass of passes) if (level >= pass.level && (pass.where === undefined || profile[pass.where])) pass.run(f, profile);
  return f;
}
