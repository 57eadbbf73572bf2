/** Child processes that measure: their output, or why there is none. */
import { spawn } from 'node:child_process';

export interface Ended {
  readonly stdout: string;
  /** In milliseconds, from start to end of the process. */
  readonly time: number;
  /** Why the process gave nothing, in a few words. */
  readonly failure: string | undefined;
}

/** Runs a command to its end, or ends it when `limit` milliseconds have passed. */
export function run(command: readonly string[], limit: number): Promise<Ended> {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limit);
    const end = (failure: string | undefined): void => {
      clearTimeout(timer);
      resolve({ stdout, time: performance.now() - started, failure });
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr = (stderr + text).slice(0, 10_000); });
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => {
      if (late) end(`no result within ${Math.round(limit / 1000)} s`);
      else end(code === 0 ? undefined : firstLine(stderr) || `ended with ${signal ?? `code ${code}`}`);
    });
  });
}

const firstLine = (text: string): string => (text.split('\n').find((line) => /error/i.test(line)) ?? text.split('\n')[0] ?? '').trim().slice(0, 200);
