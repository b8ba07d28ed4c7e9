import type { Endpoint, StackParameters } from '@flowport/domain';
import { stackTag } from '../importing/addressTag.ts';
import type { DataProtection, SynthInput, SynthTarget } from '../input.ts';
import { type StackNames, stackNames } from '../naming.ts';
import type { TypedTexts } from './literal.ts';

/** What every layer of one stack is built from. Typed texts in it are placeholders already. */
export type StackContext = {
  slug: string;
  description: string | undefined;
  parameters: StackParameters;
  target: SynthTarget;
  data: DataProtection;
  /** Whether the number of nodes is ours to say: always while it sleeps, and when it is woken. */
  setsNodes: boolean;
  names: StackNames;
  /** For every AWS resource: Flowport's own tags and the user's. */
  tags: Record<string, string>;
};

export function stackContext(input: SynthInput, typed: TypedTexts): StackContext {
  const { slug, description, parameters, target, tags } = input;
  const userTags = Object.entries(parameters.tags).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    slug,
    description: description ? typed.mark(description) : undefined,
    parameters: { ...parameters, endpoint: typedEndpoint(parameters.endpoint, typed) },
    target,
    data: input.data ?? 'keep',
    setsNodes: parameters.asleep || input.nodes === 'set',
    names: stackNames({ slug, account: target.account, region: target.region }),
    tags: {
      'managed-by': 'flowport',
      'flowport:stack': slug,
      [stackTag]: typed.mark(tags.stackId),
      'flowport:team': typed.mark(tags.team),
      ...(tags.owner ? { 'flowport:owner': typed.mark(tags.owner) } : {}),
      ...Object.fromEntries(userTags.map(([key, value]) => [typed.mark(key), typed.mark(value)])),
    },
  };
}

/** Addresses and client id are as the identity provider has them; domain, zone and ARNs have forms that hold no code. */
function typedEndpoint(endpoint: Endpoint, typed: TypedTexts): Endpoint {
  if (endpoint.oidc === null) return endpoint;
  const { oidc } = endpoint;
  return {
    ...endpoint,
    oidc: {
      issuer: typed.mark(oidc.issuer),
      authorizationEndpoint: typed.mark(oidc.authorizationEndpoint),
      tokenEndpoint: typed.mark(oidc.tokenEndpoint),
      userInfoEndpoint: typed.mark(oidc.userInfoEndpoint),
      jwksUri: typed.mark(oidc.jwksUri),
      clientId: typed.mark(oidc.clientId),
      clientSecretArn: oidc.clientSecretArn,
    },
  };
}
