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

/** Functions that a module imports, by the names of module and import. */
export type Imports = readonly { readonly module: string; readonly name: string }[];

/** An import in the words of messages. */
export const nameOf = ({ module, name }: Imports[number]): string => `${JSON.stringify(module)}.${JSON.stringify(name)}`;

/** A statement that gives the object `nobody` a function which notes that it was called, and throws. */
const lack = (it: Imports[number]): string => `put(${literal(it.module)}, ${literal(it.name)}, ${literal(nameOf(it))});`;

/**
 * `code` is an iife that defines {@link GLOBAL}, and has what it imports unless `provided` is false; `module` is undefined where native
 * WebAssembly cannot be compared. Functions of `imports` that nobody provides may be imported as long as they are not called.
 */
export function script(code: string, module: Uint8Array | undefined, imports: Imports, provided: boolean, task: Task): string {
  const bytes = module && literal(Buffer.from(module).toString('latin1'));
  return `${code}
(function () {
  var write = typeof print === "function" ? print : function (text) { console.log(text); };
  var now = typeof performance === "object" ? function () { return performance.now(); } : typeof preciseTime === "function" ? function () { return preciseTime() * 1000; } : Date.now;
  ${show.toString()}
  ${drive.toString()}
  var called, nobody = Object.create(null);
  function put(module, name, it) { (nobody[module] = nobody[module] || Object.create(null))[name] = function () { called = it; throw new Error("import " + it); }; }
  function lacking() { var it = called; called = undefined; return it; }
  ${imports.map(lack).join('\n  ')}
  var contenders = [{ name: "${OURS}", lacking: lacking, instantiate: function () { return ${GLOBAL}.instantiate(${provided ? '' : 'nobody'}).exports; }, repeat: ${repeat.toString()} }];
  ${bytes === undefined ? '' : `if (typeof WebAssembly === "object") {
    var text = ${bytes};
    var bytes = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    if (WebAssembly.validate(bytes)) contenders.push({ name: "${NATIVE}", lacking: lacking, instantiate: function () { return new WebAssembly.Instance(new WebAssembly.Module(bytes), nobody).exports; }, repeat: ${repeat.toString()} });
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
