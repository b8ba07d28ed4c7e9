/** Service Quotas, as far as a preflight asks. */
import { z } from 'zod';
import type { AwsCall } from '../http/awsCall.ts';
import { AwsError } from '../http/awsError.ts';
import { readJsonBody } from '../http/jsonProtocol.ts';
import { findQuota, limitOf, type Quota, quotas } from './catalogue.ts';

const getSchema = z.object({ ServiceCode: z.string(), QuotaCode: z.string() });
const listSchema = z.object({ ServiceCode: z.string() });

type Operation = (call: AwsCall) => unknown;

export const serviceQuotasOperations: Readonly<Record<string, Operation>> = {
  GetServiceQuota: (call) => {
    const { ServiceCode, QuotaCode } = readJsonBody(call, getSchema);
    const arn = arnOf(call, ServiceCode, QuotaCode);
    call.require('servicequotas:GetServiceQuota', arn);
    const quota = findQuota(QuotaCode);
    if (quota?.service !== ServiceCode || quota.code !== QuotaCode) {
      throw new AwsError(
        'NoSuchResourceException',
        400,
        'The request failed because the specified service quota does not exist.',
      );
    }
    return { Quota: describe(call, quota) };
  },
  ListServiceQuotas: (call) => {
    const { ServiceCode } = readJsonBody(call, listSchema);
    call.require('servicequotas:ListServiceQuotas', '*');
    return { Quotas: quotas.filter(({ service }) => service === ServiceCode).map((quota) => describe(call, quota)) };
  },
};

function describe(call: AwsCall, quota: Quota) {
  return {
    ServiceCode: quota.service,
    ServiceName: quota.service,
    QuotaArn: arnOf(call, quota.service, quota.code),
    QuotaCode: quota.code,
    QuotaName: quota.title,
    Value: limitOf(quota, call.world.quotas),
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: quota.isGlobal === true,
  };
}

function arnOf(call: AwsCall, service: string, code: string): string {
  return `arn:aws:servicequotas:${call.region}:${call.caller.account}:${service}/${code}`;
}
