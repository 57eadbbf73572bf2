/** `NATIVE_PROGRAM=module.wasm node run-native.js args...`: the program on the engine's own WebAssembly, as if it were an output. */
import { startIfMain } from '../../abi/host/program.js';
import { nativeProgram } from './native-program.js';

const file = process.env.NATIVE_PROGRAM;
if (file === undefined) throw new Error('NATIVE_PROGRAM names no module');
startIfMain(await nativeProgram(file, import.meta.url));
