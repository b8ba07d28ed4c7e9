import type { Connection } from '../database/connection.ts';

/** Whether no newer run of the stack has come after this one; looks for drift, which change nothing, do not count. */
export async function isLatestRun(
  db: Connection,
  { stackId, runId }: { stackId: string; runId: string },
): Promise<boolean> {
  const newer = await db.client.run.findFirst({
    where: { stackId, id: { gt: runId }, kind: { not: 'drift' } },
    select: { id: true },
  });
  return newer === null;
}
