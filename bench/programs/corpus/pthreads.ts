/** A program of Emscripten with its pthreads. */
import type { Program } from '../program.js';

interface Image {
  readonly width: number;
  readonly height: number;
  add(values: readonly number[]): Image;
  cast(format: string): Image;
  gaussblur(sigma: number): Image;
  rotate(degrees: number): Image;
  resize(scale: number): Image;
  writeToMemory(): Uint8Array;
  writeToBuffer(suffix: string): Uint8Array;
}

interface Vips {
  readonly Image: { black(width: number, height: number): Image; newFromBuffer(bytes: Uint8Array): Image };
}

/** libvips: a picture through several steps, in bands that threads share, to PNG and JPEG and back. */
export const vips: Program = {
  name: 'libvips (pthreads)',
  packages: ['wasm-vips@0.0.11'],
  slow: true,
  threads: 'emscripten',
  prepare: (packages) => async () => {
    const { Image } = await packages.require<(options: object) => Promise<Vips>>('wasm-vips/lib/vips-node.js')({ dynamicLibraries: [] });
    return () => {
      const picture = Image.black(300, 200).add([10, 100, 200]).cast('uchar').gaussblur(3).rotate(30);
      const again = Image.newFromBuffer(picture.writeToBuffer('.png')).resize(0.5);
      return [picture.width, picture.height, picture.writeToMemory(), again.writeToMemory(), again.writeToBuffer('.jpg')];
    };
  },
};
