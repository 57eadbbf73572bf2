/** Runs one plain script on an engine and reads the result that it prints. */
import { spawn } from 'node:child_process';
import type { FileResult } from '../../spec/script.js';
import type { Engine } from '../find.js';

export interface Outcome {
  readonly result: FileResult | undefined;
  /** How the engine ended, where there is no result. */
  readonly error: string;
}

export function runOn({ command: [program, ...args] }: Engine, script: string, seconds: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program!, [...args, script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '', errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { errors = (errors + text).slice(-1000); });
    const timer = setTimeout(() => {
      errors += `stopped after ${seconds} s`;
      child.kill();
    }, seconds * 1000);
    child.on('error', (error) => { errors += error.message; });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const line = output.split('\n').find((text) => text.startsWith('@@'));
      resolve({
        result: line === undefined ? undefined : JSON.parse(line.slice(2)) as FileResult,
        error: `ended with ${signal ?? `code ${code}`}: ${errors.trim() || output.slice(-300)}`,
      });
    });
  });
}
