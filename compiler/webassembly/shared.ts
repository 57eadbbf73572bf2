/**
 * The runtime classes that all instances of this namespace have in common. Outputs compiled with `runtime: 'shared'`
 * take every binding of {@link sharedPaths} from this object by its exported name.
 */
import * as exception from '../../runtime-lite/exception.js';
import * as global from '../../runtime-lite/global.js';
import * as memory from '../../runtime-lite/memory.js';
import * as table from '../../runtime-lite/table.js';
import { useObjects } from '../../runtime-lite/object-js.js';
import * as tag from '../../runtime-lite/tag.js';
import * as trap from '../../runtime-lite/trap.js';

export const sharedRuntime: Readonly<Record<string, unknown>> = { ...trap, ...memory, ...table, ...global, ...tag, ...exception };

// The tables and globals of the shared runtime hold references of every hierarchy.
useObjects();
