/** Text modules, read through wabt. */
import { Worker } from 'node:worker_threads';
import { CliError } from './io.js';

const magic = [0x00, 0x61, 0x73, 0x6d];

/** Milliseconds after which wabt is not waited for any longer: it needs more than exponential time for some 200 nested blocks. */
const PATIENCE = 60_000;

export interface WatRequest {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface WatReply {
  readonly binary?: Uint8Array;
  readonly mistake?: string;
}

/** True for bytes that begin like a binary module. */
export function isBinary(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * The binary form of a .wat file. The module is only parsed here; validity is the compiler's business.
 * @throws CliError with the file, line and column of the first mistake, or where the parser gives up or does not end.
 */
export async function assembleText(path: string, bytes: Uint8Array, patience = PATIENCE): Promise<Uint8Array> {
  const worker = new Worker(new URL('./wat-thread.js', import.meta.url), { workerData: { path, bytes } satisfies WatRequest });
  let timer: NodeJS.Timeout | undefined;
  try {
    const reply = await new Promise<WatReply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      timer = setTimeout(() => resolve({ mistake: `the parser did not end within ${patience / 1000} s; compile the binary module instead` }), patience);
    });
    if (reply.binary !== undefined) return reply.binary;
    throw new CliError(firstMistake(path, reply.mistake ?? ''));
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** wabt's message is several lines with the source quoted: keep where and what. */
function firstMistake(path: string, message: string): string {
  const line = message.split('\n').find((text) => /:\d+:\d+: error: /.test(text));
  if (line !== undefined) return line.trim().replace(/: error: /, ': ');
  return `${path}: cannot be parsed: ${message.split('\n')[0] || 'the parser gave no reason'}`;
}
