/** Pictures that are looked at. */
import { numbers } from '../inputs.js';
import type { Program } from '../program.js';

/** C++ through embind: edges, contours, lines, matrices; what it throws is a number. */
export const openCv: Program = {
  name: 'opencv',
  packages: ['opencv-wasm@4.3.0-10'],
  slow: true,
  prepare: (packages) => {
    const [width, height, next] = [160, 120, numbers(7)];
    const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : 128 + 100 * Math.sin((((i >> 2) % width) * Math.floor((i >> 2) / width)) / 300) + next(9)));
    return () => {
      const { cv, cvTranslateError } = packages.require<{ cv: Record<string, any>; cvTranslateError(cv: object, error: unknown): string }>('opencv-wasm');
      return () => {
        const made: { delete(): void }[] = [];
        const keep = <Thing extends { delete(): void }>(thing: Thing): Thing => (made.push(thing), thing);
        const matrix = (): any => keep(new cv['Mat']());
        const picture = keep(cv['matFromImageData']({ data, width, height })), grey = matrix(), edges = matrix(), small = matrix(), lines = matrix(), levels = matrix();
        cv['cvtColor'](picture, grey, cv['COLOR_RGBA2GRAY']);
        cv['GaussianBlur'](grey, grey, new cv['Size'](5, 5), 1.5);
        cv['Canny'](grey, edges, 30, 90);
        const contours = keep(new cv['MatVector']());
        cv['findContours'](edges, contours, levels, cv['RETR_TREE'], cv['CHAIN_APPROX_SIMPLE']);
        cv['HoughLines'](edges, lines, 1, Math.PI / 180, 30);
        cv['resize'](picture, small, new cv['Size'](50, 40), 0, 0, cv['INTER_CUBIC']);
        const symmetric = keep(cv['matFromArray'](3, 3, cv['CV_64F'], [4, 1, 2, 1, 3, 0, 2, 0, 5])), inverse = matrix(), values = matrix();
        cv['invert'](symmetric, inverse, cv['DECOMP_SVD']);
        cv['eigen'](symmetric, values);
        let thrown: unknown;
        try {
          cv['cvtColor'](keep(new cv['Mat'](3, 3, cv['CV_8U'])), matrix(), cv['COLOR_RGBA2GRAY']);
        } catch (error) {
          thrown = typeof error === 'number' ? cvTranslateError(cv, error) : String(error);
        }
        const told = [edges.data, small.data, inverse.data64F, values.data64F].map((values: Uint8Array) => values.slice());
        const numbersOf = [contours.size(), lines.rows];
        for (const thing of made) thing.delete();
        return [...told, numbersOf, thrown];
      };
    };
  },
};
