import { AppError, blocksOverlap, goneStatuses, parseBlock } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import { listCidrs } from './listCidrs.ts';

/** @throws AppError `conflict` when a stack of the target that is not gone has the slug. */
export async function assertSlugFree(tx: Tx, { targetId, slug }: { targetId: string; slug: string }): Promise<void> {
  const taken = await tx.client.stack.findFirst({
    where: { targetId, slug, status: { notIn: [...goneStatuses] } },
    select: { id: true },
  });
  if (!taken) return;
  const message = `The name ${slug} is taken in this target.`;
  const remedy = 'Choose another name.';
  throw new AppError('conflict', `${message} ${remedy}`, {
    issues: [{ path: 'slug', rule: 'slug_taken', message, remedy }],
  });
}

/** @throws AppError `conflict` when the network overlaps one that the target's stacks have or are about to get. */
export async function assertCidrFree(tx: Tx, wanted: WantedNetwork): Promise<void> {
  const { cidr } = wanted;
  if (!parseBlock(cidr)) throw new AppError('invalid_input', `${cidr} is not an IPv4 block. Write it as 10.20.0.0/16.`);
  const clash = await cidrClash(tx, wanted);
  if (!clash) return;
  const message = `The network ${cidr} overlaps ${clash.cidr} of the stack ${clash.slug}.`;
  const remedy = 'Choose another block, or leave it empty to get the next free one.';
  throw new AppError('conflict', `${message} ${remedy}`, {
    issues: [{ path: 'parameters.network.cidr', rule: 'cidr_overlap', message, remedy }],
  });
}

type WantedNetwork = { targetId: string; cidr: string; exceptStackId?: string };

/** The network of another stack of the target that overlaps the wanted one. */
export async function cidrClash(
  tx: Tx,
  { targetId, cidr, exceptStackId }: WantedNetwork,
): Promise<{ slug: string; cidr: string } | undefined> {
  const wanted = parseBlock(cidr);
  if (!wanted) return undefined;
  const others = await listCidrs(tx, targetId);
  return others.find((other) => {
    const block = parseBlock(other.cidr);
    return other.stackId !== exceptStackId && block !== undefined && blocksOverlap(block, wanted);
  });
}
