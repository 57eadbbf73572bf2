/** The programs beside this file: how each is built and run, and which lines of the oracles are wrong. */

/** A line that an oracle prints, and what belongs there. */
export type Correction = readonly [theirs: string, ours: string];

export interface Run {
  readonly args?: readonly string[];
  readonly stdin?: string;
  /** Where the oracle ends in another way. */
  readonly status?: readonly [theirs: number, ours: number];
  /** How a program that is aborted says so. */
  readonly stderr?: RegExp;
}

export interface Program {
  readonly file: string;
  readonly flags?: readonly string[];
  readonly runs: readonly Run[];
  /** Under node:wasi, and under Emscripten's glue with its files in memory; undefined where it is not built for these. */
  readonly wasi?: readonly Correction[];
  readonly glue?: readonly Correction[];
}

const numbers = Array.from({ length: 3000 }, (_, i) => `${i + 1}\n`).join('');

/** A trap or abort() is a shell's 134; glue ends with 1 whatever it was. */
const ABORTED = [1, 134] as const;

export const programs: readonly Program[] = [
  {
    file: 'ends.c',
    runs: [
      ...['', 'exit', '_exit', '_Exit', 'null', 'negative'].map((how) => ({ args: [how] })),
      // Glue adds a newline.
      { args: ['stderr'], stderr: /^to stderr$/ },
      { args: ['abort'], status: ABORTED, stderr: /RuntimeError: (the program called abort\(\)|unreachable)\n/ },
      { args: ['trap'], status: ABORTED, stderr: /RuntimeError: unreachable\n/ },
      { args: ['assert'], status: ABORTED, stderr: /^Assertion failed: argc == 99 \(\S*ends\.c: ?\d+, main\)\n|^Assertion failed: argc == 99 \(\S*ends\.c: main: \d+\)\n/ },
      { args: ['deep'], status: ABORTED, stderr: /RuntimeError: out of bounds memory access\n/ },
    ],
    wasi: [],
    glue: [],
  },
  {
    file: 'files.c',
    runs: [{}],
    wasi: [
      ['mtime 1500000000 0', 'mtime 1500000000 987'],
      ['read(dfd, b, 1): -1 Bad file descriptor', 'read(dfd, b, 1): -1 Is a directory'],
      // Without the two that lead to the directory and the one above.
      ['entries 302', 'entries 304'],
      ['again 302', 'again 304'],
    ],
    glue: [
      ['readlink("t/link", b, 64): 4 -\n[/t/f]', 'readlink("t/link", b, 64): 1 -\n[f]'],
      ['mtime 1500000000 0', 'mtime 1500000000 987'],
      ['open("t/f/x", O_RDONLY): -1 No such file or directory', 'open("t/f/x", O_RDONLY): -1 Not a directory'],
    ],
  },
  {
    file: 'input.c',
    runs: [{ stdin: `12\n 34 word\nxyz rest\nA${numbers}` }],
    wasi: [],
    // A pipe is no terminal, and a descriptor that is not open has an event to report.
    glue: [['tty 1 No error information', 'tty 0 Not a tty'], ['poll 1 1 0', 'poll 2 1 20']],
  },
  { file: 'text.c', runs: [{ args: ['plain', '', 'two words', 'é €', '\u{1f600}'] }], wasi: [], glue: [] },
  {
    file: 'times.c',
    runs: [{}],
    wasi: [],
    glue: [
      ['  later 988820496 100-4-2 16 wday 3 yday 121', '  later 988820496 101-4-2 16 wday 3 yday 121'],
      ['  later 1759412000 124-9-2 13 wday 4 yday 274', '  later 1759412000 125-9-2 13 wday 4 yday 274'],
      ['  later 1748753199 124-5-1 4 wday 0 yday 151', '  later 1748753199 125-5-1 4 wday 0 yday 151'],
      ['  later 1748753200 124-5-1 4 wday 0 yday 151', '  later 1748753200 125-5-1 4 wday 0 yday 151'],
      ['  later 1767246399 124-0-1 5 wday 4 yday 0', '  later 1767246399 126-0-1 5 wday 4 yday 0'],
      ['  later -63093600 66-0-1 18 wday 1 yday 0', '  later -63093600 68-0-1 18 wday 1 yday 0'],
      ['0-0-0 0:0:0 0 null', '124-1-29 23:59:58 59 '],
      // Its environment is the one that was given.
      ['HOME 1, A -', 'HOME 0, A -'],
    ],
  },
  {
    file: 'jumps.c',
    runs: [{}],
    // Glue has the host's shell; here is none.
    glue: [['system 1', 'system 0']],
  },
  { file: 'cxx.cpp', flags: ['-std=c++17', '-fexceptions'], runs: [{ stdin: 'a\nb\n' }, { args: ['terminate'], status: ABORTED, stderr: /^program: RuntimeError: the program ended by an uncaught C\+\+ exception of type i/ }], glue: [['No error information"/cxx/three.txt"', 'No error information"three.txt"']] },
];
