/** From output text to a function: the only place of the package that evaluates code. */
import { sharedRuntime } from './shared.js';

/** `instantiate` of an output module. */
export type Instantiate = (imports: unknown) => { exports: Record<string, unknown> };

/**
 * Runs an output made with `{ format: 'iife', name: 'output', runtime: 'shared' }`; its runtime classes come from
 * this realm, so that objects of different instances know each other.
 * @throws EvalError where a content security policy forbids evaluation.
 */
export function evaluate(code: string): Instantiate {
  const output = new Function('shared', `${code}\nreturn output;`)(sharedRuntime) as { instantiate: Instantiate };
  return output.instantiate;
}
