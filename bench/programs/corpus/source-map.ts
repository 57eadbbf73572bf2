import type { Program } from '../program.js';

interface Consumer {
  originalPositionFor(position: { line: number; column: number }): { source: string; line: number; column: number; name: string | null };
  eachMapping(callback: (mapping: { generatedLine: number; originalLine: number; originalColumn: number }) => void): void;
  destroy(): void;
}

/** Rust: the map of TensorFlow.js's core is read and searched. */
export const sourceMap: Program = {
  name: 'source-map',
  packages: ['source-map@0.7.4', '@tensorflow/tfjs-core@4.22.0'],
  prepare(packages) {
    const { sourcesContent: _, ...map } = JSON.parse(packages.text('@tensorflow/tfjs-core/dist/tf-core.es2017.js.map')) as Record<string, unknown>;
    return () => {
      const { SourceMapConsumer } = packages.require<{ SourceMapConsumer: new (map: unknown) => Promise<Consumer> }>('source-map/source-map.js');
      return async () => {
        const consumer = await new SourceMapConsumer(map);
        let sum = 0;
        for (let line = 1; line < 20_000; line += 3) sum = (sum * 31 + (consumer.originalPositionFor({ line, column: line % 40 }).line ?? 0)) | 0;
        consumer.eachMapping(({ generatedLine, originalLine, originalColumn }) => { sum = (sum * 31 + generatedLine + originalLine * 3 + originalColumn) | 0; });
        consumer.destroy();
        return sum;
      };
    };
  },
};
