/** Damaged modules: native validation must agree with ours, without crashes and without hanging. */
import { CompileError } from '../../compiler/diagnostics.js';
import { compile } from '../../compiler/index.js';
import { encode } from './encode.js';
import { generate } from './generate.js';
import { Random } from './random.js';

export interface MutationResult {
  readonly compared: number;
  readonly unsupported: number;
  readonly failures: readonly string[];
}

/** What an older engine says of a module that only newer ones know, and limits that are the engine's own: V8 does not take both encodings of exceptions. */
const engineLacks = /enable with|enable via|--experimental|memory count|At most one memory|invalid memory limits flags|invalid table elements limits|exceeds (internal )?limit|maximum (function|module) size|larger than|not allowed in constant expressions|non-imported globals|Invalid opcode|invalid numeric opcode|unknown import kind|invalid value type|Unknown type code|invalid heap type|mix of legacy|[Uu]nknown heap type|expected.*signature|table initial|type index|multi-table|invalid index/;

function mutate(random: Random, source: Uint8Array): Uint8Array<ArrayBuffer> {
  let bytes = Uint8Array.from(source);
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(bytes.length);
    switch (random.below(6)) {
      case 0: bytes = bytes.slice(0, at); break;
      case 1: bytes = Uint8Array.from([...bytes.subarray(0, at), random.below(256), ...bytes.subarray(at)]); break;
      case 2: bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + random.below(3))]); break;
      case 3: bytes[at] = bytes[at]! ^ (1 << random.below(8)); break;
      case 4: bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, 0x40, 0x0b, 0x05, 0x70, 0x6f]); break;
      default: bytes[at] = random.below(256);
    }
  }
  return bytes;
}

type Verdict = 'accepts' | 'rejects' | 'lacks';

function nativeVerdict(bytes: Uint8Array<ArrayBuffer>): { readonly verdict: Verdict; readonly message: string } {
  try {
    new WebAssembly.Module(bytes);
    return { verdict: 'accepts', message: '' };
  } catch (error) {
    const { message } = error as Error;
    return { verdict: engineLacks.test(message) ? 'lacks' : 'rejects', message };
  }
}

function ourVerdict(bytes: Uint8Array): { readonly verdict: Verdict; readonly message: string } {
  try {
    compile(bytes, { abi: 'none', optimize: 0 });
    return { verdict: 'accepts', message: '' };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { verdict: error.code === 'W2J1003' ? 'lacks' : 'rejects', message: `${error.message} at ${error.offset}` };
  }
}

/** Damages `count` modules from consecutive seeds; stops early after `milliseconds`. */
export async function runMutants(seed: number, count: number, milliseconds: number): Promise<MutationResult> {
  const deadline = Date.now() + milliseconds;
  const failures: string[] = [];
  let compared = 0, unsupported = 0;
  for (let index = seed; index < seed + count && Date.now() < deadline; index++) {
    const random = new Random(index ^ 0xbad);
    const source = encode(generate(index, { size: 40 }));
    for (let variant = 0; variant < 10; variant++) {
      const bytes = mutate(random, source);
      const failure = check(bytes);
      if (failure === 'left out') unsupported++;
      else compared++;
      if (failure && failure !== 'left out') failures.push(`seed ${index} variant ${variant}: ${failure}\n${Buffer.from(bytes).toString('base64')}`);
    }
  }
  return { compared, unsupported, failures };
}

function check(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  const native = nativeVerdict(bytes);
  const started = Date.now();
  let ours: { readonly verdict: Verdict; readonly message: string };
  try {
    ours = ourVerdict(bytes);
  } catch (error) {
    return `crashed: ${(error as Error).stack}`;
  }
  const took = Date.now() - started;
  if (took > 5000) return `took ${took} ms`;
  if (ours.verdict === 'lacks' || (native.verdict === 'lacks' && ours.verdict === 'accepts')) return 'left out';
  if (native.verdict === 'accepts' && ours.verdict === 'rejects') return `native accepts, ours rejects: ${ours.message}`;
  if (native.verdict !== 'accepts' && ours.verdict === 'accepts') return `native rejects (${native.message}), ours accepts`;
  return undefined;
}
