/** Inputs that are the same everywhere: no clocks, no random numbers of the host. */

/** A linear congruential generator: integers below `limit`. */
export function numbers(seed = 1): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * limit);
  };
}

export function randomBytes(length: number, seed = 1): Uint8Array {
  const next = numbers(seed);
  return Uint8Array.from({ length }, () => next(256));
}

const SYLLABLES = ['an', 'ber', 'co', 'da', 'el', 'fin', 'go', 'hu', 'in', 'jo', 'ka', 'li', 'mo', 'ne', 'or', 'pa', 'qui', 're', 'so', 'ta', 'un', 'vi', 'wo', 'xe', 'ya', 'zu'];

export function words(count: number, seed = 1): string[] {
  const next = numbers(seed);
  const vocabulary = Array.from({ length: 600 }, () => Array.from({ length: 1 + next(4) }, () => SYLLABLES[next(SYLLABLES.length)]).join(''));
  // The product makes some words frequent, as in any language.
  return Array.from({ length: count }, () => vocabulary[next(25) * next(24)]!);
}

export function markdown(paragraphs: number): string {
  const next = numbers(7);
  const word = words(paragraphs * 60, 7);
  let at = 0;
  const take = (count: number): string => { at += count; return word.slice(at - count, at).join(' '); };
  return Array.from({ length: paragraphs }, (_, index) => [
    `## ${take(3)}`,
    `${take(20)} **${take(2)}** and _${take(2)}_, see [${take(2)}](https://example.org/${index}) or \`${take(1)}\`.`,
    next(2) ? `- ${take(5)}\n- ${take(4)}\n  1. ${take(3)}` : `> ${take(8)}`,
    next(3) ? `| ${take(1)} | ${take(1)} |\n|---|---|\n| ${take(1)} | ${take(1)} |` : `\`\`\`js\nconst ${take(1)} = ${next(1000)};\n\`\`\``,
  ].join('\n\n')).join('\n\n');
}

/** A TypeScript module of some classes and functions. */
export function source(classes: number): string {
  const next = numbers(3);
  const name = words(classes * 8, 3);
  return Array.from({ length: classes }, (_, index) => {
    const [one, two, three, four, five] = name.slice(index * 8).map((word, at) => `${word}${at}`) as [string, string, string, string, string];
    return `import { ${one}_${index} } from './${two}.js';
/** ${name.slice(index * 8, index * 8 + 6).join(' ')} */
export class C${index}<T extends { ${one}: number }> {
  readonly #${two}: Map<string, T> = new Map();
  constructor(private readonly ${three}: T, public ${four} = ${next(1000)}) {
    if (${three}.${one} > ${next(100)} && ${four} !== void 0) this.#${two}.set(\`${five}-\${${four} * 2}\`, ${three});
  }
  async ${five}(items: readonly T[]): Promise<number> {
    let total = 0;
    for (const { ${one}: value } of items) total += value ?? ${next(50)} ** 2;
    switch (total % 3) {
      case 0: return total;
      case 1: return (await import('./${two}.js')).default(total) as number;
      default: return [...this.#${two}.values()].map((item) => item?.${one} ?? 0).reduce((a, b) => a + b, total);
    }
  }
}
export const ${one}_value_${index} = new C${index}({ ${one}: ${next(9)} }), ${two}_text_${index} = /[a-z]+\\/(?<${two}>\\d+)/u.exec('${three}')?.groups;
`;
  }).join('\n');
}
