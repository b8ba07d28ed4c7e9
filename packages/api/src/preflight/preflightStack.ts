import {
  AppError,
  judgePreflight,
  type PreflightQuestion,
  type PreflightView,
  parseBlock,
  type preflightInputSchema,
  presets,
  wantedNames,
} from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack, seenTarget, seenTeam } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { freeNetwork, takenNetworks } from '../stacks/network.ts';
import { wantedParameters } from '../stacks/parameters.ts';

type Input = z.output<typeof preflightInputSchema>;

/**
 * Looks, as the target's deployer role, for what would stand in the way of a request: nothing is stored, and a check that
 * fails is an answer and no error.
 * @throws AppError `not_found`, `forbidden`, `invalid_input`, `conflict`; `unavailable` where the target cannot be asked.
 */
export async function preflightStack(context: ActorContext, input: Input): Promise<PreflightView> {
  const { actor, clock, identities, synthesizer } = context;
  const team = await seenTeam(context, input.teamId);
  requirePermission(actor, input.stackId === undefined ? 'stack.request' : 'stack.change', team.id);
  const target = await seenTarget(context, input.targetId);
  const wanted = await wantedStack(context, input);
  const documents = synthesizer.synthesize({
    slug: wanted.slug,
    parameters: wanted.parameters,
    target,
    tags: { stackId: input.stackId ?? 'preflight', team: team.slug },
  });
  const question: PreflightQuestion = {
    ...wanted,
    account: target.account,
    region: target.region,
    names: wantedNames(documents),
    now: clock(),
  };
  const facts = await identities.preflightFacts(target, question);
  const checkedAt = clock().toISOString();
  const checks = judgePreflight(question, facts).map((check) => ({ ...check, checkedAt }));
  return { passed: checks.every(({ status }) => status !== 'failed'), checks };
}

/** What would be built: a new stack by the rules of a request, or a stack of the target as the change would have it. */
async function wantedStack(
  context: ActorContext,
  input: Input,
): Promise<Pick<PreflightQuestion, 'slug' | 'parameters' | 'present' | 'isComputeGone' | 'neighbours'>> {
  const { db } = context;
  if (input.stackId !== undefined) {
    const stack = await seenStack(context, input.stackId);
    if (stack.target.id !== input.targetId || stack.team.id !== input.teamId) {
      throw new AppError('conflict', `${stack.slug} belongs to another team or target. Reload the stack.`);
    }
    return {
      slug: stack.slug,
      parameters: wantedParameters(stack.parameters, input.parameters),
      // Of a stack that was never applied nothing exists yet.
      present: stack.status === 'requested' ? null : stack.parameters,
      isComputeGone: stack.status === 'retained',
      neighbours: await takenNetworks(db, { targetId: input.targetId, exceptStackId: stack.id }),
    };
  }
  const neighbours = await takenNetworks(db, { targetId: input.targetId });
  const base = presets[input.preset].parameters;
  const prefix = parseBlock(base.network.cidr)?.prefix ?? 16;
  const cidr = input.parameters.network?.cidr ?? freeNetwork(prefix, neighbours);
  const network = { ...input.parameters.network, cidr };
  return {
    slug: input.slug,
    parameters: wantedParameters(base, { ...input.parameters, network }),
    present: null,
    isComputeGone: false,
    neighbours,
  };
}
