import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { AppError } from '@flowport/domain';
import { allowing, ask, unlessMissing } from '../credentials/ask.ts';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';

/**
 * How much an account may have of something in the region. Where the account has no value of its own, AWS's default.
 * @throws AppError `credentials_refused` or `unavailable`.
 */
export function serviceQuota(caller: AwsCaller, { service, code }: { service: string; code: string }): Promise<number> {
  const doing = `reading the quota ${code} of ${service}`;
  const whenDenied = allowing('servicequotas:GetServiceQuota and servicequotas:GetAWSDefaultServiceQuota');
  // IAM's quotas are the account's, and AWS keeps them in one region.
  const where = service === 'iam' ? { ...caller, region: 'us-east-1' } : caller;
  const client = new ServiceQuotasClient(clientConfiguration(where, 'serviceQuotas'));
  return ask(client, { doing, whenDenied }, async () => {
    const wanted = { ServiceCode: service, QuotaCode: code };
    const own = await unlessMissing(['NoSuchResourceException'], client.send(new GetServiceQuotaCommand(wanted)));
    const quota = own ?? (await client.send(new GetAWSDefaultServiceQuotaCommand(wanted)));
    const value = quota.Quota?.Value;
    if (value === undefined) throw new AppError('unavailable', `While ${doing}: AWS answered without a value.`);
    return value;
  });
}
