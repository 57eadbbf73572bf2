/** The names that descriptors give to value types (JS API, ToValueType), and the keys of runtime-lite for them. */
import { typeName } from '../../runtime-lite/type-key.js';

/** As the keys of compiled modules spell them: see runtime-lite/type-key. */
const keys: ReadonlyMap<string, string> = new Map([
  ['i32', 'i'], ['i64', 'l'], ['f32', 'f'], ['f64', 'd'], ['v128', 'v'],
  ['anyfunc', 'F'], ['funcref', 'F'], ['externref', 'X'], ['exnref', 'E'],
  ['anyref', 'A'], ['eqref', 'A;?eq any'], ['i31ref', 'A;?i31 eq any'], ['structref', 'A;?struct eq any'], ['arrayref', 'A;?array eq any'],
]);

/** @throws TypeError for what converts to the name of no type. */
export function valueType(value: unknown, where: string): string {
  const name = `${value as string}`;
  const key = keys.get(name);
  if (key === undefined) throw new TypeError(`${where}: ${JSON.stringify(name)} is not a value type`);
  return key;
}

/** @throws TypeError also for what tables cannot hold. */
export function elementType(value: unknown, where: string): string {
  const key = valueType(value, where);
  if (!'FXA'.includes(key[0]!)) throw new TypeError(`${where}: ${JSON.stringify(String(value))} is not a type of table elements`);
  return key;
}

/** DefaultValue, as a value of JavaScript. */
export function defaultValue(key: string): unknown {
  return key === 'X' ? undefined : key === 'l' ? BigInt(0) : 'ifd'.includes(key) ? 0 : null;
}

const abstractNames: ReadonlyMap<string, string> = new Map([...keys].filter(([name]) => name !== 'anyfunc').map(([name, key]) => [key, name]));

/** The name of a type: 'funcref' rather than 'anyfunc'. */
export function nameOfType(key: string): string {
  return abstractNames.get(key) ?? typeName(key);
}

/** As the compiler writes it in a signature key: its letter, unless that is not all there is to it. */
function textOf(key: string): string {
  if ('ilfdvFX'.includes(key)) return key;
  return `?(${key.length === 1 ? (key === 'A' ? 'any' : 'exn') : key.slice(3).split(' ')[0]})`;
}

/** The key of the signature with these types. */
export function signatureKey(params: readonly string[], results: readonly string[]): string {
  const letters = (types: readonly string[]): string => types.map((type) => type[0]).join('');
  const texts = (types: readonly string[]): string => types.map(textOf).join('');
  const [plain, text] = [letters, texts].map((spell) => `${spell(params)}:${spell(results)}`) as [string, string];
  return plain === text ? plain : `${plain};${text}`;
}

/** The keys, as compiled code gives them to conversions, unless their letters say it all. */
export function keysBeyondLetters(types: readonly string[]): string[] | undefined {
  return types.some((key) => key.length > 1) ? types.map((key) => key.split(' ')[0]!) : undefined;
}
