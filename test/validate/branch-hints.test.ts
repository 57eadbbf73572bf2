/** Branch hints: the section, what is wrong with it, and that the likely arm comes first. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decode } from '../../compiler/decode/index.js';
import { compile, inspect } from '../../compiler/index.js';
import { branchHints, validateModule } from '../../compiler/validate/index.js';
import { loadScript } from '../load.js';
import { binary, customSection, empty, end, funcType, i32, leb, section, text, vec } from '../decode/binary.js';

type Hint = readonly [offset: number, ...value: number[]];
type FunctionHints = readonly [func: number, ...hints: Hint[]];
const hint = ([offset, ...value]: Hint): number[] => [...leb(offset), ...vec(value.map((byte) => [byte]))];
const hints = (...functions: FunctionHints[]): number[] => vec(functions.map(([func, ...list]) => [...leb(func), ...vec(list.map(hint))]));

// (func (export "f") (param i32) (result i32) (local i32) (if (local.get 0) (then A) (else B)) (br_if 0 (i32.const 9) ...) ...)
const instructions = [
  0x20, 0, 0x04, empty, 0x41, 1, 0x21, 1, 0x05, 0x41, 2, 0x21, 1, end,
  0x02, empty, 0x20, 0, 0x0d, 0, 0x41, 7, 0x21, 1, end,
  0x20, 1, end,
];
const locals = vec([[1, i32]]);
const IF = locals.length + 2, BR_IF = locals.length + 18;
const body = [...locals, ...instructions];

function moduleWith(contents: readonly number[] | undefined, where: 'before' | 'after' = 'before'): Uint8Array<ArrayBuffer> {
  const custom = contents ? customSection('metadata.code.branch_hint', contents) : [];
  const code = section(10, vec([[...leb(body.length), ...body]]));
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, vec([funcType([i32], [i32])])), ...section(3, vec([[0]])), ...section(7, vec([[...text('f'), 0, 0]])),
    ...(where === 'before' ? [...custom, ...code] : [...code, ...custom])]);
}

const codeOf = (bytes: Uint8Array): string => compile(bytes, { pretty: true }).code;
const hintsOf = (bytes: Uint8Array): ReturnType<typeof branchHints> => branchHints(validateModule(decode(bytes)));

test('the arm that is likely comes first, and the results stay', () => {
  const plain = moduleWith(undefined);
  const first = (bytes: Uint8Array): string | undefined => /if \((!?)/.exec(codeOf(bytes))?.[1];
  assert.is(first(plain), '');
  assert.is(first(moduleWith(hints([0, [IF, 1]]))), '');
  const unlikely = moduleWith(hints([0, [IF, 0], [BR_IF, 1]]));
  assert.is(first(unlikely), '!');
  assert.match(codeOf(unlikely), /= 2;[^]*else[^]*= 1;/);
  for (const bytes of [plain, unlikely]) {
    const { f } = loadScript(bytes).instantiate().exports as { f(x: number): number };
    assert.equal([f(0), f(1)], [7, 1]);
  }
});

test('hints by the offset of their branch', () => {
  const { likely, faults } = hintsOf(moduleWith(hints([0, [IF, 0], [BR_IF, 1]])));
  assert.equal(faults, []);
  const at = decode(moduleWith(hints([0, [IF, 0], [BR_IF, 1]]))).code[0]!.at;
  assert.equal([...likely], [[at + IF, false], [at + BR_IF, true]]);
  assert.equal([...hintsOf(moduleWith(undefined)).likely], []);
});

test('what is wrong is told and not followed, and never makes a module invalid', () => {
  const cases: readonly [what: string, contents: readonly number[], message: RegExp, followed: number, where?: 'after'][] = [
    ['not a branch', hints([0, [IF + 1, 1], [BR_IF, 1]]), /invalid target/, 1],
    ['inside of an instruction', hints([0, [BR_IF + 1, 1]]), /invalid target/, 0],
    ['an imported or unknown function', hints([0, [IF, 1]], [1, [IF, 1]]), /unknown function 1/, 1],
    ['functions out of order', hints([0, [IF, 1]], [0, [IF, 1]]), /functions are out of order/, 1],
    ['hints out of order', hints([0, [IF, 1], [IF, 1]]), /hints are out of order/, 0],
    ['a value of two bytes', hints([0, [IF, 1, 0]]), /malformed branch hint/, 0],
    ['a value that is neither 0 nor 1', hints([0, [IF, 2]]), /malformed branch hint/, 0],
    ['bytes that follow', [...hints([0, [IF, 1]]), 0], /section size mismatch/, 1],
    ['bytes that are missing', hints([0, [IF, 1]]).slice(0, -1), /out of bounds|unexpected end/, 0],
    ['an absurd count', [0xff, 0xff, 0xff, 0xff, 0x0f], /./, 0],
    ['after the code', hints([0, [IF, 1]]), /misplaced/, 0, 'after'],
  ];
  for (const [what, contents, message, followed, where] of cases) {
    const bytes = moduleWith(contents, where);
    const { likely, faults } = hintsOf(bytes);
    assert.is(faults.length, 1, what);
    assert.match(faults[0]!.message, message, what);
    assert.is(likely.size, followed, what);
    for (const { diagnostics } of [compile(bytes), inspect(bytes)]) assert.match(diagnostics.map((d) => d.message).join(), /^custom section metadata\.code\.branch_hint, byte 0x[0-9a-f]+: /, what);
  }
});

test('inspect tells of a malformed name section', () => {
  const bytes = binary({}, customSection('name', [...section(1, [1, 0, 9, 0x61]), 0x07, 0xff]));
  assert.is(inspect(bytes).diagnostics.length, 2);
  assert.equal(inspect(binary({}, customSection('name', section(10, [1, 0, 1, 0, 1, 0x61])))).diagnostics, [], 'names of fields');
  assert.equal(compile(bytes).diagnostics, []);
});

test.run();
