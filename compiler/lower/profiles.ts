/** What code is tuned for, by target. */
import type { Profile } from '../ir/env.js';
import type { Options } from '../options.js';

const v8: Profile = { speculates: false, compiles: true, signsBytes: false, hasSingles: false, indexesDoubles: false, indexesTables: false, tellsDoubles: 'always' };
const portable: Profile = { ...v8, speculates: true, signsBytes: true, tellsDoubles: 'outside' };
const jitless: Profile = { ...portable, speculates: false, compiles: false, indexesTables: true, tellsDoubles: undefined };

export const PROFILES: Readonly<Record<Options['target'], Profile>> = {
  portable,
  v8,
  jsc: { ...portable, hasSingles: true, indexesDoubles: true, indexesTables: true, tellsDoubles: undefined },
  spidermonkey: { ...v8, signsBytes: true, indexesTables: true, tellsDoubles: undefined },
  hermes: jitless,
  jitless,
};
