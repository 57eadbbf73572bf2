/**
 * Functions that nearly every instance calls when it is made, or at the first call of an export. Engines compile them with the file, being in
 * parentheses, where they would look over them first and compile each when it is called: of a small module's first run that is a thirtieth.
 */
import type { Declaration } from './graph.js';

export const STARTERS: Readonly<Record<string, readonly string[]>> = {
  'runtime-lite/memory': ['attachMemory'],
  'runtime-lite/memory-view': ['memoryViews'],
  'runtime-lite/func': ['exported'],
  'runtime-lite/func-object': ['showRecord'],
  'runtime-lite/foreign': ['syncForeign'],
  'runtime-lite/export-integers': ['exportI0', 'exportI1', 'exportI2', 'exportI3', 'exportI4'],
};

export const isStarter = ({ path, name }: Declaration): boolean => STARTERS[path]?.includes(name) ?? false;
