/** Interpreters of scripting languages: Ruby, PHP, Lua, Perl. */
import type { Program } from '../program.js';
import { wasi } from './shim.js';

interface RubyVM {
  addToImports(imports: object): void;
  setInstance(instance: object): Promise<void>;
  initialize(): void;
  eval(code: string): { toString(): string };
}

const RUBY = `
def fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
r = [fib(15), 2 ** 200, "h\\u00e9llo".upcase, [3, 1, 2].sort.map { |x| x * x }, {a: 1}.to_s, "a-b_c".gsub(/[-_](.)/) { $1.upcase }, Rational(3, 4) + 1]
begin; Integer("x"); rescue ArgumentError => e; r << e.message; end
f = Fiber.new { 3.times { |i| Fiber.yield i }; :done }
r << [f.resume, f.resume, f.resume, f.resume] << catch(:x) { 10.times { |i| throw :x, i if i == 7 } }
r << Struct.new(:a, :b).new(1, 2).to_a << "%05.2f|%x" % [3.14159, 255] << (1..Float::INFINITY).lazy.select(&:even?).first(4)
puts "printed"
r.inspect
`;

/** wasi-libc, a reactor; setjmp and fibers by Asyncify. */
export const ruby: Program = {
  name: 'ruby',
  packages: ['@ruby/3.4-wasm-wasi@2.10.1', '@ruby/wasm-wasi@2.10.1', '@bjorn3/browser_wasi_shim@0.4.2'],
  slow: true,
  prepare: (packages) => async () => {
    const { RubyVM } = packages.require<{ RubyVM: new () => RubyVM }>('@ruby/wasm-wasi/dist/cjs/index.js');
    const { imports, printed, initialize } = await wasi(packages, []);
    const vm = new RubyVM();
    vm.addToImports(imports);
    const { instance } = await WebAssembly.instantiate(packages.bytes('@ruby/3.4-wasm-wasi/dist/ruby.wasm') as BufferSource, imports);
    await vm.setInstance(instance);
    initialize(instance);
    vm.initialize();
    return () => {
      printed.length = 0;
      const refused = ((): string => { try { vm.eval('raise "boom"'); return ''; } catch (error) { return (error as Error).message.split('\n')[0]!; } })();
      return [vm.eval(RUBY).toString(), ...printed, refused];
    };
  },
};

interface Php {
  addEventListener(type: string, listener: (event: { detail: string[] }) => void): void;
  run(code: string): Promise<number>;
  refresh(): Promise<unknown>;
}

const PHP = `<?php
$fib = function ($n) use (&$fib) { return $n < 2 ? $n : $fib($n - 1) + $fib($n - 2); };
echo $fib(16), ' ', json_encode(['a' => [1, 2.5, null], 'b' => "\\u{fc}"]), ' ', preg_replace_callback('/([a-z])([0-9])/', fn($m) => $m[2] . $m[1], 'a1 b2'), ' ', md5('x'), ' ', crc32('abc'), "\\n";
$a = range(1, 200); usort($a, fn($x, $y) => ($y * 7919 % 211) <=> ($x * 7919 % 211)); echo implode(',', array_slice($a, 0, 10)), "\\n";
try { intdiv(1, 0); } catch (DivisionByZeroError $e) { echo get_class($e), ': ', $e->getMessage(), "\\n"; }
$gen = (function () { for ($i = 0; $i < 3; $i++) { $x = yield $i; echo "got $x\\n"; } return 9; })(); foreach ($gen as $k => $v) echo "$k=>$v "; echo $gen->getReturn(), "\\n";
printf("%05.2f|%s|%b|%e\\n", 3.14159, PHP_INT_MAX, 10, 12345.678);
echo serialize(new ArrayObject([1, 2])), ' ', str_pad(number_format(1234567.891, 2), 15, '*'), ' ', hash('sha256', 'abc'), "\\n";
`;

export const php: Program = {
  name: 'php',
  packages: ['php-wasm@0.1.0'],
  slow: true,
  prepare: (packages) => async () => {
    const { PhpNode } = await packages.import<{ PhpNode: new () => Php }>('php-wasm/PhpNode.mjs');
    const program = new PhpNode();
    let printed: string[] = [];
    for (const type of ['output', 'error']) program.addEventListener(type, ({ detail }) => void printed.push(type, ...detail));
    return async () => {
      printed = [];
      const code = await program.run(PHP);
      return [String(code), ...printed];
    };
  },
};

interface Lua {
  global: { set(name: string, value: unknown): void };
  doString(code: string): Promise<unknown>;
}

const LUA = `
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
local t = {} for i = 1, 2000 do t[i] = (i * 7919) % 1009 end table.sort(t)
local ok, err = pcall(function() error({code = 42}) end)
local co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i * i) end end)
return string.format("%d %s %s %d %d,%d,%d %s %.14g %d", fib(16), table.concat(t, ",", 1, 9), tostring(ok), err.code, co(), co(), co(), ("hello world"):gsub("o", "0"), math.pi ^ 3, sum(3, 4) // 1 | 0)
  .. (1 << 62) .. (7 // 2) .. string.pack(">i8", 1 << 40):byte(3)
`;

export const lua: Program = {
  name: 'lua',
  packages: ['wasmoon@1.16.0'],
  prepare: (packages) => async () => {
    const { LuaFactory } = packages.require<{ LuaFactory: new () => { createEngine(): Promise<Lua> } }>('wasmoon/dist/index.js');
    const engine = await new LuaFactory().createEngine();
    engine.global.set('sum', (x: number, y: number) => x + y);
    return async () => [await engine.doString(LUA), await engine.doString('local x = nil; x.y = 1').catch((error: Error) => error.message)];
  },
};

interface Perl {
  eval(code: string): Promise<{ readonly success: boolean }>;
  flush(): Promise<void> | void;
}

const PERL = String.raw`
my %count; $count{"w" . ($_ * 7919 % 101)}++ for 1 .. 5000;
print join(",", map { "$_=$count{$_}" } (sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count)[0 .. 9]), "\n";
my $text = "abc" x 100; (my $swapped = $text) =~ s/(b)(c)/$2$1/g;
print length $swapped, " ", substr($swapped, 0, 9), " ", sprintf("%.10g %e", 2 ** 0.5, 1e100 / 3), "\n";
print join(" ", sort { $a <=> $b } map { hex } qw(ff 10 a)), "\n";
eval { die "x\n" }; print "caught $@"; local $_ = "tr"; tr/a-y/b-z/; print "$_\n";
my $f = sub { my $n = shift; $n < 2 ? $n : __SUB__->($n - 1) + __SUB__->($n - 2) }; use feature "current_sub"; print join("|", unpack("A2 n C", pack("A2 n C", "hi", 513, 7))), "\n";
`;

/** Perl for WASI, with calls of JavaScript by Asyncify. */
export const perl: Program = {
  name: 'perl',
  packages: ['@6over3/zeroperl-ts@1.0.10'],
  slow: true,
  prepare: (packages) => async () => {
    const { ZeroPerl } = await packages.import<{ ZeroPerl: { create(options: object): Promise<Perl> } }>('@6over3/zeroperl-ts/dist/esm/index.js');
    let printed = '';
    const print = (text: string | Uint8Array): void => { printed += typeof text === 'string' ? text : new TextDecoder().decode(text); };
    const interpreter = await ZeroPerl.create({ stdout: print, stderr: print });
    return async () => {
      printed = '';
      const { success } = await interpreter.eval(PERL);
      await interpreter.flush();
      return [success, printed];
    };
  },
};
