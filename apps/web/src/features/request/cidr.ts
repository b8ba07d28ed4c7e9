import { parseBlock } from '@flowport/domain';

/** The network size that is asked for: that of what is typed where it is one, else that of the preset. */
export function wantedPrefix(cidr: unknown, presetCidr: string): number {
  const typed = typeof cidr === 'string' ? parseBlock(cidr)?.prefix : undefined;
  const prefix = typed ?? parseBlock(presetCidr)?.prefix ?? 16;
  return prefix >= 16 && prefix <= 20 ? prefix : 16;
}
