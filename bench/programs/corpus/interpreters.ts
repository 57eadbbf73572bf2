/** Interpreters that Emscripten built: Python twice, jq. */
import type { Program } from '../program.js';

const SMALL_SCRIPT = `
import json, re, math
class A:
    def __init__(self, n): self.n = n
    def __mul__(self, other): return A(self.n * other.n)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(17), (A(6) * A(7)).n, 2 ** 200, json.dumps({'a': [1, 2.5, None, True]}), re.match('(a+)b', 'aaab').group(1), math.sqrt(2))
try:
    1 / 0
except ZeroDivisionError as error:
    print('caught', error)
print(sorted([str(i * 7919 % 101) for i in range(40)]), sum(x * x for x in range(3000)))
words = {}
for i in range(4000):
    key = 'k%d' % (i * 7919 % 251)
    words[key] = words.get(key, 0) + i
print(sorted(words.items())[:5])
`;

export const micropython: Program = {
  name: 'micropython',
  packages: ['@micropython/micropython-webassembly-pyscript@1.27.0'],
  prepare: (packages) => async () => {
    const { loadMicroPython } = await packages.import<{ loadMicroPython(options: object): Promise<{ runPython(code: string): void }> }>(
      '@micropython/micropython-webassembly-pyscript/micropython.mjs');
    let printed: string[] = [];
    const python = await loadMicroPython({ stdout: (line: string) => void printed.push(line), linebuffer: true });
    return () => {
      printed = [];
      python.runPython(SMALL_SCRIPT);
      return printed.join('\n');
    };
  },
};

const SCRIPT = `
import collections, decimal, hashlib, json, math, random, re, statistics, textwrap
random.seed(5)
decimal.getcontext().prec = 60
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def guarded(n):
    try:
        return [][n]
    except IndexError as error:
        return type(error).__name__
repr([
    fib(18), decimal.Decimal(2).sqrt(), hashlib.sha256(b'abc' * 1000).hexdigest(), re.sub('(a)(b+)', r'\\\\2\\\\1', 'xabbab'), guarded(3),
    json.loads(json.dumps({'k': [1, 2.5, {'n': None}]})), 2 ** 300 % 1000007, random.random(), collections.Counter('mississippi').most_common(2),
    statistics.stdev([math.sin(i) for i in range(200)]), textwrap.fill('lorem ipsum ' * 9, 30), sorted({str(i * 7919 % 101) for i in range(300)})[:9],
])
`;

export const pyodide: Program = {
  name: 'pyodide',
  packages: ['pyodide@314.0.7'],
  slow: true,
  prepare: (packages) => async () => {
    const { loadPyodide } = await packages.import<{ loadPyodide(): Promise<{ runPython(code: string): string }> }>('pyodide/pyodide.mjs');
    const python = await loadPyodide();
    return () => python.runPython(SCRIPT);
  },
};

interface Jq {
  raw(input: string, filter: string): string;
}

export const jq: Program = {
  name: 'jq',
  packages: ['jq-web@0.6.2'],
  prepare(packages) {
    const items = Array.from({ length: 300 }, (_, i) => ({ id: i, name: `n${(i * 7919) % 101}`, value: i / 7, tags: ['a', 'b', 'c'].slice(i % 3) }));
    const input = JSON.stringify({ items, text: 'aXbXc' });
    const filter = '(.items | group_by(.name) | map({name: .[0].name, sum: (map(.value) | add), tags: (map(.tags[]) | unique)}) | sort_by(.sum) | .[-3:]), '
      + '(.text | gsub("X"; "-") | ascii_downcase | @base64), ([limit(5; range(100; 0; -7))] | join(",")), (try error("caught") catch .), ([.items[].value] | add | floor | tostring | test("^[0-9]+$"))';
    return async () => {
      const program = await packages.require<Promise<Jq>>('jq-web/jq.js');
      return () => program.raw(input, filter);
    };
  },
};
