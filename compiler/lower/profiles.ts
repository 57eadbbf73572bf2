/** What code is tuned for, by target. */
import type { Profile } from '../ir/env.js';
import type { Options } from '../options.js';

const speculating: Profile = { speculates: true };
const other: Profile = { speculates: false };

export const PROFILES: Readonly<Record<Options['target'], Profile>> = {
  portable: speculating,
  v8: other,
  jsc: speculating,
  spidermonkey: other,
  hermes: other,
  jitless: other,
};
