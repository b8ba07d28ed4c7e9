import { readLog as readChunks } from '@flowport/db';
import type { logPageSchema, readLogInputSchema } from '@flowport/domain';
import type { z } from 'zod';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { logChunk } from './logChunk.ts';

/** A piece of the log from a byte offset on. @throws AppError `not_found`. */
export async function readLog(
  context: ActorContext,
  input: z.output<typeof readLogInputSchema>,
): Promise<z.output<typeof logPageSchema>> {
  await seenRun(context, input.runId);
  const { chunks, nextOffset, complete, removed } = await readChunks(context.db, input);
  return {
    chunks: chunks.map(logChunk),
    nextOffset,
    complete,
    removed: removed && { at: removed.at.toISOString(), keptDays: removed.keptDays },
  };
}
