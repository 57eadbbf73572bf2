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
  /** Where the oracle is what the machine's own compiler makes of it, because glue knows too little. */
  readonly host?: readonly Correction[];
}

const numbers = Array.from({ length: 3000 }, (_, i) => `${i + 1}\n`).join('');

/** A trap or abort() is a shell's 134; glue ends with 1 whatever it was. */
const ABORTED = [1, 134] as const;

export const programs: readonly Program[] = [
  {
    file: 'ends.c',
    runs: [
      ...['', 'exit', '_exit', '_Exit', 'negative'].map((how) => ({ args: [how] })),
      // Glue adds a newline.
      { args: ['stderr'], stderr: /^to stderr$/ },
      { args: ['abort'], status: ABORTED, stderr: /RuntimeError: (the program called abort\(\)|unreachable)\n/ },
      { args: ['divide'], status: ABORTED, stderr: /RuntimeError: integer divide by zero\n/ },
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
  {
    file: 'signals.c',
    runs: [{}],
    // Under glue no alarm comes before main is over.
    glue: [['again 0\nnanosleep 0 0 alarms 0', 'again 1\nnanosleep 0 0 alarms 1'], ['alarms 0', 'info 14 1\nalarms 1']],
    host: [['nanosleep -1 1 alarms 1', 'nanosleep 0 0 alarms 1']],
  },
  {
    file: 'tree.c',
    runs: [{}],
    host: [
      // glibc passes a directory once, and this libc keeps umask to itself.
      ['t/empty kind left level 1 base empty mode 40755', `t/dirlink kind left level 1 base dirlink mode 40755
t/dirlink/c.c kind file level 2 base c.c mode 100644
t/dirlink/link kind file level 2 base link mode 100644
t/dirlink/two kind left level 2 base two mode 40700
t/dirlink/two/.hidden kind file level 3 base .hidden mode 100644
t/dirlink/two/d.txt kind file level 3 base d.txt mode 100644
t/empty kind left level 1 base empty mode 40755`],
      ['t/private: 100600 1 links 1', 't/private: 100644 1 links 1'],
      ['open(long_name, O_CREAT | O_WRONLY, 0644): -1 File name too long', 'open(long_name, O_CREAT | O_WRONLY, 0644): -1 Filename too long'],
    ],
  },
  {
    file: 'calls.c',
    runs: [{}],
    // What this libc says in other words, keeps to itself (umask) or refuses (nice).
    host: [
      ['getcwd(b, 2): none Numerical result out of range', 'getcwd(b, 2): none Result not representable'],
      ['umask(022): 18 -', 'umask(022): 511 -'],
      ['nice(0): 0 -', 'nice(0): -1 Operation not permitted'],
      ['ttyname(f): none Inappropriate ioctl for device', 'ttyname(f): none Not a tty'],
    ],
  },
  { file: 'special.c', runs: [{}], host: [] },
  {
    file: 'streams.c',
    runs: [{}],
    // What musl's stdio does otherwise: the position after "a", errno of a failed putc, how much of a buffer is written, ftell beyond a long.
    host: [
      ['ftell(f) = 33\nfseek(f, 0, SEEK_SET) = 0', 'ftell(f) = 0\nfseek(f, 0, SEEK_SET) = 0'],
      ['errno == EBADF = 1', 'errno == EBADF = 0'],
      ['st.st_size = 37', 'st.st_size = 38'],
      ['ftell(f) = 5000000003', 'ftell(f) = -1'],
    ],
  },
  {
    file: 'std.cpp',
    flags: ['-std=c++17', '-fexceptions'],
    runs: [
      {},
      { args: ['exit'] },
      { args: ['terminate'], status: ABORTED, stderr: /the program called abort\(\)/ },
      { args: ['throw'], status: ABORTED, stderr: /uncaught C\+\+ exception of type St13runtime_error/ },
      { args: ['noexcept'], status: ABORTED, stderr: /abort\(\)/ },
    ],
    // The path "d/none/.." leads through a directory that does not exist.
    glue: [['"f"canonical: system 44 filesystem error: in canonical: No such file or directory ["d/none/.."] ["/"]', '"f"""\ncanonical: ok']],
  },
  { file: 'waits.c', flags: ['-sASYNCIFY', '-sEXPORTED_FUNCTIONS=_main,_malloc'], runs: [{}, { args: ['a', 'b'] }], glue: [] },
  // Glue forgets what a main returns that has slept.
  { file: 'waits.cpp', flags: ['-fexceptions', '-sASYNCIFY'], runs: [{ status: [0, 8] }], glue: [] },
  { file: 'undefined.c', flags: ['-fsanitize=undefined'], runs: [{}], glue: [] },
  {
    file: 'undefined.c',
    flags: ['-fsanitize=undefined', '-fsanitize-minimal-runtime'],
    // At -O3 glue takes different places for the same one.
    runs: [{ stderr: /^ubsan: add-overflow\nubsan: shift-out-of-bounds\nubsan: out-of-bounds\nubsan: float-cast-overflow\nubsan: load-invalid-value\n$/ }],
    glue: [],
  },
  { file: 'cxx.cpp', flags: ['-std=c++17', '-fexceptions'], runs: [{ stdin: 'a\nb\n' }, { args: ['terminate'], status: ABORTED, stderr: /^program: RuntimeError: the program ended by an uncaught C\+\+ exception of type i/ }], glue: [['No error information"/cxx/three.txt"', 'No error information"three.txt"']] },
];
