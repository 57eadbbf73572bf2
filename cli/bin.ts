#!/usr/bin/env node
import { startCompiler } from './compile.js';

/** First arguments of command lines that need the compiler perhaps later, or never. */
const LATER: ReadonlySet<string | undefined> = new Set([undefined, 'run', 'bench', 'completion', '--help', '--version']);

const argv = process.argv.slice(2);
// It loads while the arguments are read.
if (!LATER.has(argv[0])) startCompiler();
const { main } = await import('./main.js');
await main(argv);
