/** Curves with pairings. */
import type { Program } from '../program.js';

interface Group {
  readonly g: Uint8Array;
  timesFr(point: Uint8Array, scalar: Uint8Array): Uint8Array;
  timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
  toAffine(point: Uint8Array): Uint8Array;
  toString(point: Uint8Array): string;
  multiExpAffine(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;
}

interface Field {
  e(value: bigint): Uint8Array;
  inv(value: Uint8Array): Uint8Array;
  exp(value: Uint8Array, exponent: bigint): Uint8Array;
  toString(value: Uint8Array): string;
  toRprLE(into: Uint8Array, at: number, value: Uint8Array): void;
  fft(values: Uint8Array): Promise<Uint8Array>;
}

interface Curve {
  readonly G1: Group;
  readonly G2: Group;
  readonly Fr: Field;
  readonly F12: { toString(value: Uint8Array): string };
  pairing(one: Uint8Array, other: Uint8Array): Uint8Array;
}

/** Instructions that JavaScript puts together: BN254, the curve of Ethereum's proofs. */
export const bn254: Program = {
  name: 'bn254',
  packages: ['ffjavascript@0.3.1'],
  prepare: (packages) => async () => {
    const { G1, G2, Fr, F12, pairing } = await packages.require<{ buildBn128(singleThread: boolean): Promise<Curve> }>('ffjavascript').buildBn128(true);
    return async () => {
      const count = 256, scalar = Fr.e(123456789n), points = new Uint8Array(count * 64), scalars = new Uint8Array(count * 32);
      for (let i = 0; i < count; i++) {
        points.set(G1.toAffine(G1.timesScalar(G1.g, BigInt(i + 1))), i * 64);
        Fr.toRprLE(scalars, i * 32, Fr.e(BigInt(i * i + 7)));
      }
      const product = G1.timesFr(G1.g, scalar);
      return [
        G1.toString(G1.toAffine(product)), G2.toString(G2.toAffine(G2.timesFr(G2.g, scalar))), F12.toString(pairing(product, G2.g)), Fr.toString(Fr.inv(scalar)),
        Fr.toString(Fr.exp(scalar, 1000n)), G1.toString(G1.toAffine(await G1.multiExpAffine(points, scalars))), await Fr.fft(scalars),
      ];
    };
  },
};
