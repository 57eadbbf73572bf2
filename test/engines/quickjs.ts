/** Runs a plain script in QuickJS: `node quickjs.js <entry of quickjs-emscripten> <script>`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface Handle { dispose(): void }
interface Context {
  readonly global: Handle;
  newFunction(name: string, body: (...args: Handle[]) => void): Handle;
  setProp(object: Handle, name: string, value: Handle): void;
  getString(value: Handle): string;
  dump(value: Handle): unknown;
  evalCode(code: string, file: string): { error?: Handle };
}

const [entry, script] = process.argv.slice(2) as [string, string];
const { getQuickJS } = createRequire(import.meta.url)(entry) as { getQuickJS(): Promise<{ newContext(): Context & { runtime: { setMaxStackSize(bytes: number): void } } }> };
const context = (await getQuickJS()).newContext();
context.runtime.setMaxStackSize(256 * 1024);
const print = context.newFunction('print', (text) => console.log(context.getString(text)));
context.setProp(context.global, 'print', print);
const { error } = context.evalCode(readFileSync(script, 'utf8'), script);
if (error) {
  console.error(context.dump(error));
  process.exit(1);
}
process.exit(0);
