/**
 * AWS's limits of objects per region. The sandbox starts without them, since one sandbox account stands in for as many
 * real ones as a person wants; the control API sets them to meet AWS's refusals.
 */
import { AwsError } from '../../http/awsError.ts';
import type { Session } from '../../providers/world.ts';

export type QuotaType = 'aws_vpc' | 'aws_internet_gateway' | 'aws_eip' | 'aws_nat_gateway' | 'aws_eks_cluster';

const refusals: Record<QuotaType, { code: string; noun: string }> = {
  aws_vpc: { code: 'VpcLimitExceeded', noun: 'VPCs' },
  aws_internet_gateway: { code: 'InternetGatewayLimitExceeded', noun: 'internet gateways' },
  aws_eip: { code: 'AddressLimitExceeded', noun: 'addresses' },
  aws_nat_gateway: { code: 'NatGatewayLimitExceeded', noun: 'NAT gateways' },
  aws_eks_cluster: { code: 'ResourceLimitExceededException', noun: 'clusters' },
};

/** @throws AwsError when one more than `existing` would exceed the quota that is set for the type */
export function enforceQuota(session: Session, type: QuotaType, existing: number): void {
  const limit = session.world.quotas.get(type);
  if (limit === undefined || existing < limit) return;
  const { code, noun } = refusals[type];
  throw new AwsError(code, 400, `The maximum number of ${noun} has been reached.`);
}
