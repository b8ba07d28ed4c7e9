import { type Connection, listCidrs } from '@flowport/db';
import { AppError, blocksOverlap, nextFreeBlock, parseBlock } from '@flowport/domain';

type TakenNetwork = { stackId: string; slug: string; cidr: string };

/** The networks of a target's living stacks, without the one of `exceptStackId`. */
export async function takenNetworks(
  db: Connection,
  { targetId, exceptStackId }: { targetId: string; exceptStackId?: string },
): Promise<TakenNetwork[]> {
  const taken = await listCidrs(db, targetId);
  return taken.filter((network) => network.stackId !== exceptStackId);
}

/** @throws AppError `conflict` when every block of this size is taken. */
export function freeNetwork(prefix: number, taken: readonly TakenNetwork[]): string {
  const cidr = nextFreeBlock(prefix, cidrsOf(taken));
  if (cidr !== undefined) return cidr;
  throw new AppError('conflict', `Every /${prefix} of 10.0.0.0/8 is taken in this target.`, {
    issues: [
      {
        path: 'parameters.network.cidr',
        rule: 'cidr_exhausted',
        message: 'No block of this size is free.',
        remedy: 'Name a smaller block, or one outside 10.0.0.0/8; or destroy a stack that nobody needs.',
      },
    ],
  });
}

/** @throws AppError `conflict` naming the stack that has the network, and the next free block. */
export function requireFreeNetwork(cidr: string, taken: readonly TakenNetwork[]): void {
  const wanted = parseBlock(cidr);
  const clash = taken.find((network) => {
    const block = parseBlock(network.cidr);
    return wanted && block && blocksOverlap(wanted, block);
  });
  if (!wanted || !clash) return;
  const free = nextFreeBlock(wanted.prefix, cidrsOf(taken));
  const message = `${cidr} overlaps ${clash.cidr} of the stack ${clash.slug} in the same target.`;
  throw new AppError('conflict', `${message}${free ? ` ${free} is free.` : ''}`, {
    issues: [
      {
        path: 'parameters.network.cidr',
        rule: 'cidr_taken',
        message,
        remedy: free ? `Choose ${free}, or leave the field out.` : 'Choose another block.',
      },
    ],
  });
}

function cidrsOf(taken: readonly TakenNetwork[]): string[] {
  return taken.map((network) => network.cidr);
}
