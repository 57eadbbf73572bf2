export { callees, type Callees } from './callees.js';
export { Inliner } from './inliner.js';
export { sizesOf, type Sizes } from './limits.js';
