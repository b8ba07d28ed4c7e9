import { listStateWriters, type StackRecord, type StateWriter } from '@flowport/db';
import {
  AppError,
  type Layer,
  type listStateVersionsInputSchema,
  type StateVersion,
  type StateVersionList,
} from '@flowport/domain';
import type { z } from 'zod';
import { refusal, requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { type StateArchive, withArchive } from './archives.ts';
import { rollBackRefusal } from './rollBackRefusal.ts';
import { contentOf } from './versionContents.ts';

type Listed = Awaited<ReturnType<StateArchive['listVersions']>>['versions'][number];

/** Versions are a few hundred kilobytes each, and somebody waits. */
const readsAtOnce = 5;

/**
 * The versions of a layer's state, newest first, with what each holds and which run wrote it.
 * @throws AppError `not_found`, `forbidden`; `unavailable` or `credentials_refused` where the bucket can't be reached.
 */
export async function listStateVersions(
  context: ActorContext,
  input: z.output<typeof listStateVersionsInputSchema>,
): Promise<StateVersionList> {
  const { actor } = context;
  const { layer } = input;
  const stack = await seenStack(context, input.stackId);
  requirePermission(actor, 'state.read', stack.team.id);
  return withArchive(context, stack, async (archive) => {
    const [page, present] = await Promise.all([
      archive.listVersions(stack.slug, layer, { cursor: input.cursor, limit: input.limit }),
      archive.readPresent(stack.slug, layer).catch(unreadable),
    ]);
    const [contents, writers] = await Promise.all([
      readContents(context, { archive, stack, layer, versions: page.versions }),
      writersOf(context, { stackId: stack.id, layer, versions: page.versions }),
    ]);
    return {
      items: page.versions.map((version, index) => {
        const { content = null, problem = null } = contents[index] ?? {};
        const { writtenAt, ...listed } = version;
        const known = { ...listed, content, problem };
        return {
          ...known,
          writtenAt: writtenAt.toISOString(),
          writer: writerAt(writtenAt, writers),
          rollBackRefusal: rollBackRefusal(known, present),
        };
      }),
      nextCursor: page.nextCursor,
      may: {
        rollBack: refusal(actor, 'stack.change', stack.team.id) === null,
        download: refusal(actor, 'state.download', stack.team.id) === null,
      },
    };
  });
}

/** A present state that is damaged is what people come here for: its versions are listed all the same. */
function unreadable(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'conflict') return undefined;
  throw error;
}

type Read = Pick<StateVersion, 'content' | 'problem'>;

async function readContents(
  { versionContents }: ActorContext,
  { archive, stack, layer, versions }: { archive: StateArchive; stack: StackRecord; layer: Layer; versions: Listed[] },
): Promise<Read[]> {
  const read = async ({ versionId, isRemoval }: Listed): Promise<Read> => {
    if (isRemoval) return { content: null, problem: null };
    const key = [stack.target.id, stack.slug, layer, versionId].join('/');
    const known = versionContents.get(key);
    if (known) return { content: known, problem: null };
    try {
      const content = contentOf(await archive.readVersion(stack.slug, layer, versionId));
      versionContents.set(key, content);
      return { content, problem: null };
    } catch (error) {
      if (error instanceof AppError && (error.code === 'conflict' || error.code === 'not_found')) {
        return { content: null, problem: error.publicMessage };
      }
      throw error;
    }
  };
  const results: Read[] = [];
  for (let start = 0; start < versions.length; start += readsAtOnce) {
    results.push(...(await Promise.all(versions.slice(start, start + readsAtOnce).map(read))));
  }
  return results;
}

/** S3 tells times by the second, and its clock is not that of the worker. */
const clockMilliseconds = 5000;

async function writersOf(
  { db }: ActorContext,
  { stackId, layer, versions }: { stackId: string; layer: Layer; versions: Listed[] },
): Promise<StateWriter[]> {
  const times = versions.map(({ writtenAt }) => writtenAt.getTime());
  if (times.length === 0) return [];
  const from = new Date(Math.min(...times) - clockMilliseconds);
  const until = new Date(Math.max(...times) + clockMilliseconds);
  return listStateWriters(db, { stackId, layer, from, until });
}

/** The step in whose time it was written, else the run; where a neighbour is as near, the one that was in its midst. */
function writerAt(at: Date, writers: readonly StateWriter[]): StateVersion['writer'] {
  const within = (slack: number) =>
    writers.find(
      ({ from, until }) =>
        at.getTime() >= from.getTime() - slack && (until === null || at.getTime() <= until.getTime() + slack),
    );
  const found = bestOf(within(1000), within(clockMilliseconds));
  return found ? { runId: found.runId, kind: found.kind, step: found.step, requestedBy: found.requestedBy } : null;
}

function bestOf(near: StateWriter | undefined, far: StateWriter | undefined): StateWriter | undefined {
  return near?.step === null && far?.runId === near.runId ? far : (near ?? far);
}
