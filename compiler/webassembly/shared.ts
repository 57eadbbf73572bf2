/**
 * The runtime that all instances of a namespace have in common: precompiled modules take the bindings of some modules of
 * runtime-lite from this object, by their exported names.
 */
import * as exception from '../../runtime-lite/exception.js';
import * as global from '../../runtime-lite/global.js';
import { showFunction } from './function.js';
import * as memory from '../../runtime-lite/memory.js';
import { defineMemory } from './node-wasi.js';
import * as table from '../../runtime-lite/table.js';
import * as suspending from '../../runtime-lite/suspending.js';
import { useObjects } from '../../runtime-lite/object-js.js';
import * as tag from '../../runtime-lite/tag.js';
import * as trap from '../../runtime-lite/trap.js';

export const sharedRuntime: Readonly<Record<string, unknown>> = {
  ...trap, ...memory, ...table, ...global, ...tag, ...exception, ...suspending, showRecord: showFunction, attachMemory: defineMemory,
};

// The tables and globals of the shared runtime hold references of every hierarchy.
useObjects();
