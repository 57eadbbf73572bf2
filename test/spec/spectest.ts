/**
 * The host module `spectest` of the suite, as three wasm modules so that every implementation builds it from itself:
 * prints, globals, table 10..20 and memory 1..2; the 64-bit table and memory; the shared memory.
 */
import type { Implementation } from './implementation.js';

const modules = {
  base: '0061736d01000000011e0760000060017f0060017e0060017d0060017c0060027f7d0060027c7c000308070001020304050604050170010a140504010101020621047f00419a050b7e00429a050b7d004366a626440b7c0044cdccccccccd484400b079e010d057072696e740000097072696e745f6933320001097072696e745f6936340002097072696e745f6633320003097072696e745f66363400040d7072696e745f6933325f66333200050d7072696e745f6636345f66363400060a676c6f62616c5f69333203000a676c6f62616c5f69363403010a676c6f62616c5f66333203020a676c6f62616c5f6636340303057461626c650100066d656d6f727902000a160702000b02000b02000b02000b02000b02000b02000b',
  memory64: '0061736d0100000004050170050a14050401050102071602077461626c6536340100086d656d6f727936340200',
  shared: '0061736d010000000504010301020711010d7368617265645f6d656d6f72790200',
};

export function makeSpectest({ namespace }: Implementation): Record<string, unknown> {
  const exports: Record<string, unknown> = {};
  for (const [part, hex] of Object.entries(modules)) {
    try {
      Object.assign(exports, new namespace.Instance(new namespace.Module(Uint8Array.from(Buffer.from(hex, 'hex'))), {}).exports);
    } catch (error) {
      // Only the base module is within reach of every implementation.
      if (part === 'base') throw error;
    }
  }
  return exports;
}
