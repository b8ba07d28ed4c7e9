/**
 * What an account that is in use holds beside the stacks: the default VPC, a hosted zone with a certificate, the secret of
 * an identity provider's client, and roles of people. Stacks may name them; nothing here belongs to Terraform.
 */
import type { ObjectStore } from '../store/objects.ts';

export const seeded = {
  zone: { id: 'Z0FLOWPORTSANDBOX', name: 'metaflow.example.com' },
  certificateName: '*.demo.metaflow.example.com',
  secretName: 'flowport/oidc-client',
  peopleRoles: ['data-scientists', 'ml-engineers', 'research'],
} as const;

type Place = { account: string; region: string };

/** Puts each object that is missing; leaves existing ones as they are. */
export function plantAccount(objects: ObjectStore, place: Place, createdAt: string): void {
  for (const [type, scope, id, attributes] of accountObjects(place)) {
    const key = { account: place.account, scope, type, id };
    if (objects.get(key) === undefined) objects.put({ ...key, attributes: { id, ...attributes }, createdAt });
  }
}

type Planted = [type: string, scope: string, id: string, attributes: Record<string, unknown>];

function accountObjects({ account, region }: Place): Planted[] {
  const certificate = `arn:aws:acm:${region}:${account}:certificate/demo`;
  const secret = `arn:aws:secretsmanager:${region}:${account}:secret:${seeded.secretName}-SaNdBx`;
  return [
    [
      'aws_default_vpc',
      region,
      'vpc-0defa0170defa0170',
      { cidr_block: '172.31.0.0/16', owner_id: account, tags_all: {} },
    ],
    [
      'aws_route53_zone',
      'global',
      seeded.zone.id,
      { name: seeded.zone.name, zone_id: seeded.zone.id, private_zone: false },
    ],
    [
      'aws_acm_certificate',
      region,
      certificate,
      {
        arn: certificate,
        domain_name: seeded.certificateName,
        subject_alternative_names: [seeded.certificateName],
        status: 'ISSUED',
        type: 'AMAZON_ISSUED',
        validation_method: 'DNS',
        key_algorithm: 'RSA_2048',
        not_before: '2026-01-01T00:00:00Z',
        not_after: '2030-01-01T00:00:00Z',
        tags_all: {},
      },
    ],
    ['aws_secretsmanager_secret', region, secret, { arn: secret, name: seeded.secretName, tags_all: {} }],
    [
      'aws_secretsmanager_secret_version',
      region,
      `${secret}|00000000-0000-4000-8000-000000000001`,
      {
        arn: secret,
        secret_id: secret,
        // Nobody but the simulated identity provider would know it.
        secret_string: 'the-client-secret-of-the-sandbox',
        version_id: '00000000-0000-4000-8000-000000000001',
        version_stages: ['AWSCURRENT'],
      },
    ],
    ...seeded.peopleRoles.map((name): Planted => ['aws_iam_role', 'global', name, personRole(account, name)]),
  ];
}

function personRole(account: string, name: string): Record<string, unknown> {
  return {
    name,
    arn: `arn:aws:iam::${account}:role/people/${name}`,
    path: '/people/',
    unique_id: `AROA${name
      .replaceAll(/[^a-z]/g, '')
      .toUpperCase()
      .padEnd(17, 'X')
      .slice(0, 17)}`,
    description: 'Assumed by people through single sign-on',
    max_session_duration: 43_200,
    assume_role_policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }],
    }),
    tags: {},
    tags_all: {},
  };
}
