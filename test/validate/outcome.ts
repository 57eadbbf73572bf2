import { CompileError } from '../../compiler/diagnostics.js';
import { validate } from '../../compiler/validate/index.js';

export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected' | 'limit' | 'unsupported'; readonly error: CompileError };

const kinds = { W2J1001: 'rejected', W2J2001: 'rejected', W2J1002: 'limit', W2J1003: 'unsupported' } as const;

/** What validation makes of the bytes. Anything but a CompileError with an offset inside them is thrown on. */
export function outcomeOf(bytes: Uint8Array): Outcome {
  try {
    validate(bytes);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    if (error.offset === undefined || error.offset < 0 || error.offset > bytes.length) throw new Error(`offset ${error.offset} in ${bytes.length} bytes: ${error.message}`);
    return { kind: kinds[error.code], error };
  }
  return { kind: 'accepted' };
}

/** The message and the offset of the error, or 'accepted'. */
export function describe(bytes: Uint8Array): string {
  const outcome = outcomeOf(bytes);
  return outcome.kind === 'accepted' ? 'accepted' : `${outcome.error.message} @${outcome.error.offset}`;
}

/** Random integers in [0, below), the same for the same seed (xorshift32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** `FUZZ_SEED` repeats a run; otherwise the seed is fixed, so that tests are deterministic. */
export function seedFor(fallback: number): number {
  const seed = Number(process.env['FUZZ_SEED'] ?? fallback);
  process.stdout.write(`seed ${seed}\n`);
  return seed;
}
