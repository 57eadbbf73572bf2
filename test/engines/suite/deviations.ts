/** Why an assertion that holds in node does not hold in another engine. */

interface Deviation {
  readonly reason: string;
  readonly covers: (message: string) => boolean;
}

const deviations: readonly Deviation[] = [
  {
    reason: 'the engine stores NaNs as one NaN, so that a payload is lost where a value is a JavaScript number',
    covers: isNanPayload,
  },
];

/** Undefined for what nobody has explained: a failure. */
export function reasonFor(message: string): string | undefined {
  return deviations.find(({ covers }) => covers(message))?.reason;
}

interface Expected { readonly type: string; readonly value?: unknown; readonly lane_type?: string }

/** Whether the results are the expected ones but for the payloads of NaNs; integers may be the bits of a NaN. */
export function isNanPayload(message: string): boolean {
  const match = /^got \[([^\]]*)\], expected (\[.*\])$/.exec(message);
  if (!match) return false;
  const got = match[1]!.split(',');
  let expected: Expected[];
  try { expected = JSON.parse(match[2]!) as Expected[]; } catch { return false; }
  return got.length === expected.length && got.every((text, index) => {
    const [type, bits] = text.split(':') as [string, string | undefined];
    const wanted = expected[index]!;
    if (type !== wanted.type || bits === undefined || !/^0x/.test(bits)) return false;
    if (type === 'v128') {
      const width = Number(wanted.lane_type!.slice(1));
      return (wanted.value as string[]).every((lane, position) => sameButPayload(BigInt.asUintN(width, BigInt(bits) >> BigInt(position * width)), lane, width));
    }
    return sameButPayload(BigInt(bits), String(wanted.value), Number(type.slice(1)));
  });
}

function sameButPayload(bits: bigint, wanted: string, width: number): boolean {
  if (wanted.startsWith('nan:')) return isNan(bits, width);
  return bits === BigInt(wanted) || (isNan(bits, width) && isNan(BigInt(wanted), width));
}

function isNan(bits: bigint, width: number): boolean {
  if (width === 32) return (bits & 0x7fff_ffffn) > 0x7f80_0000n;
  return width === 64 && (bits & 0x7fff_ffff_ffff_ffffn) > 0x7ff0_0000_0000_0000n;
}
