/** Which addresses a program may use. */

/** Whether `host:port` is granted: patterns are `host:port` with `*` for either, IPv6 hosts in brackets, or a Unix socket's path. */
export function grants(granted: boolean | readonly string[], host: string, port: number): boolean {
  if (typeof granted === 'boolean') return granted;
  return granted.some((pattern) => {
    if (pattern === host) return true;
    const colon = pattern.lastIndexOf(':');
    const wantedHost = pattern.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
    const wantedPort = pattern.slice(colon + 1);
    return (wantedHost === '*' || wantedHost === '' || wantedHost === host) && (wantedPort === '*' || Number(wantedPort) === port);
  });
}
