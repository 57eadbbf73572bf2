/** The plain script that an engine runs for one round: the compiled module, the engine's own WebAssembly where it has one, and the driver. */
import { drive, repeat, show, type Outcome, type Task } from './driver.js';

/** Name of the global that the compiled module defines. */
export const GLOBAL = 'wasm2js_aot_bench';
export const OURS = 'compiled';
export const NATIVE = 'native';
const MARK = '@bench ';

/** Text as a string literal in ASCII. */
const literal = (text: string): string => JSON.stringify(text).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const numberText = (value: number | bigint): string => (typeof value === 'bigint' ? `BigInt("${value}")` : Object.is(value, -0) ? '-0' : String(value));

/** `code` is an iife that defines {@link GLOBAL}; `module` is undefined where native WebAssembly cannot be compared. */
export function script(code: string, module: Uint8Array | undefined, task: Task): string {
  const bytes = module && literal(Buffer.from(module).toString('latin1'));
  return `${code}
(function () {
  var write = typeof print === "function" ? print : function (text) { console.log(text); };
  var now = typeof performance === "object" ? function () { return performance.now(); } : typeof preciseTime === "function" ? function () { return preciseTime() * 1000; } : Date.now;
  ${show.toString()}
  ${drive.toString()}
  var contenders = [{ name: "${OURS}", instantiate: function () { return ${GLOBAL}.instantiate().exports; }, repeat: ${repeat.toString()} }];
  ${bytes === undefined ? '' : `if (typeof WebAssembly === "object") {
    var text = ${bytes};
    var bytes = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    if (WebAssembly.validate(bytes)) contenders.push({ name: "${NATIVE}", instantiate: function () { return new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports; }, repeat: ${repeat.toString()} });
  }`}
  write("${MARK}" + JSON.stringify(drive(contenders, { name: ${literal(task.name)}, args: [${task.args.map(numberText).join(', ')}], milliseconds: ${task.milliseconds} }, now)));
})();
`;
}

/** What the driver wrote, whatever else the module and the engine did. */
export function outcomesIn(output: string): Outcome[] | undefined {
  const line = output.split('\n').find((text) => text.startsWith(MARK));
  return line === undefined ? undefined : JSON.parse(line.slice(MARK.length)) as Outcome[];
}
