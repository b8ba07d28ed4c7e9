/** AWS's limits at the moment of a creation. */

import { nodeGroups } from '../../cluster/nodes.ts';
import { instanceClassOf, vcpusOf } from '../../ec2/instanceTypes.ts';
import { AwsError } from '../../http/awsError.ts';
import type { Session } from '../../providers/world.ts';
import { findQuota, limitOf } from '../../quotas/catalogue.ts';

/**
 * @param name the quota's code or Terraform type
 * @throws AwsError in the service's words when `used` and `more` together exceed the quota
 */
export function enforceQuota(session: Session, name: string, used: number, more = 1): void {
  const quota = findQuota(name);
  if (quota?.refusal === undefined) throw new Error(`no creation is held to the quota ${name}`);
  const limit = limitOf(quota, session.world.quotas);
  if (used + more <= limit) return;
  const { code, status, message } = quota.refusal;
  throw new AwsError(code, status, message.replace(new RegExp(`: ${quota.value}$`), `: ${limit}`));
}

/** The quota that a running instance of the type counts in; undefined for families without one here. */
function vcpuQuotaOf(instanceType: string, isSpot: boolean): string | undefined {
  const kind = instanceClassOf(instanceType);
  if (kind === 'standard') return isSpot ? 'L-34B43A08' : 'L-1216C47A';
  if (isSpot) return undefined;
  return kind === 'gpu' ? 'L-DB2E81BA' : kind === 'p' ? 'L-417A185B' : undefined;
}

/** @throws AwsError when a region's nodes and `count` more of the type would take more vCPUs than the account may */
export function enforceVcpuQuota(
  session: Session,
  region: string,
  { instanceType, isSpot, count }: { instanceType: string; isSpot: boolean; count: number },
): void {
  const code = vcpuQuotaOf(instanceType, isSpot);
  if (code === undefined || count <= 0) return;
  const used = nodeGroups(session.world.store, { account: session.account, scope: region })
    .filter((group) => vcpuQuotaOf(group.instanceType, group.isSpot) === code)
    .reduce((sum, group) => sum + group.count * vcpusOf(group.instanceType), 0);
  enforceQuota(session, code, used, count * vcpusOf(instanceType));
}
