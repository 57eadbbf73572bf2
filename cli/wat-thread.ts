/** The thread side of {@link ./wat.ts}: parses one text module with wabt, which on some inputs does not come back. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WatReply, WatRequest } from './wat.js';

async function assemble({ path, bytes }: WatRequest): Promise<WatReply> {
  const { default: wabt } = await import('wabt');
  const { parseWat } = await wabt();
  try {
    const module = parseWat(path, bytes, {
      exceptions: true, mutable_globals: true, sat_float_to_int: true, sign_extension: true, simd: true, threads: true,
      function_references: true, multi_value: true, tail_call: true, bulk_memory: true, reference_types: true, annotations: true,
      code_metadata: true, gc: true, memory64: true, extended_const: true, relaxed_simd: true,
    });
    try {
      return { binary: module.toBinary({ write_debug_names: true }).buffer };
    } finally {
      module.destroy();
    }
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'RuntimeError') return { mistake: `the parser gave up (${message}), as it does where code is nested deeply; compile the binary module instead` };
    return { mistake: message };
  }
}

parentPort?.postMessage(await assemble(workerData as WatRequest));
