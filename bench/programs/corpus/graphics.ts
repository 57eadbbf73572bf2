import { numbers } from '../inputs.js';
import type { Program } from '../program.js';

interface Resvg {
  initWasm(bytes: Uint8Array): Promise<void>;
  Resvg: new (svg: string) => { render(): { readonly pixels: Uint8Array }; free(): void };
}

function drawing(shapes: number): string {
  const next = numbers(5);
  const colour = (): string => `rgb(${next(256)},${next(256)},${next(256)})`;
  const shape = (): string => [
    () => `<circle cx="${next(400)}" cy="${next(300)}" r="${5 + next(40)}" fill="url(#g)" opacity="0.7"/>`,
    () => `<path d="M${next(400)} ${next(300)} C${next(400)} ${next(300)} ${next(400)} ${next(300)} ${next(400)} ${next(300)}Z" fill="${colour()}" stroke="${colour()}" stroke-width="${1 + next(6)}"/>`,
    () => `<rect x="${next(350)}" y="${next(250)}" width="${next(90)}" height="${next(90)}" rx="${next(9)}" transform="rotate(${next(90)} 200 150)" fill="${colour()}" fill-opacity="0.5"/>`,
  ][next(3)]!();
  return `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><defs><linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient>`
    + `<filter id="f"><feGaussianBlur stdDeviation="3"/></filter></defs><g filter="url(#f)">${shape()}${shape()}</g>${Array.from({ length: shapes }, shape).join('')}</svg>`;
}

/** Rust: reads a drawing and paints it. */
export const resvg: Program = {
  name: 'resvg',
  packages: ['@resvg/resvg-wasm@2.6.2'],
  prepare(packages) {
    const svg = drawing(120);
    return async () => {
      const { initWasm, Resvg } = await packages.import<Resvg>('@resvg/resvg-wasm/index.mjs');
      await initWasm(packages.bytes('@resvg/resvg-wasm/index_bg.wasm'));
      return () => {
        const picture = new Resvg(svg);
        const { pixels } = picture.render();
        picture.free();
        return pixels;
      };
    };
  },
};

interface Tensor {
  data(): Promise<Float32Array>;
  dispose(): void;
}
interface TensorFlow {
  env(): { set(flag: string, value: boolean): void };
  setBackend(name: string): Promise<boolean>;
  tidy(work: () => Tensor): Tensor;
  tensor(values: Float32Array, shape: number[]): Tensor;
  matMul(one: Tensor, other: Tensor): Tensor;
  conv2d(image: Tensor, filter: Tensor, strides: number, pad: string): Tensor;
  relu(one: Tensor): Tensor;
  softmax(one: Tensor): Tensor;
}

const tensorFlow = (name: string, simd: boolean): Program => ({
  name,
  packages: ['@tensorflow/tfjs-core@4.22.0', '@tensorflow/tfjs-backend-wasm@4.22.0', '@tensorflow/tfjs-backend-cpu@4.22.0'],
  prepare(packages) {
    const next = numbers(9);
    const values = (length: number): Float32Array => Float32Array.from({ length }, () => next(2000) / 1000 - 1);
    const matrix = values(128 * 128);
    const image = values(32 * 32 * 8);
    const filter = values(3 * 3 * 8 * 16);
    return async () => {
      const tf = packages.require<TensorFlow>('@tensorflow/tfjs-core/dist/tf-core.node.js');
      packages.require('@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.node.js');
      tf.env().set('WASM_HAS_SIMD_SUPPORT', simd);
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
      await tf.setBackend('wasm');
      return async () => {
        const results = [
          tf.tidy(() => tf.softmax(tf.matMul(tf.tensor(matrix, [128, 128]), tf.tensor(matrix, [128, 128])))),
          tf.tidy(() => tf.relu(tf.conv2d(tf.tensor(image, [1, 32, 32, 8]), tf.tensor(filter, [3, 3, 8, 16]), 1, 'same'))),
        ];
        const data = await Promise.all(results.map((result) => result.data()));
        for (const result of results) result.dispose();
        return data;
      };
    };
  },
});

export const tensorFlowSimd = tensorFlow('tensorflow (simd)', true);
export const tensorFlowScalar = tensorFlow('tensorflow', false);

interface Codec {
  init(module: WebAssembly.Module): Promise<void>;
}

/** C with embind; the encoder uses SIMD. */
export const webp: Program = {
  name: 'webp (simd)',
  packages: ['@jsquash/webp@1.5.0'],
  prepare(packages) {
    const data = new Uint8ClampedArray(96 * 96 * 4).map((_, i) => i * i % 251);
    return async () => {
      const encoder = await packages.import<Codec & { default(image: object): Promise<ArrayBuffer> }>('@jsquash/webp/encode.js');
      const decoder = await packages.import<Codec & { default(bytes: ArrayBuffer): Promise<{ data: Uint8ClampedArray }> }>('@jsquash/webp/decode.js');
      const compiled = (path: string): WebAssembly.Module => new WebAssembly.Module(packages.bytes(path) as BufferSource);
      await encoder.init(compiled('@jsquash/webp/codec/enc/webp_enc_simd.wasm'));
      await decoder.init(compiled('@jsquash/webp/codec/dec/webp_dec.wasm'));
      // Pages have this class, node has not.
      Object.assign(globalThis, { ImageData: class { constructor(readonly data: Uint8ClampedArray, readonly width: number, readonly height: number) {} } });
      return async () => {
        const bytes = await encoder.default({ data, width: 96, height: 96 });
        return [new Uint8Array(bytes), (await decoder.default(bytes)).data];
      };
    };
  },
};

interface JpegXl {
  encode(pixels: Uint8Array, width: number, height: number, options: object): Uint8Array;
  decode(bytes: Uint8Array): { readonly data: Uint8Array };
}

/** Emscripten's embind: the encoder and the decoder are a module each. */
export const jpegXl: Program = {
  name: 'jpeg xl',
  packages: ['@jsquash/jxl@1.3.0'],
  prepare: (packages) => async () => {
    Object.assign(globalThis, { ImageData: class { constructor(readonly data: Uint8Array, readonly width: number, readonly height: number) {} } });
    const load = async (name: string): Promise<JpegXl> => {
      const { default: make } = await packages.import<{ default(options: object): Promise<JpegXl> }>(`@jsquash/jxl/codec/${name}.js`);
      return make({ wasmBinary: packages.bytes(`@jsquash/jxl/codec/${name}.wasm`) });
    };
    const [encoder, decoder] = [await load('enc/jxl_enc'), await load('dec/jxl_dec')];
    const pixels = Uint8Array.from({ length: 64 * 64 * 4 }, (_, i) => i * 7 + (i >> 8) * 3);
    const options = { effort: 7, quality: 75, progressive: false, epf: -1, lossyPalette: false, decodingSpeedTier: 0, photonNoiseIso: 0, lossyModular: false };
    return () => {
      const bytes = encoder.encode(pixels, 64, 64, options);
      return [Uint8Array.from(bytes), decoder.decode(bytes).data];
    };
  },
};
