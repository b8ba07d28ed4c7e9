/** Names of hosts, as DNS records and certificates write them. */

/** A wildcard stands for exactly one label in front (RFC 6125, 6.4.3). */
export function coversHost(name: string, host: string): boolean {
  const pattern = name.toLowerCase().replace(/\.$/, '');
  if (!pattern.startsWith('*.')) return pattern === host;
  return host.slice(host.indexOf('.') + 1) === pattern.slice(2);
}

/** Lower case, without the final dot of DNS. */
export function plainHost(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
