/**
 * What is to be looked at whenever the host has run. Memories that belong to the engine's own WebAssembly may grow without telling us, and views
 * of a memory become constants again once it has stopped growing. Otherwise the list is empty.
 */
const checks: Array<() => void> = [];

/** Adds a check to be made when the host has run; once is enough. */
export function watchForeign(check: () => void): void {
  if (!checks.includes(check)) checks.push(check);
}

/** How many follow their memory by each check. */
const followers = new Map<() => void, number>();
let forgotten: FinalizationRegistry<() => void> | undefined;

function leave(check: () => void): void {
  const left = followers.get(check)! - 1;
  if (left > 0) {
    followers.set(check, left);
    return;
  }
  followers.delete(check);
  unwatch(check);
}

/**
 * Adds a check for as long as there is the follower; undefined where it cannot be known. The check keeps the memory, and its buffer: what the memory
 * keeps follows for good.
 */
export function followForeign<T extends object>(follower: T, check: () => void): WeakRef<T> | undefined {
  watchForeign(check);
  if (typeof FinalizationRegistry !== 'function') return undefined;
  forgotten ??= new FinalizationRegistry(leave);
  followers.set(check, (followers.get(check) ?? 0) + 1);
  forgotten.register(follower, check);
  return new WeakRef(follower);
}

/** Takes a check away, which may be the one that is being made. */
export function unwatch(check: () => void): void {
  const index = checks.indexOf(check);
  if (index >= 0) checks.splice(index, 1);
}

/** To be called after each call of a host function, in calls of the system, and at the entry of each exported function. Goes backwards, since checks may go. */
export function syncForeign(): void {
  for (let i = checks.length - 1; i >= 0; i--) checks[i]!();
}
