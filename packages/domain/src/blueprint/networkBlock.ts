import { z } from 'zod';
import { blockContains, blocksOverlap, parseBlock, privateBlocks, reservedBlocks } from './cidr.ts';
import { rule } from './rules.ts';

/** The block of a stack's VPC: private, /16 to /20 (smaller ones have no room for pods), clear of what the cluster uses. */
export const cidrSchema = z.string().superRefine((text, context) => {
  const refuse = (name: string, message: string, remedy: string) =>
    context.addIssue({ code: 'custom', ...rule(name, message, remedy) });
  const block = parseBlock(text);
  if (!block) return refuse('cidr_form', 'Not an IPv4 block.', 'Write it as 10.20.0.0/16.');
  if (block.address !== block.base) {
    return refuse(
      'cidr_network_address',
      'The address has host bits set.',
      'Begin with the network address, as 10.20.0.0/16.',
    );
  }
  if (block.prefix < 16 || block.prefix > 20) {
    return refuse('cidr_size', 'The network must be between /16 and /20.', 'Choose a prefix length of 16 to 20.');
  }
  if (!privateBlocks.some((outer) => blockContains(outer, block))) {
    return refuse(
      'cidr_private',
      'The network is not private.',
      'Choose it in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10.',
    );
  }
  const clash = reservedBlocks.find((reserved) => blocksOverlap(reserved.block, block));
  if (clash) refuse('cidr_overlap', `The network overlaps ${clash.use}.`, 'Choose another block, as 10.20.0.0/16.');
});

/** Who may reach something from outside. */
export const accessCidrSchema = z.string().refine(
  (text) => {
    const block = parseBlock(text);
    return block !== undefined && block.address === block.base;
  },
  rule('cidr_form', 'Not an IPv4 block.', 'Write it as 203.0.113.0/24.'),
);
