export { type Linked, type LinkOptions, linkPieces } from './link.js';
export { HelperNames } from './names.js';
export { LinkageError, type RuntimeModules } from './modules.js';
export { boundNames, references } from './scope.js';
