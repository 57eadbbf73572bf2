import type { Cursor } from '../cursor.js';
import { tolerant } from './tolerant.js';

/** One tool that made the module (tool conventions: Producers Section). */
export interface Producer {
  /** 'language', 'processed-by' or 'sdk'. */
  readonly field: string;
  readonly name: string;
  readonly version: string;
}

export function readProducers(c: Cursor): Producer[] {
  const producers: Producer[] = [];
  tolerant(() => {
    for (let fields = c.count(2); fields > 0; fields--) {
      const field = c.name();
      for (let values = c.count(2); values > 0; values--) producers.push({ field, name: c.name(), version: c.name() });
    }
  });
  return producers;
}

const forbidden = 0x2d; // '-'

/** Tool conventions: Target Features Section. */
export function readTargetFeatures(c: Cursor): string[] {
  const features: string[] = [];
  tolerant(() => {
    for (let left = c.count(2); left > 0; left--) {
      const prefix = c.u8();
      const name = c.name();
      if (prefix !== forbidden) features.push(name);
    }
  });
  return features;
}

/** The section holds one string, the address of a source map. */
export function readSourceMappingURL(c: Cursor): string | undefined {
  let url: string | undefined;
  tolerant(() => { url = c.name(); });
  return url;
}
