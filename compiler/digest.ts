/** SHA-256, by which a module is known. */
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';

/** In hexadecimal. */
export function digest(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}
