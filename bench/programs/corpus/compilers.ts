/** Compilers whose targets are virtual machines, and what reads machine code. */
import type { Program } from '../program.js';

const CONTRACT = `pragma solidity >=0.8;
contract Ledger {
  mapping(address => uint) public balance; event Added(uint amount); error TooMuch();
  function add(uint n) public returns (uint r) { unchecked { r = n * 3; } balance[msg.sender] += r; if (r > 9) revert TooMuch(); emit Added(r); }
}`;

/** C++ in one file with its module in it as text: the compiler of Solidity, with both of its code generators. */
export const solidity: Program = {
  name: 'solidity',
  packages: ['solc@0.8.37'],
  slow: true,
  prepare: (packages) => () => {
    const { version, compile } = packages.require<{ version(): string; compile(input: string): string }>('solc');
    const input = (content: string, viaIR: boolean): string => JSON.stringify({
      language: 'Solidity', sources: { 'a.sol': { content } },
      settings: { optimizer: { enabled: true, runs: 200 }, viaIR, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.gasEstimates', 'storageLayout'] } } },
    });
    return () => [version(), compile(input(CONTRACT, false)), compile(input(CONTRACT, true)), compile(input('contract X { function f() { y; } ', false)), compile('no JSON')];
  },
};

const SCRIPT = `export function fib(n: i32): i32 { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
export function look(key: string): i32 { const all = new Map<string, i32>(); all.set(key, key.length); return all.get(key) + [3, 1, 2].sort().indexOf(3); }`;

interface Asc {
  main(args: string[], host: object): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

/** A compiler in JavaScript that makes every node of its output by a call of Binaryen, which then optimises. */
export const assemblyScript: Program = {
  name: 'assemblyscript',
  packages: ['assemblyscript@0.28.20'],
  slow: true,
  prepare: (packages) => async () => {
    const asc = await packages.import<{ default: Asc }>('assemblyscript/dist/asc.js');
    const sources: Record<string, string> = { 'a.ts': SCRIPT, 'b.ts': 'export const x: i32 = "s"; nothing();' };
    return async () => {
      const told: unknown[] = [];
      for (const name of Object.keys(sources)) {
        const files: Record<string, unknown> = {};
        const { error, stderr } = await asc.default.main([name, '-O3', '--textFile', 'o.wat', '--outFile', 'o.wasm', '--bindings', 'esm'], {
          readFile: (path: string) => sources[path] ?? null,
          writeFile: (path: string, content: unknown) => void (files[path] = content),
          listFiles: () => [],
        });
        told.push(error?.message, stderr.toString(), files);
      }
      return told;
    };
  },
};

interface Disassembler {
  setOption(option: number, value: number): void;
  disasm(code: Uint8Array, options: object): unknown;
  close(): void;
}

const KINDS = ['X86 64', 'X86 16', 'ARM ARM', 'ARM THUMB', 'ARM64 ARM', 'RISCV RISCV64', 'WASM LITTLE_ENDIAN', 'EVM LITTLE_ENDIAN', 'MOS65XX MOS65XX_6502', 'BPF BPF_EXTENDED'];

/** C: machine code of several processors. */
export const capstone: Program = {
  name: 'capstone',
  packages: ['capstone-wasm@1.0.3'],
  prepare: (packages) => async () => {
    const { loadCapstone, Capstone, Const } = packages.require<{ loadCapstone(): Promise<void>; Capstone: new (processor: number, mode: number) => Disassembler; Const: Record<string, number> }>('capstone-wasm');
    await loadCapstone();
    const code = Uint8Array.from({ length: 64 }, (_, i) => i * 37 + 11);
    const kinds = KINDS.map((kind) => kind.split(' '));
    return () => kinds.map(([processor, mode]) => {
      const program = new Capstone(Const[`CS_ARCH_${processor}`]!, Const[`CS_MODE_${mode}`]!);
      program.setOption(Const['CS_OPT_DETAIL']!, Const['CS_OPT_ON']!);
      program.setOption(Const['CS_OPT_SKIPDATA']!, Const['CS_OPT_ON']!);
      const told = JSON.stringify(program.disasm(code, { address: 0x1000 }), (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
      program.close();
      return told;
    });
  },
};
