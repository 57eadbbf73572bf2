/** Random type sections and references between their types, against native WebAssembly. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { arrayType, binary, end, f32, field, funcType, i16, i32, i8, rec, ref, refNull, structType, type TypeBytes } from '../decode/binary.js';
import { nativeHas } from '../native-features.js';
import { describe, outcomeOf, randomFrom, seedFor } from './outcome.js';

/** A type before it is encoded, so that subtypes can be made of it. */
type Draft =
  | { readonly form: 'func'; readonly params: readonly TypeBytes[]; readonly results: readonly TypeBytes[] }
  | { readonly form: 'struct' | 'array'; readonly fields: readonly (readonly number[])[] };

const abstractHeaps = [0x70, 0x73, 0x6f, 0x72, 0x6e, 0x6d, 0x6c, 0x6b, 0x6a, 0x71];

function encode(draft: Draft): number[] {
  if (draft.form === 'func') return funcType(draft.params, draft.results);
  return draft.form === 'struct' ? structType(...draft.fields) : arrayType(draft.fields[0]!);
}

/** `known` types may be named by references. */
function randomDraft(random: (below: number) => number, known: number): Draft {
  const reference = (): number[] => {
    const heap = random(3) ? random(known) : abstractHeaps[random(abstractHeaps.length)]!;
    return random(2) ? refNull(heap) : ref(heap);
  };
  const value = (): TypeBytes => random(3) ? reference() : random(2) ? i32 : f32;
  const someField = (): number[] => field(random(4) ? value() : random(2) ? i8 : i16, random(3) ? 0 : 1);
  const some = <T>(make: () => T): T[] => Array.from({ length: random(3) }, make);
  if (random(3) === 0) return { form: 'func', params: some(value), results: some(value) };
  return random(3) ? { form: 'struct', fields: some(someField) } : { form: 'array', fields: [someField()] };
}

/** What may be a subtype's structure: that of the supertype with more fields, or with a part of another draft in place of its own. */
function vary(random: (below: number) => number, above: Draft, other: Draft): Draft {
  if (above.form === 'func') return other.form === 'func' && random(3) === 0 ? { ...above, results: other.results } : above;
  if (other.form === 'func') return above;
  if (above.form === 'array') return other.form === 'array' && random(2) ? other : above;
  const fields = [...above.fields, ...other.fields];
  if (fields.length > above.fields.length && above.fields.length > 0 && random(2)) fields[random(above.fields.length)] = fields.pop()!;
  return { form: 'struct', fields };
}

function randomTypes(random: (below: number) => number): { readonly groups: number[][]; readonly count: number } {
  const drafts: Draft[] = [];
  const groups: number[][] = [];
  for (let left = 1 + random(4); left > 0; left--) {
    // Groups that repeat an earlier one are equivalent to it unless they name types outside of it by other indices.
    if (groups.length > 0 && random(5) === 0 && groups[groups.length - 1]![0] !== 0x4e) {
      groups.push(groups[groups.length - 1]!);
      drafts.push(drafts[drafts.length - 1]!);
      continue;
    }
    const size = 1 + random(3);
    const known = drafts.length + size;
    const members = Array.from({ length: size }, () => {
      const above = random(3) ? random(drafts.length + 1) : drafts.length;
      const fresh = randomDraft(random, known);
      const draft = above < drafts.length ? vary(random, drafts[above]!, fresh) : fresh;
      drafts.push(draft);
      return [random(8) ? 0x50 : 0x4f, ...(above < drafts.length - 1 ? [1, above] : [0]), ...encode(draft)];
    });
    groups.push(...(size === 1 && random(2) ? members : [rec(...members)]));
  }
  return { groups, count: drafts.length };
}

if (nativeHas('gc')) {
  test('random type sections are judged as native WebAssembly judges them', () => {
    const random = randomFrom(seedFor(11));
    const total = 6000;
    let accepted = 0, matching = 0;
    for (let k = 0; k < total; k++) {
      const { groups, count } = randomTypes(random);
      const heap = (): number => random(4) ? random(count) : abstractHeaps[random(abstractHeaps.length)]!;
      const judge = (bytes: Uint8Array<ArrayBuffer>): boolean => {
        const native = WebAssembly.validate(bytes);
        assert.is(outcomeOf(bytes).kind === 'accepted', native, `${describe(bytes)}: ${Buffer.from(bytes).toString('hex')}`);
        return native;
      };
      if (!judge(binary({ type: groups }))) continue;
      accepted++;
      for (let pair = 0; pair < 4; pair++) {
        if (judge(binary({ type: groups, global: [[...refNull(heap()), 0, 0xd0, heap(), end]] }))) matching++;
      }
    }
    console.log(`${accepted} of ${total} sections are valid, ${matching} of ${4 * accepted} pairs match`);
    assert.ok(accepted > total / 10 && matching > accepted / 2);
  });
}

test.run();
