export { callees, type Callees } from './callees.js';
export { Inliner } from './inliner.js';
export { guardsOf, sizesOf, type Sizes } from './limits.js';
export { Targets } from './targets.js';
