/** Orders and rotations of i64 whose other operand is a constant, as native WebAssembly has them. */
import { test } from 'uvu';
import { agree } from '../agree.js';

const near = (n: bigint): bigint[] => [n - 1n, n, n + 1n];
const constants = [...new Set([0n, 1n, 2n ** 7n, 1000n, 2n ** 14n, 2n ** 31n, 2n ** 32n, 2n ** 33n, 3n << 32n, -(2n ** 32n), 2n ** 63n - 1n].flatMap(near).map((n) => BigInt.asIntN(64, n)))];
const operands = [...new Set([...constants, 12n, -1000n, 5n << 40n, -(5n << 40n), 0x7fffffff80000000n])];

for (const sign of ['s', 'u']) {
  test(`orders of i64, ${sign}`, () => {
    const compared = (op: string, c: bigint): string => `(i64.${op}_${sign} (local.get 0) (i64.const ${c}))`;
    const bits = constants.map((c) =>
      `(local.set 1 (i64.or (i64.shl (local.get 1) (i64.const 4)) (i64.extend_i32_u (i32.or (i32.or ${compared('lt', c)} (i32.shl ${compared('le', c)} (i32.const 1))) (i32.or (i32.shl ${compared('gt', c)} (i32.const 2)) (i32.shl ${compared('ge', c)} (i32.const 3)))))))`);
    const funcs: string[] = [];
    for (let at = 0; at < bits.length; at += 16) funcs.push(`(func (export "f${at}") (param i64) (result i64) (local i64) ${bits.slice(at, at + 16).join('')} (local.get 1))`);
    const branches = constants.map((c, k) => `(func (export "b${k}") (param i64) (result i32) (local i32) (if ${compared('lt', c)} (then (local.set 1 (i32.const 1)))) (if ${compared('ge', c)} (then (local.set 1 (i32.add (local.get 1) (i32.const 2))))) (if ${compared('gt', c)} (then (local.set 1 (i32.add (local.get 1) (i32.const 4))))) (local.get 1))`);
    const names = [...funcs.map((_, k) => `f${k * 16}`), ...constants.map((_, k) => `b${k}`)];
    agree(`(module ${funcs.join('')} ${branches.join('')})`, names.flatMap((name) => operands.map((x) => [name, x] as const)), { levels: [0, 2] });
  });
}

test('orders of i64 as numbers and as conditions', () => {
  const ops = ['lt', 'le', 'gt', 'ge'].flatMap((op) => ['s', 'u'].map((sign) => `${op}_${sign}`));
  const funcs = ops.map((op) => `(func (export "${op}") (param i64 i64) (result i32) (i32.or (i32.shl (i64.${op} (local.get 0) (local.get 1)) (i32.const 1)) (if (result i32) (i64.${op} (local.get 1) (local.get 0)) (then (i32.const 1)) (else (i32.const 0)))))`);
  const few = [0n, 1n, -1n, 1n << 32n, (1n << 32n) + 1n, -(1n << 32n), 2n ** 63n - 1n, -(2n ** 63n), 0xffffffffn, 0x7fffffffn];
  agree(`(module ${funcs.join('')})`, ops.flatMap((op) => few.flatMap((a) => few.map((b) => [op, a, b] as const))), { levels: [0, 1, 2] });
});

test('rotations of a bit and of all but one', () => {
  const rotated = [-2n, 1n, -3n, 2n, 2n ** 32n].flatMap((c, k) =>
    ['rotl', 'rotr', 'shl'].map((op) => `(func (export "${op}${k}") (param i64) (result i64) (i64.${op} (i64.const ${c}) (local.get 0)))`));
  const counts = [0n, 1n, 31n, 32n, 33n, 62n, 63n, 64n, 65n, 96n, -1n, -32n, 2n ** 32n, (1n << 40n) + 33n];
  const names = ['rotl', 'rotr', 'shl'].flatMap((op) => [0, 1, 2, 3, 4].map((k) => op + k));
  agree(`(module ${rotated.join('')})`, names.flatMap((name) => counts.map((n) => [name, n] as const)), { levels: [0, 2] });
});

test.run();
