/** From output text to what it defines: the only place of the package that evaluates code. */

/**
 * The value of an output made with `{ format: 'iife', name: 'output' }`.
 * @throws EvalError where a content security policy forbids evaluation.
 */
export function evaluate<Output>(code: string): Output {
  return new Function(`${code}\nreturn output;`)() as Output;
}

/** A function of strict code that refers to nothing outside itself, from the text that `toString` gave for it. @throws EvalError likewise. */
export function evaluateFunction<Fn>(text: string): Fn {
  return new Function(`'use strict'; return (${text});`)() as Fn;
}
