import type { Program } from '../program.js';

type Bytes = Uint8Array;

interface Secp256k1 {
  pointFromScalar(secret: Bytes, compressed: boolean): Bytes;
  pointMultiply(point: Bytes, by: Bytes, compressed: boolean): Bytes;
  sign(hash: Bytes, secret: Bytes): Bytes;
  verify(hash: Bytes, point: Bytes, signature: Bytes): boolean;
  signSchnorr(hash: Bytes, secret: Bytes): Bytes;
  verifySchnorr(hash: Bytes, point: Bytes, signature: Bytes): boolean;
}

/** C in Rust, without wasm-bindgen: multiplications of 64 bits by 64. */
export const secp256k1: Program = {
  name: 'secp256k1',
  packages: ['tiny-secp256k1@2.2.4'],
  prepare: (packages) => () => {
    const curve = packages.require<Secp256k1>('tiny-secp256k1');
    const secret = new Uint8Array(32).fill(7);
    const hash = new Uint8Array(32).map((_, i) => i * 13);
    return () => {
      const point = curve.pointFromScalar(secret, true);
      const [signature, schnorr] = [curve.sign(hash, secret), curve.signSchnorr(hash, secret)];
      return [point, signature, curve.verify(hash, point, signature), schnorr, curve.verifySchnorr(hash, point.slice(1), schnorr), curve.pointMultiply(point, hash, false)];
    };
  },
};
