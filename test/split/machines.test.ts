/** State machines agree with native, as a whole and in parts. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { machine } from './machine.js';

const calls = (states: number) => [0, 1, 2, 7, 30, states - 2, states - 1, states, -1].flatMap((pc) =>
  [5, 300].flatMap((fuel) => [['f', pc, fuel, pc * 77 + 5] as const, ['rest'] as const]));

const FROM = Number(process.env['MACHINES'] ?? 1);
const COUNT = Number(process.env['MACHINES_COUNT'] ?? 8);

for (const [states, isDerived] of [[12, false], [30, true], [90, true], [155, false]] as const) {
  test(`machines of ${states} states`, () => {
    let parts = 0;
    for (let seed = FROM; seed < FROM + COUNT; seed++) {
      const bytes = machine({ states, seed, isRead: (seed & 1) > 0, isAgain: (seed & 2) > 0, isLoaded: (seed & 4) > 0, isDerived });
      for (const functionLimit of [undefined, 250, 700, 3000, 90 * states]) {
        const options = functionLimit === undefined ? {} : { functionLimit };
        try {
          agree(bytes, calls(states), { levels: functionLimit === undefined ? [0, 1, 2] : [2], options });
        } catch (error) {
          throw new Error(`seed ${seed}, limit ${functionLimit}: ${(error as Error).message}`);
        }
        parts += new Set(compile(bytes, { abi: 'none', pretty: true, ...options }).code.match(/function \S+_part\d+/g)).size;
      }
    }
    assert.ok(parts > 10, `${parts} parts`);
  });
}

const compiled = (isLoaded: boolean, functionLimit = 3000) => {
  const { code } = compile(machine({ states: 155, seed: 1, isLoaded }), { abi: 'none', pretty: true, functionLimit });
  const [, ...functions] = code.split(/\n *function /);
  const parts = functions.filter((text) => /^\S+_part\d+\(/.test(text));
  return { code, functions, parts, machines: parts.filter((text) => /for \(;;\)[^]*switch[^]*case \d+:/.test(text)) };
};

test('what comes from one part stays where it is while numbers go to the part that reads it', () => {
  for (const [seed, states] of [[32, 30], [22, 45], [35, 60], [10, 45]] as const) {
    for (const scale of [60, 90, 100]) agree(machine({ states, seed, isAgain: true, isLoaded: true }), calls(states), { levels: [2], options: { functionLimit: scale * states } });
  }
});

/** Accesses to memory in the function that was split, and in all of it. */
const accesses = ({ code, functions }: ReturnType<typeof compiled>): readonly [number, number] =>
  [functions.find((text) => /^\$f1\(/.test(text))!, code].map((text) => text.split(/[gs]etInt32|\bU\[/).length - 1) as unknown as readonly [number, number];

test('the cases of a large machine that callers enter go in groups', () => {
  const machine = compiled(false);
  const [rest, all] = accesses(machine);
  assert.ok(machine.machines.length >= 8, `${machine.machines.length} groups`);
  assert.ok(rest < all / 3, `${rest} of ${all} accesses stay`);
});

test('the cases of a large machine that goes on where memory tells do not, unless it would stay beyond the limit', () => {
  const single = compiled(true, 24_000), grouped = compiled(true, 12_000);
  assert.ok(single.parts.length > 10, `${single.parts.length} parts`);
  assert.is(single.machines.length, 0);
  assert.ok(grouped.machines.length >= 3, `${grouped.machines.length} groups`);
  const [stay, rest, all] = [accesses(single)[0], ...accesses(grouped)];
  assert.ok(rest < stay / 2, `${rest} of ${all} accesses stay, without groups ${stay}`);
});

test.run();
