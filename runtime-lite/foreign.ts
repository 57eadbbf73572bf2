/**
 * Memories that belong to the engine's own WebAssembly may grow without telling us: whenever the host has run, compiled code
 * must look at them again. The list stays empty unless such a memory is imported.
 */
const checks: Array<() => void> = [];

/** Adds a check to be made after the host has run; once is enough. */
export function watchForeign(check: () => void): void {
  if (!checks.includes(check)) checks.push(check);
}

/** To be called after each call of a host function and at the entry of each exported function. */
export function syncForeign(): void {
  for (let i = 0; i < checks.length; i++) checks[i]!();
}
