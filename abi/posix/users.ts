/** Users and groups by name and number, as the host's own files tell; a few that every system has where there are none. */
import type { Process } from './process.js';

export interface User {
  name: string;
  uid: number;
  gid: number;
  gecos: string;
  dir: string;
  shell: string;
}

export interface Group {
  name: string;
  gid: number;
  members: string[];
}

const USERS = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';
const GROUPS = 'root:x:0:\nnogroup:x:65534:\nnobody:x:65534:\n';

function lines(p: Process, path: string, fallback: string): string[][] {
  let text = '';
  try {
    text = p.host.fs?.readFileSync(path, 'utf8') ?? '';
  } catch {
    // Not every host has the file: the fallback follows.
  }
  return `${text}\n${fallback}`.split('\n').map((line) => line.split(':'));
}

/** getpwnam(3), getpwuid(3). */
export function findUser(p: Process, key: string | number): User | undefined {
  const found = lines(p, '/etc/passwd', USERS).find((f) => f.length >= 7 && (typeof key === 'string' ? f[0] === key : Number(f[2]) === key));
  return found && { name: found[0]!, uid: Number(found[2]), gid: Number(found[3]), gecos: found[4]!, dir: found[5]!, shell: found[6]! };
}

/** getgrnam(3), getgrgid(3). */
export function findGroup(p: Process, key: string | number): Group | undefined {
  const found = lines(p, '/etc/group', GROUPS).find((f) => f.length >= 4 && (typeof key === 'string' ? f[0] === key : Number(f[2]) === key));
  return found && { name: found[0]!, gid: Number(found[2]), members: found[3]!.split(',').filter((name) => name !== '') };
}
