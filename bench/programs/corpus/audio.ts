/** Sound. */
import type { Program } from '../program.js';

interface Encoder {
  configure(options: object): void;
  encode(channels: readonly Float32Array[]): Uint8Array;
  finalize(): Uint8Array;
}

interface Decoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): { channelData: Float32Array[]; samplesDecoded: number; sampleRate: number; errors: unknown[] };
  reset(): Promise<void>;
}

const tone = (pitch: number): Float32Array => Float32Array.from({ length: 44100 }, (_, i) => Math.sin((i / 20) * pitch) / 2 + Math.sin(i / 3.7) / 10);

/** A second of sound through LAME and mpg123, which is text in a JavaScript file and makes an instance for each file. */
export const mp3: Program = {
  name: 'mp3',
  packages: ['wasm-media-encoders@0.7.0', 'mpg123-decoder@1.0.3'],
  prepare: (packages) => {
    const sound = [tone(1), tone(2)];
    return async () => {
      const { createEncoder } = packages.require<{ createEncoder(type: string, wasm: Uint8Array): Promise<Encoder> }>('wasm-media-encoders');
      const encoder = await createEncoder('audio/mpeg', packages.bytes('wasm-media-encoders/wasm/mp3.wasm'));
      const { MPEGDecoder } = await packages.import<{ MPEGDecoder: new () => Decoder }>('mpg123-decoder/index.js');
      const decoder = new MPEGDecoder();
      await decoder.ready;
      return async () => {
        const told: unknown[] = [];
        for (const options of [{ bitrate: 128 }, { vbrQuality: 4 }]) {
          encoder.configure({ sampleRate: 44100, channels: 2, ...options });
          const file = Buffer.concat([encoder.encode(sound).slice(), encoder.finalize().slice()]);
          told.push(file, decoder.decode(file));
          await decoder.reset();
        }
        return told;
      };
    };
  },
};

/** eSpeak: text becomes phonemes, with the voices that the module carries. */
export const speech: Program = {
  name: 'espeak',
  packages: ['espeak-ng@1.0.2'],
  slow: true,
  prepare: (packages) => async () => {
    type Speech = (options: { arguments: string[] }) => Promise<{ FS: { readFile(path: string, options: object): string } }>;
    const { default: start } = await packages.import<{ default: Speech }>('espeak-ng/dist/espeak-ng.js');
    return async () => {
      const program = await start({ arguments: ['--phonout', 'said', '--sep= ', '-q', '-b=1', '--ipa=3', '-v', 'en-us', 'Hello world, this is a test of twenty three words.'] });
      return program.FS.readFile('said', { encoding: 'utf8' });
    };
  },
};
