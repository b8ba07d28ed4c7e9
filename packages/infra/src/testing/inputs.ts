import { type Endpoint, type PresetName, portForward, presets, type StackParameters } from '@flowport/domain';
import type { SynthInput } from '../input.ts';

/** The longest that the rules allow: a slug of twenty characters in the region with the longest name. */
export const longest = { slug: 'abcdefghijklmnopqrst', region: 'ap-southeast-1' } as const;

/** Endpoints behind a load balancer, in the zone that the sandbox's account has. */
export const publishedEndpoints = {
  'alb-cognito': {
    ...portForward,
    mode: 'alb-cognito',
    domain: 'fraud.metaflow.example.com',
    zoneId: 'Z0FLOWPORTSANDBOX',
    machineAuth: 'jwt',
  },
  'alb-oidc': {
    ...portForward,
    mode: 'alb-oidc',
    domain: 'fraud.metaflow.example.com',
    zoneId: 'Z0FLOWPORTSANDBOX',
    machineAuth: 'key',
    oidc: {
      issuer: 'https://login.example.com',
      authorizationEndpoint: 'https://login.example.com/oauth2/authorize',
      tokenEndpoint: 'https://login.example.com/oauth2/token',
      userInfoEndpoint: 'https://login.example.com/oauth2/userinfo',
      jwksUri: 'https://login.example.com/oauth2/keys',
      clientId: 'flowport',
      clientSecretArn: 'arn:aws:secretsmanager:us-west-2:111122223333:secret:flowport/oidc-client-AbCdEf',
    },
  },
} as const satisfies Record<string, Endpoint>;

export function exampleInput(
  preset: PresetName,
  changes: { slug?: string; region?: string; description?: string; parameters?: Partial<StackParameters> } = {},
): SynthInput {
  const account = '111122223333';
  const region = changes.region ?? 'us-west-2';
  return {
    slug: changes.slug ?? 'fraud-models',
    ...(changes.description === undefined ? {} : { description: changes.description }),
    parameters: { ...presets[preset].parameters, ...changes.parameters },
    target: {
      account,
      region,
      deployerRoleArn: `arn:aws:iam::${account}:role/flowport-deployer`,
      backend: {
        bucket: `flowport-state-${account}-${region}`,
        region,
        workspaceKeyPrefix: 'stacks',
        usePathStyle: false,
      },
    },
    tags: { stackId: 'stk_01jd0example', team: 'fraud', owner: 'ada@example.com' },
  };
}
