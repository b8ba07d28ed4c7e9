import type { CheckResult } from '@flowport/domain';
import { deploymentsCheck, eventChecks, nodesCheck, peopleChecks } from './clusterChecks.ts';
import { identityChecks } from './identityChecks.ts';
import { loginChecks } from './loginCheck.ts';
import { metadataCheck } from './metadataCheck.ts';
import { reported } from './patience.ts';
import type { StackProbe } from './probe.ts';

/**
 * Everything that is to work in a stack that stands, looked at from outside, all at once. Each check is reported, whatever
 * becomes of the others.
 * @throws what is no AppError, and AppError `canceled`.
 */
export async function standingChecks(probe: StackProbe): Promise<CheckResult[]> {
  const checks = await Promise.all([
    reported({ name: 'identity', title: 'Identities' }, identityChecks(probe)),
    nodesCheck(probe),
    deploymentsCheck(probe),
    eventChecks(probe),
    metadataCheck(probe),
    ...loginChecks(probe),
    ...peopleChecks(probe),
  ]);
  return checks.flat();
}
