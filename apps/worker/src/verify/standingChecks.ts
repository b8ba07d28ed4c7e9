import { type CheckResult, skipped } from '@flowport/domain';
import { asleepCheck, deploymentsCheck, eventChecks, nodesCheck, peopleChecks } from './clusterChecks.ts';
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
    ...(probe.parameters.asleep ? asleepChecks(probe) : awakeChecks(probe)),
    ...peopleChecks(probe),
  ]);
  return checks.flat();
}

function awakeChecks(probe: StackProbe): Promise<CheckResult | CheckResult[]>[] {
  return [nodesCheck(probe), deploymentsCheck(probe), eventChecks(probe), metadataCheck(probe), ...loginChecks(probe)];
}

/** What runs on nodes is not there while the stack sleeps; that nothing else is amiss is looked at as ever. */
function asleepChecks(probe: StackProbe): (Promise<CheckResult> | CheckResult)[] {
  const why = 'Needs nodes, and the stack is asleep. It is looked at when the stack is woken.';
  return [
    asleepCheck(probe),
    skipped({ name: 'deployments', title: 'Deployments' }, why),
    skipped({ name: 'metadata', title: 'Metadata service' }, why),
  ];
}
