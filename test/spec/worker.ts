/** A child process of the pool. */
import { chosen, type Choice } from './implementation.js';
import { Runner } from './modules.js';
import type { Reply } from './pool.js';
import type { FileResult } from './script.js';

const send = (reply: Reply): void => { process.send!(reply); };
const implementation = await chosen(JSON.parse(process.argv[2]!) as Choice);
const runner = new Runner(implementation);
process.on('message', (path: string) => send({ result: resultOf(path) }));
process.on('disconnect', () => process.exit());
send({ name: implementation.name });

function resultOf(path: string): FileResult {
  try {
    return runner.runFile(path);
  } catch (error) {
    return { passed: {}, failures: [{ id: '0 file', message: String((error as Error)?.stack ?? error) }], skipped: {} };
  }
}
