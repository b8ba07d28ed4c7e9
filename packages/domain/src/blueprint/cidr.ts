/** An IPv4 block as numbers: `base` its network address, `size` how many addresses it holds. */
export type Ipv4Block = { base: number; prefix: number; size: number };

/** @returns undefined when the text is not an IPv4 block written `a.b.c.d/n`. Host bits are kept in no field: see `isNetworkAddress`. */
export function parseBlock(text: string): (Ipv4Block & { address: number }) | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1).map(Number);
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = parts;
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const address = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const size = 2 ** (32 - prefix);
  return { address, base: Math.floor(address / size) * size, prefix, size };
}

export function formatBlock(base: number, prefix: number): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return `${octets.join('.')}/${prefix}`;
}

export function blocksOverlap(left: Ipv4Block, right: Ipv4Block): boolean {
  return left.base < right.base + right.size && right.base < left.base + left.size;
}

export function blockContains(outer: Ipv4Block, inner: Ipv4Block): boolean {
  return inner.base >= outer.base && inner.base + inner.size <= outer.base + outer.size;
}

function known(text: string): Ipv4Block {
  const block = parseBlock(text);
  if (!block) throw new Error(`${text} is not an IPv4 block`);
  return block;
}

/** RFC 1918, and 100.64.0.0/10 (RFC 6598), which AWS accepts for VPCs as well. */
export const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(known);

/** Docker's bridge on every node, and the Kubernetes service network of the blueprint. */
export const serviceCidr = '172.20.0.0/16';
export const reservedBlocks = [
  { block: known('172.17.0.0/16'), use: 'the bridge network of the nodes' },
  { block: known(serviceCidr), use: 'the Kubernetes services of the stack' },
];

/** The first block of this size in 10.0.0.0/8, from 10.20.0.0 on, that overlaps none of `taken`; undefined when all are taken. */
export function nextFreeBlock(prefix: number, taken: readonly string[]): string | undefined {
  const occupied = taken.map(parseBlock).filter((block) => block !== undefined);
  const pool = known('10.0.0.0/8');
  const size = 2 ** (32 - prefix);
  for (let base = known('10.20.0.0/16').base; base + size <= pool.base + pool.size; base += size) {
    const candidate = { base, prefix, size };
    if (!occupied.some((block) => blocksOverlap(block, candidate))) return formatBlock(base, prefix);
  }
  return undefined;
}
