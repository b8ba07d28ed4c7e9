import { askLifetime, insertStackWithRun, setExpiry, type Tx } from '@flowport/db';
import {
  AppError,
  estimateCost,
  lifetimeOfRequest,
  parseBlock,
  presets,
  type requestStackInputSchema,
  type StackParameters,
} from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenTarget, seenTeam } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import type { startedRunSchema } from './input.ts';
import { freeNetwork, requireFreeNetwork, takenNetworks } from './network.ts';
import { wantedParameters } from './parameters.ts';
import { neighbours, requireFreeSlug } from './slugs.ts';

type RequestStackInput = z.output<typeof requestStackInputSchema>;

/** Each try that loses was won by another request, so this many at once is what it bears. */
const triesMax = 20;

/**
 * Records a new stack and queues the run that plans it. Slug and network are checked first for a good answer, and by
 * `insertStackWithRun` under the target's lock for a true one; who lost the race is checked anew, and gets the next free
 * network where none was asked for.
 * @throws AppError `not_found`, `forbidden`, `invalid_input`, `conflict`.
 */
export async function requestStack(
  context: ActorContext,
  input: RequestStackInput,
): Promise<z.output<typeof startedRunSchema>> {
  const { db, actor } = context;
  const team = await seenTeam(context, input.teamId);
  requirePermission(actor, 'stack.request', team.id);
  const target = await seenTarget(context, input.targetId);
  wantedParameters(presets[input.preset].parameters, input.parameters);
  for (let tries = 1; ; tries++) {
    requireFreeSlug(input.slug, await neighbours(db, { targetId: target.id, slug: input.slug }));
    const parameters = await chooseNetwork(context, input);
    const now = context.clock();
    const lifetime = lifetimeOfRequest(input.lifetimeHours, target.policy, now);
    try {
      const { stackId, runId } = await db.inTransaction(async (tx) => {
        const inserted = await insertStackWithRun(tx, {
          slug: input.slug,
          teamId: team.id,
          targetId: target.id,
          ownerId: actor.userId,
          description: input.description,
          parameters,
          blueprint: context.synthesizer.blueprint,
          cost: estimateCost(parameters),
          now,
          ids: context.ids,
        });
        await recordLifetime(tx, { ...inserted, ...lifetime, reason: input.description, context, now });
        return inserted;
      });
      return { stack: { id: stackId, slug: input.slug }, run: { id: runId, status: 'queued' } };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'conflict') || tries === triesMax) throw error;
    }
  }
}

/** The wanted parameters with the network that was asked for, else with the next free block of the preset's size. */
async function chooseNetwork({ db }: ActorContext, input: RequestStackInput): Promise<StackParameters> {
  const base = presets[input.preset].parameters;
  const taken = await takenNetworks(db, { targetId: input.targetId });
  const asked = input.parameters.network?.cidr;
  if (asked !== undefined) {
    const parameters = wantedParameters(base, input.parameters);
    requireFreeNetwork(asked, taken);
    return parameters;
  }
  const prefix = parseBlock(base.network.cidr)?.prefix ?? 16;
  const network = { ...input.parameters.network, cidr: freeNetwork(prefix, taken) };
  return wantedParameters(base, { ...input.parameters, network });
}

/** What goes beyond the limit is granted by the approval of the run, whose page shows it. */
async function recordLifetime(
  tx: Tx,
  lifetime: ReturnType<typeof lifetimeOfRequest> & {
    stackId: string;
    runId: string;
    reason: string;
    context: ActorContext;
    now: Date;
  },
): Promise<void> {
  const { stackId, runId, expiresAt, wish, reason, context, now } = lifetime;
  if (expiresAt !== null) await setExpiry(tx, { stackId, expiresAt });
  if (wish === null) return;
  const { actor, ids } = context;
  await askLifetime(tx, { stackId, runId, expiresAt: wish.expiresAt, reason, askedById: actor.userId, now, ids });
}
