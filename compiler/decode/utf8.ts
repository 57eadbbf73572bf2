/** Decodes strict UTF-8 (spec: Binary Format, Names) without host facilities; undefined if malformed. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  let units: number[] = [];
  for (let at = start; at < end;) {
    const lead = bytes[at++]!;
    if (lead < 0x80) {
      units.push(lead);
    } else {
      const more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
      if (lead < 0xc2 || lead > 0xf4 || at + more > end) return undefined;
      let point = lead & (0x3f >> more);
      for (let k = 0; k < more; k++) {
        const byte = bytes[at++]!;
        if ((byte & 0xc0) !== 0x80) return undefined;
        point = (point << 6) | (byte & 0x3f);
      }
      if (point < smallest[more]! || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
      if (point >= 0x10000) units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + (point & 0x3ff));
      else units.push(point);
    }
    // Spreading into fromCharCode is bounded by the engine's argument limit.
    if (units.length >= 4096) {
      text += String.fromCharCode(...units);
      units = [];
    }
  }
  return text + String.fromCharCode(...units);
}

/** Smallest code point that needs this many continuation bytes; smaller ones are overlong. */
const smallest = [0, 0x80, 0x800, 0x10000];
