/** Which AWS API is meant, in which protocol it speaks, and who answers. */
import { acmOperations } from '../acm/calls.ts';
import { callEc2 } from '../ec2/calls.ts';
import { callEks } from '../eks/calls.ts';
import { elbv2Service } from '../elbv2/calls.ts';
import type { Authorizer } from '../iam/authorize.ts';
import { callIam, IAM_NAMESPACE, type Iam } from '../iam/calls.ts';
import type { Principal } from '../iam/principal.ts';
import { serviceQuotasOperations } from '../quotas/calls.ts';
import { rdsService } from '../rds/calls.ts';
import { callRoute53, ROUTE53_NAMESPACE } from '../route53/calls.ts';
import { secretsManagerOperations } from '../secretsmanager/calls.ts';
import { callSts, STS_NAMESPACE, type Sts } from '../sts/sts.ts';
import { taggingOperations } from '../tagging/calls.ts';
import type { Protocol } from './authError.ts';
import type { AwsCall, AwsWorld } from './awsCall.ts';
import { callJsonService, type JsonOperation } from './jsonProtocol.ts';
import type { Parameters } from './query.ts';
import { callQueryService, type QueryService } from './queryService.ts';
import type { HttpRequest } from './request.ts';

export type AwsServices = { sts: Sts; iam: Iam; authorizer: Authorizer; world: AwsWorld };

type Answer = (services: AwsServices, call: AwsCall) => string;

/** A service beside S3, which has its own server. */
export type AwsService = { protocol: Exclude<Protocol, 's3'>; contentType: string; namespace?: string; answer: Answer };

const rpc = (call: AwsCall) => ({
  parameters: call.parameters,
  sourceIp: call.request.sourceIp,
  requestId: call.request.id,
  caller: call.caller,
});

const xml = (namespace: string, answer: Answer): AwsService => ({
  protocol: 'query',
  contentType: 'text/xml',
  namespace,
  answer,
});
const query = (service: QueryService) => xml(service.namespace, (_, call) => callQueryService(service, call));
const json = (operations: Readonly<Record<string, JsonOperation>>): AwsService => ({
  protocol: 'json',
  contentType: 'application/x-amz-json-1.1',
  answer: (_, call) => callJsonService(operations, call),
});

/** By the service in the signature's credential scope. */
export const awsServices: Readonly<Record<string, AwsService>> = {
  sts: xml(STS_NAMESPACE, ({ sts }, call) => callSts(sts, rpc(call))),
  iam: xml(IAM_NAMESPACE, ({ iam }, call) => callIam(iam, rpc(call))),
  rds: query(rdsService),
  elasticloadbalancing: query(elbv2Service),
  route53: xml(ROUTE53_NAMESPACE, (_, call) => callRoute53(call)),
  ec2: { protocol: 'ec2', contentType: 'text/xml', answer: (_, call) => callEc2(call) },
  eks: {
    protocol: 'json',
    contentType: 'application/json',
    answer: ({ authorizer, world }, { request, caller, region }) =>
      callEks({ objects: world.objects, authorizer, clock: world.clock }, { request, caller, region }),
  },
  acm: json(acmOperations),
  secretsmanager: json(secretsManagerOperations),
  servicequotas: json(serviceQuotasOperations),
  tagging: json(taggingOperations),
};

/** A call whose signature has been proven, with what its answer may ask. */
export function awsCall(
  { authorizer, world }: AwsServices,
  proven: { request: HttpRequest; parameters: Parameters; body: Buffer; caller: Principal; region: string },
): AwsCall {
  const { request, caller, region } = proven;
  const context = new Map([
    ['aws:sourceip', [request.sourceIp]],
    ['aws:requestedregion', [region]],
    ['aws:securetransport', ['true']],
  ]);
  return {
    ...proven,
    world,
    require: (action, resource) => authorizer.require(caller, { action, resource, context }),
    inRegion: (type) => world.objects.list({ account: caller.account, scope: region, type }),
  };
}
