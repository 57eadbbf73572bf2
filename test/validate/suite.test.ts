/** Every binary module of the official suite: what must be accepted, what must be refused, and mutations of them against native WebAssembly. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findArchive, readIndex, unpack } from '../spec/data.js';
import { nativeHas } from '../native-features.js';
import { skip } from '../support.js';
import { describe, outcomeOf, randomFrom, seedFor } from './outcome.js';

interface Case {
  readonly name: string;
  readonly feature: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Command { readonly type: string; readonly line: number; readonly filename?: string }

function readCases(directory: string): Case[] {
  return readIndex(directory).flatMap(({ json, group, feature }) => {
    const script = join(directory, json);
    const { commands } = JSON.parse(readFileSync(script, 'utf8')) as { commands: Command[]; };
    return commands
      .filter(({ filename, type }) => filename?.endsWith('.wasm') && !type.endsWith('_custom'))
      .map(({ type, line, filename }) => ({
        name: `${json}:${line}`,
        feature: `${group}/${feature}`,
        type,
        bytes: new Uint8Array(readFileSync(join(dirname(script), filename!))),
      }));
  });
}

/** Groups written for the features that are supported; few modules of them use others too. */
const ours = new Set(['core/base', 'core/bulk-memory', 'core/exceptions', 'custom/custom', 'legacy/legacy']);
/** Written against an older specification, which knew one table and one memory only. */
const stale = /^proposals\/threads\/(imports\/imports\.json:(309|313|317|404|408|412)|memory\/memory\.json:(14|15))$/;
/** Forms of types and kinds of imports that no specification holds yet. */
const unknownEncoding = /^proposals\/custom-descriptors\//;

const archive = findArchive();
if (archive === undefined) {
  skip('validation of the official suite', 'its archive is not beside the repository');
} else {
  const cases = readCases(unpack(archive));
  const mustFail = (type: string): boolean => type === 'assert_invalid' || type === 'assert_malformed';

  test('no invalid or malformed module is accepted, in any group', () => {
    const refused = cases.filter(({ type }) => mustFail(type));
    const accepted = refused.filter(({ bytes, name }) => outcomeOf(bytes).kind === 'accepted' && !stale.test(name));
    assert.equal(accepted.map(({ name }) => name), []);
    assert.ok(refused.length > 3500, `${refused.length} modules`);
  });

  test('a valid module is accepted, or the feature that is missing is named', () => {
    const valid = cases.filter(({ type }) => !mustFail(type));
    const rejected = valid.filter(({ bytes, name }) => {
      const { kind } = outcomeOf(bytes);
      return kind !== 'accepted' && kind !== 'unsupported' && !unknownEncoding.test(name);
    });
    assert.equal(rejected.map(({ name, bytes }) => `${name}: ${describe(bytes)}`), []);
    const accepted = valid.filter(({ feature, bytes }) => ours.has(feature) && outcomeOf(bytes).kind === 'accepted');
    assert.ok(accepted.length >= 1440, `${accepted.length} modules of the supported groups are accepted`);
  });

  test('mutated modules: no crash, no hang, and agreement with native WebAssembly', () => {
    const random = randomFrom(seedFor(20240607));
    const seeds = cases.filter(({ feature, bytes }) => ours.has(feature) && bytes.length < 4000);
    const kinds: Record<string, number> = {};
    const deadline = performance.now() + 10_000;
    let count = 0;
    for (; count < 40_000 && (count & 255 || performance.now() < deadline); count++) {
      const { name, bytes } = seeds[random(seeds.length)]!;
      const mutant = mutate(bytes, random);
      const started = performance.now();
      const outcome = outcomeOf(mutant);
      assert.ok(performance.now() - started < 2000, `${name} takes too long: ${hex(mutant)}`);
      const native = WebAssembly.validate(mutant);
      kinds[`${outcome.kind}, native ${native}`] = (kinds[`${outcome.kind}, native ${native}`] ?? 0) + 1;
      const accepted = outcome.kind === 'accepted';
      if (accepted === native || outcome.kind === 'unsupported') continue;
      assert.ok(accepted ? nativeLacks(mutant) : nativeIsLax(outcome.error.message), `${name} mutated: ${describe(mutant)}: ${hex(mutant)}`);
    }
    console.log(kinds);
    assert.ok(count > 1000 && (kinds['accepted, native true'] ?? 0) > count / 100, 'too few mutants');
  });
}

/** V8 takes number types as the type of a passive element segment. */
function nativeIsLax(message: string): boolean {
  return /^malformed reference type 0x7[b-f]$/.test(message);
}

/** What node 20 says of features that it has behind flags or not at all. */
const unknownToOld = /--experimental-wasm|Invalid opcode 0xa |Invalid opcode 0x1f |at most one memory|memory count|constant expressions|invalid value type 0x|invalid (?:table elements|element count|memory) limits flags/i;

/** Whether the engine refuses the module because it is older than a feature of it, or for a table of more than 10,000,000 elements. */
function nativeLacks(bytes: Uint8Array<ArrayBuffer>): boolean {
  try {
    new WebAssembly.Module(bytes);
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) return false;
    return /implementation limit|mix of legacy and new exception/.test(error.message) || (!nativeHas('function-references') && unknownToOld.test(error.message));
  }
  return false;
}

const telling = [0, 1, 2, 3, 5, 6, 7, 8, 9, 0x0a, 0x0b, 0x0d, 0x0e, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x18, 0x19, 0x1a, 0x1b, 0x1f, 0x20, 0x40, 0x41, 0x4e, 0x50, 0x60, 0x63, 0x64, 0x69, 0x6f, 0x70, 0x73, 0x74, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xd0, 0xd2, 0xd4, 0xd5, 0xd6, 0xfc, 0xff];

function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array<ArrayBuffer> {
  let out = [...bytes];
  for (let times = 1 + random(3); times > 0; times--) {
    const at = 8 + random(Math.max(1, out.length - 8));
    const kind = random(24);
    if (kind < 6) out[at] = (out[at] ?? 0) ^ (1 << random(8));
    else if (kind < 11) out[at] = telling[random(telling.length)]!;
    else if (kind < 15) out[at] = random(256);
    else if (kind < 19) out.splice(at, 0, telling[random(telling.length)]!);
    else if (kind < 23) out.splice(at, 1);
    else out = out.slice(0, at);
  }
  return Uint8Array.from(out, (byte) => byte ?? 0);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

test.run();
