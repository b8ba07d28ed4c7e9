import { AppError } from '@flowport/domain';
import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';
import type { AwsCaller } from '../credentials/credentials.ts';
import { awsFailure } from '../credentials/refusal.ts';
import { Sha256 } from '../credentials/sha256.ts';

export type TaggedResource = { arn: string; tags: Readonly<Record<string, string>> };

const pageSchema = z.object({
  PaginationToken: z.string().nullish(),
  ResourceTagMappingList: z
    .array(
      z.object({
        ResourceARN: z.string(),
        Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
      }),
    )
    .default([]),
});
const errorSchema = z.object({ __type: z.string().optional(), message: z.string().optional() });

/** Where AWS keeps the tags of what knows no region. */
const globalRegion = 'us-east-1';
const attemptsMax = 3;
const pageSecondsMax = 20;

/**
 * Everything in the caller's region, and of what knows no region, that carries the tag: the Resource Groups Tagging API.
 * It hears of a new resource some seconds late, and it does not know IAM's roles.
 * @throws AppError `credentials_refused` or `unavailable`.
 */
export async function taggedResources(
  caller: AwsCaller,
  tag: { key: string; value: string },
): Promise<TaggedResource[]> {
  const regions = [...new Set([caller.region, globalRegion])];
  const found = await Promise.all(regions.map((region) => inRegion({ ...caller, region }, tag)));
  return [...new Map(found.flat().map((resource) => [resource.arn, resource])).values()];
}

async function inRegion(caller: AwsCaller, tag: { key: string; value: string }): Promise<TaggedResource[]> {
  const found: TaggedResource[] = [];
  let token: string | undefined;
  do {
    const page = await getPage(caller, tag, token);
    for (const { ResourceARN, Tags } of page.ResourceTagMappingList) {
      found.push({ arn: ResourceARN, tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) });
    }
    token = page.PaginationToken || undefined;
  } while (token !== undefined);
  return found;
}

async function getPage(caller: AwsCaller, tag: { key: string; value: string }, token: string | undefined) {
  const body = JSON.stringify({
    TagFilters: [{ Key: tag.key, Values: [tag.value] }],
    ResourcesPerPage: 100,
    ...(token === undefined ? {} : { PaginationToken: token }),
  });
  const doing = `looking in ${caller.region} for what carries the tag ${tag.key}=${tag.value}`;
  for (let attempt = 1; ; attempt++) {
    try {
      return pageSchema.parse(await post(caller, body));
    } catch (error) {
      const failure = awsFailure(error, doing, 'Check that the deployer role may call tag:GetResources.');
      if (failure.code !== 'unavailable' || attempt === attemptsMax) throw failure;
    }
  }
}

async function post(caller: AwsCaller, body: string): Promise<unknown> {
  const url = new URL(caller.endpoints?.tagging ?? `https://tagging.${caller.region}.amazonaws.com/`);
  const { credentials } = caller;
  const pair = typeof credentials === 'function' ? await credentials() : credentials;
  if (!pair) throw new AppError('internal', 'Tags are looked up as the deployer role, and there are no credentials.');
  const signer = new SignatureV4({ service: 'tagging', region: caller.region, sha256: Sha256, credentials: pair });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.GetResources',
    },
    body,
  });
  const { host: _, ...sent } = headers;
  const signal = AbortSignal.timeout(pageSecondsMax * 1000);
  const response = await fetch(url, { method: 'POST', headers: sent, body, signal });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { __type, message = '' } = errorSchema.parse(answer);
  // `namespace#Code` in the body, `Code:explanation` in the header.
  const type = __type ?? response.headers.get('x-amzn-errortype') ?? 'Unknown';
  const name = type.slice(type.lastIndexOf('#') + 1).split(':', 1)[0];
  throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode: response.status } });
}
