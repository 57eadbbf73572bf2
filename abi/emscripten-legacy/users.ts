/** Users and groups: one static result each, as the C library has. */
import { cString, setI32 } from '../posix/memory.js';
import { findGroup, findUser } from '../posix/users.js';
import { staticBytes, staticString, type LegacyContext } from './context.js';

function store(ctx: LegacyContext, at: number, words: readonly number[]): number {
  words.forEach((word, i) => setI32(ctx.m, at + 4 * i, word));
  return at;
}

/** getpwnam(name): `struct passwd` (28 bytes), or NULL */
export const _getpwnam = (ctx: LegacyContext) => (name: number): number => {
  const user = findUser(ctx.p, cString(ctx.m, name));
  if (user === undefined) return 0;
  const text = (value: string): number => staticString(ctx, value);
  return store(ctx, staticBytes(ctx, 'passwd', 28), [text(user.name), text('x'), user.uid, user.gid, text(user.gecos), text(user.dir), text(user.shell)]);
};

/** getgrnam(name): `struct group` (16 bytes), or NULL */
export const _getgrnam = (ctx: LegacyContext) => (name: number): number => {
  const group = findGroup(ctx.p, cString(ctx.m, name));
  if (group === undefined) return 0;
  const members = store(ctx, staticBytes(ctx, `members of ${group.name}`, 4 * (group.members.length + 1)), [
    ...group.members.map((member) => staticString(ctx, member)),
    0,
  ]);
  return store(ctx, staticBytes(ctx, 'group', 16), [staticString(ctx, group.name), staticString(ctx, 'x'), group.gid, members]);
};

/** The list of groups is empty: membership is not the program's concern. */
export const _setgrent = () => (): void => undefined;
export const _getgrent = () => (): number => 0;
export const _endgrent = () => (): void => undefined;
export const _setgroups = () => (): number => 0;
