/** This package for a harness that asks for `instantiate`, `compile`, `validate` and the namespace that classes come from. */
import { WebAssembly } from '../../compiler/webassembly/index.js';

type Bytes = Uint8Array<ArrayBuffer>;
type Module = InstanceType<typeof WebAssembly.Module>;

const compile = (bytes: Bytes): Module => new WebAssembly.Module(bytes);

export default {
  name: 'wasm2js-aot',
  WebAssembly,
  compile,
  validate: (bytes: Bytes): boolean => WebAssembly.validate(bytes),
  instantiate: (source: Module | Bytes, imports: object): InstanceType<typeof WebAssembly.Instance> =>
    new WebAssembly.Instance(source instanceof WebAssembly.Module ? source : compile(source), imports),
};
