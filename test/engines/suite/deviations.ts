/** Why an assertion that holds in node does not hold in another engine. */
import type { Failure } from '../../spec/script.js';

interface Deviation {
  readonly reason: string;
  readonly covers: (failure: Failure) => boolean;
}

const deviations: readonly Deviation[] = [
  {
    reason: 'the engine has one NaN only, so that a payload is lost where a value is a JavaScript number',
    covers: ({ message }) => differsBy(message, (bits, wanted, width) => isNan(bits, width) && isNan(wanted, width)),
  },
  {
    reason: 'the engine has one NaN only, so that copysign cannot read the sign of one',
    covers: ({ message, field }) => /copysign/.test(field ?? '') && differsBy(message, (bits, wanted, width) => (bits ^ wanted) === 1n << BigInt(width - 1)),
  },
  {
    reason: 'the engine lets no thread wait that runs a script',
    covers: ({ message, field }) => /wait/.test(field ?? '') && message.startsWith('RuntimeError: this thread cannot wait:'),
  },
];

/** Undefined for what nobody has explained: a failure. */
export function reasonFor(failure: Failure): string | undefined {
  return deviations.find(({ covers }) => covers(failure))?.reason;
}

interface Expected { readonly type: string; readonly value?: unknown; readonly lane_type?: string }

type Allows = (bits: bigint, wanted: bigint, width: number) => boolean;

/** Whether each result is what was expected or differs as `allows` says. */
function differsBy(message: string, allows: Allows): boolean {
  const match = /^got \[([^\]]*)\], expected (\[.*\])$/.exec(message);
  if (!match) return false;
  const got = match[1]!.split(',');
  let expected: Expected[];
  try { expected = JSON.parse(match[2]!) as Expected[]; } catch { return false; }
  return got.length === expected.length && got.every((text, index) => {
    const [type, bits] = text.split(':') as [string, string | undefined];
    const wanted = expected[index]!;
    if (type !== wanted.type || bits === undefined || !bits.startsWith('0x')) return false;
    if (type !== 'v128') return fits(BigInt(bits), String(wanted.value), Number(type.slice(1)), allows);
    const width = Number(wanted.lane_type!.slice(1));
    return (wanted.value as string[]).every((lane, position) => fits(BigInt.asUintN(width, BigInt(bits) >> BigInt(position * width)), lane, width, allows));
  });
}

function fits(bits: bigint, wanted: string, width: number, allows: Allows): boolean {
  if (wanted.startsWith('nan:')) return isNan(bits, width);
  return bits === BigInt(wanted) || allows(bits, BigInt(wanted), width);
}

/** Also of integers, which may be the bits of a float. */
function isNan(bits: bigint, width: number): boolean {
  if (width === 32) return (bits & 0x7fff_ffffn) > 0x7f80_0000n;
  return width === 64 && (bits & 0x7fff_ffff_ffff_ffffn) > 0x7ff0_0000_0000_0000n;
}
