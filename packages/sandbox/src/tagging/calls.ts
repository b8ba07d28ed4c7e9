/** The Resource Groups Tagging API, answered from what the aws provider stored: what carries a tag, by ARN. */
import { z } from 'zod';
import { stored, text, textMap } from '../cloud/attributes.ts';
import type { AwsCall } from '../http/awsCall.ts';
import { AwsError } from '../http/awsError.ts';
import { type JsonOperation, readJsonBody } from '../http/jsonProtocol.ts';
import type { CloudObject } from '../store/objects.ts';

const getSchema = z.object({
  TagFilters: z.array(z.object({ Key: z.string(), Values: z.array(z.string()).default([]) })).default([]),
  ResourcesPerPage: z.int().min(1).max(100).default(50),
  PaginationToken: z.string().default(''),
});

/** IAM is asked in one region, and of its resources only these carry their tags there; roles do not. */
const iamRegion = 'us-east-1';
const iamTypes = ['aws_iam_openid_connect_provider', 'aws_iam_policy', 'aws_iam_instance_profile'];

export const taggingOperations: Readonly<Record<string, JsonOperation>> = {
  GetResources: (call) => {
    call.require('tag:GetResources', '*');
    const { TagFilters: filters, ResourcesPerPage: size, PaginationToken: token } = readJsonBody(call, getSchema);
    const start = token === '' ? 0 : Number(token);
    if (!Number.isInteger(start)) throw new AwsError('PaginationTokenExpiredException', 400, 'The token is not valid.');
    const found = taggedObjects(call).filter(({ tags }) =>
      filters.every(({ Key, Values }) => Key in tags && (Values.length === 0 || Values.includes(tags[Key] ?? ''))),
    );
    const end = start + size;
    return {
      PaginationToken: end < found.length ? String(end) : '',
      ResourceTagMappingList: found.slice(start, end).map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  },
};

/** Of types whose provider does not tell the ARN. */
const arnForms: Readonly<Record<string, (object: CloudObject) => string>> = {
  aws_nat_gateway: ({ account, scope, id }) => `arn:aws:ec2:${scope}:${account}:natgateway/${id}`,
};

type Tagged = { arn: string; tags: Record<string, string> };

function taggedObjects({ world, caller, region }: AwsCall): Tagged[] {
  const { account } = caller;
  const global = ['aws_s3_bucket', ...(region === iamRegion ? iamTypes : [])];
  return [
    ...world.objects.list({ account, scope: region }),
    ...global.flatMap((type) => world.objects.list({ account, scope: 'global', type })),
  ].flatMap(tagged);
}

function tagged(object: CloudObject): Tagged[] {
  const attributes = stored(object);
  const tags = textMap(attributes.tags_all ?? null);
  const arn = text(attributes.arn) || (arnForms[object.type]?.(object) ?? '');
  return arn === '' || Object.keys(tags).length === 0 ? [] : [{ arn, tags }];
}
