export { type Linked, type LinkOptions, linkPieces } from './link.js';
export { HelperNames } from './names.js';
export { LinkageError, type RuntimeSources } from './sources.js';
export { boundNames, references } from './scope.js';
