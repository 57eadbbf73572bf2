/** What code is tuned for, by target. */
import type { Profile } from '../ir/env.js';
import type { Options } from '../options.js';

const v8: Profile = { speculates: false, compiles: true, signsBytes: false, hasSingles: false, indexesDoubles: false };
const portable: Profile = { ...v8, speculates: true, signsBytes: true };
const jitless: Profile = { ...v8, compiles: false, signsBytes: true };

export const PROFILES: Readonly<Record<Options['target'], Profile>> = {
  portable,
  v8,
  jsc: { ...portable, hasSingles: true, indexesDoubles: true },
  spidermonkey: { ...v8, signsBytes: true },
  hermes: jitless,
  jitless,
};
