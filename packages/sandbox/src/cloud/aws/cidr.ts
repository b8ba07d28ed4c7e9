/** IPv4 arithmetic for the address rules of VPCs and subnets. */
export type Range = { first: number; last: number; bits: number };

/** Undefined for what is not an IPv4 network in canonical form (host bits zero), as AWS demands. */
export function parseCidr(cidr: string): Range | undefined {
  const match = cidr.match(/^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || bits > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - bits);
  if (first % size !== 0) return undefined;
  return { first, last: first + size - 1, bits };
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(left: Range, right: Range): boolean {
  return left.first <= right.last && right.first <= left.last;
}

/** The address at an offset from the start of a range. */
export function addressAt(range: Range, offset: number): string {
  const value = range.first + Math.min(offset, range.last - range.first);
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
