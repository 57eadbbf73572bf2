export * from './features.js';
export * from './lookup.js';
export * from './row.js';
export { ops } from './table.js';
export * from './types.js';
