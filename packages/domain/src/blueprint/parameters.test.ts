import { describe, expect, test } from 'vitest';
import { fieldIssues, parseInput } from '../error/issues.ts';
import { requestStackInputSchema } from '../stack/view.ts';
import { estimateCost } from './cost.ts';
import {
  completeParameters,
  descriptionSchema,
  overlayParameters,
  type ParameterOverrides,
  parameterOverridesSchema,
  stackParametersSchema,
} from './parameters.ts';
import { presets } from './presets.ts';
import { presetNames } from './sections.ts';
import { slugSchema } from './slug.ts';

const provider = {
  issuer: 'https://login.example.com/',
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/token',
  userInfoEndpoint: 'https://login.example.com/me',
  jwksUri: 'https://login.example.com/keys',
  clientId: 'metaflow',
  clientSecretArn: 'arn:aws:secretsmanager:us-west-2:111122223333:secret:flowport/oidc-AbCdEf',
};
const person = 'arn:aws:iam::111122223333:role/data-scientists';

function issuesOf(overrides: object, preset: (typeof presetNames)[number] = 'standard') {
  const parsed = stackParametersSchema.safeParse(
    overlayParameters(presets[preset].parameters, overrides as ParameterOverrides),
  );
  return parsed.success ? [] : fieldIssues(parsed.error);
}

test.each(presetNames)('the preset %s keeps its own rules', (preset) => {
  expect(issuesOf({}, preset)).toEqual([]);
});

describe('each broken rule names the field, the rule and the remedy', () => {
  test.each([
    ['network.cidr', 'cidr_form', { network: { cidr: 'ten' } }],
    ['network.cidr', 'cidr_form', { network: { cidr: '10.0.0.256/16' } }],
    ['network.cidr', 'cidr_network_address', { network: { cidr: '10.0.0.1/16' } }],
    ['network.cidr', 'cidr_size', { network: { cidr: '10.0.0.0/24' } }],
    ['network.cidr', 'cidr_size', { network: { cidr: '10.0.0.0/8' } }],
    ['network.cidr', 'cidr_private', { network: { cidr: '8.8.0.0/16' } }],
    ['network.cidr', 'cidr_overlap', { network: { cidr: '172.17.0.0/16' } }],
    ['network.cidr', 'cidr_overlap', { network: { cidr: '172.20.0.0/18' } }],
    [
      'network.cidr',
      'cidr_capacity',
      {
        network: { cidr: '10.0.0.0/20' },
        cluster: { workerNodes: { instanceType: 'm6i.xlarge', min: 1, desired: 1, max: 400, diskGb: 100 } },
      },
    ],
    ['network.publicAccessCidrs.0', 'cidr_form', { network: { publicAccessCidrs: ['0.0.0.0'] } }],
    [
      'cluster.workerNodes.desired',
      'node_order',
      { cluster: { workerNodes: { instanceType: 'm6i.xlarge', min: 3, desired: 1, max: 5, diskGb: 100 } } },
    ],
    [
      'cluster.workerNodes.max',
      'node_order',
      { cluster: { workerNodes: { instanceType: 'm6i.xlarge', min: 1, desired: 4, max: 2, diskGb: 100 } } },
    ],
    [
      'cluster.systemNodes.min',
      'system_nodes_min',
      { cluster: { systemNodes: { instanceType: 'm6i.large', min: 1, desired: 2, max: 4, diskGb: 100 } } },
    ],
    [
      'cluster.systemNodes.instanceType',
      'not_in_preset',
      { cluster: { systemNodes: { instanceType: 'm6i.8xlarge', min: 2, desired: 2, max: 2, diskGb: 100 } } },
    ],
    [
      'cluster.gpuNodes.instanceType',
      'not_in_preset',
      { cluster: { gpuNodes: { instanceType: 'g5.xlarge', min: 0, desired: 0, max: 1, diskGb: 100 } } },
    ],
    ['database.instanceClass', 'not_in_preset', { database: { instanceClass: 'db.r6g.large' } }],
    ['database.storageGb', 'too_small', { database: { storageGb: 5 } }],
    ['cluster.colour', 'unknown_field', { cluster: { colour: 'red' } }],
    ['teams.0', 'team_form', { teams: ['Fraud'] }],
    ['teams.0', 'team_form', { teams: ['a--b'] }],
    ['teams.0', 'team_form', { teams: ['a234567890123456789012'] }],
    ['teams.0', 'team_reserved', { teams: ['jobs'] }],
    ['teams.1', 'twice', { teams: ['risk', 'risk'] }],
    ['endpoint.domain', 'endpoint_domain', { endpoint: { mode: 'alb-cognito' } }],
    ['endpoint.zoneId', 'endpoint_zone', { endpoint: { mode: 'alb-cognito', domain: 'fraud.example.com' } }],
    [
      'endpoint.oidc',
      'endpoint_oidc',
      { endpoint: { mode: 'alb-oidc', domain: 'a.example.com', zoneId: 'Z0123456789' } },
    ],
    ['endpoint.domain', 'domain_form', { endpoint: { domain: 'Fraud Models' } }],
    ['endpoint.domain', 'domain_form', { endpoint: { domain: `${'a'.repeat(60)}.${'b'.repeat(60)}.com` } }],
    ['endpoint.allowedCidrs.0', 'cidr_form', { endpoint: { allowedCidrs: ['10.0.0.1/8'] } }],
    [
      'endpoint.domain',
      'endpoint_domain_length',
      { endpoint: { mode: 'alb-cognito', domain: `${'a'.repeat(60)}.example.com`, zoneId: 'Z0123456789' } },
    ],
    [
      'endpoint.oidc.clientSecretArn',
      'secret_arn',
      { endpoint: { oidc: { ...provider, clientSecretArn: provider.clientSecretArn.replace('flowport/', 'other/') } } },
    ],
    ['endpoint.oidc.issuer', 'https_url', { endpoint: { oidc: { ...provider, issuer: 'http://login.example.com' } } }],
    [
      'endpoint.oidc.tokenEndpoint',
      'https_url',
      { endpoint: { oidc: { ...provider, tokenEndpoint: 'https://a.com/?x=1' } } },
    ],
    ['cluster.userPrincipals', 'twice', { cluster: { userPrincipals: [person, person] } }],
    ['cluster.userPrincipals.0', 'principal_arn', { cluster: { userPrincipals: ['data-scientists'] } }],
    [
      'cluster.spotNodes.instanceType',
      'not_in_preset',
      { cluster: { spotNodes: { instanceType: 'g5.xlarge', min: 0, desired: 0, max: 1, diskGb: 100 } } },
    ],
  ])('%s: %s', (path, rule, overrides) => {
    const issue = issuesOf(overrides).find((candidate) => candidate.path === path);
    expect(issue).toMatchObject({ rule });
    expect(issue?.message).toBeTruthy();
    expect(issue?.remedy).toBeTruthy();
  });

  test.each(['aws:cost', 'flowport:stack', 'managed-by'])('the tag key %s is refused', (key) => {
    expect(issuesOf({ tags: { [key]: 'x' } })).toHaveLength(1);
  });

  test.each(['${file("/etc/passwd")}', '%{if true}', '</script>', '"', 'two\nlines', '🙂'])(
    'the tag value %s is refused, as AWS would',
    (value) => {
      expect(issuesOf({ tags: { owner: value } })[0]?.path).toBe('tags.owner');
    },
  );
});

test('what overrides leave out comes from the preset, and unknown sections are refused', () => {
  const overlaid = overlayParameters(
    presets.small.parameters,
    parameterOverridesSchema.parse({ database: { storageGb: 40 } }),
  );
  expect(overlaid).toEqual({
    ...presets.small.parameters,
    database: { ...presets.small.parameters.database, storageGb: 40 },
  });
  expect(parameterOverridesSchema.safeParse({ databse: {} }).success).toBe(false);
});

describe('slug', () => {
  test.each(['fraud', 'a1b', 'fraud-models-2026'])('%s is a name', (slug) => {
    expect(slugSchema.parse(slug)).toBe(slug);
  });
  test.each([
    ['ab', 'slug_length'],
    ['a'.repeat(21), 'slug_length'],
    ['Fraud', 'slug_form'],
    ['1abc', 'slug_form'],
    ['abc-', 'slug_form'],
    ['a--b', 'slug_form'],
    ['a_b', 'slug_form'],
    ['fraud\n', 'slug_form'],
    ['aws-team', 'slug_reserved'],
    ['amazonas', 'slug_reserved'],
    ['sthree-x', 'slug_reserved'],
    ['default', 'slug_reserved'],
    ['${file("/x")}', 'slug_form'],
  ])('%j breaks %s', (slug, rule) => {
    const parsed = slugSchema.safeParse(slug);
    expect(parsed.success ? [] : fieldIssues(parsed.error)).toMatchObject([{ rule }]);
  });
});

describe('free text', () => {
  test.each([
    '${file("/etc/passwd")}',
    '%{if true}',
    '</script><script>',
    `'"\\`,
    'two\nlines\tand a tab',
    '🙂 ünï',
    '',
  ])('%j stays as typed', (text) => {
    expect(descriptionSchema.parse(text)).toBe(text);
  });
  test.each(['a'.repeat(10_000), 'bell\u0007', 'null\u0000'])(
    'what cannot be shown or is too long is refused',
    (text) => {
      expect(descriptionSchema.safeParse(text).success).toBe(false);
    },
  );
});

test('a refused request names every field at once', () => {
  const attempt = () =>
    parseInput(requestStackInputSchema, { slug: 'X', teamId: 't', preset: 'huge', colour: 1 }, 'requesting a stack');
  expect(attempt).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      issues: expect.arrayContaining([
        expect.objectContaining({ path: 'slug' }),
        expect.objectContaining({ path: 'colour', rule: 'unknown_field' }),
        expect.objectContaining({ path: 'preset', remedy: expect.stringContaining('small') }),
      ]),
    }),
  );
});

test.each(presetNames)('the cost of %s is the sum of its components and its ceiling is above its floor', (preset) => {
  const cost = estimateCost(presets[preset].parameters);
  expect(cost.components.reduce((sum, component) => sum + component.floorCents, 0)).toBe(cost.floorCents);
  expect(cost.ceilingCents).toBeGreaterThan(cost.floorCents);
});

test('the control plane costs 73 dollars a month and a NAT gateway with its address 36.50', () => {
  const { components } = estimateCost(presets.small.parameters);
  expect(components.find((component) => component.name === 'Kubernetes control plane')?.floorCents).toBe(7300);
  expect(components.find((component) => component.name === 'NAT gateways')?.floorCents).toBe(3650);
});

test('a stack that sleeps costs what still runs', () => {
  const { parameters } = presets.small;
  const awake = estimateCost(parameters);
  const asleep = estimateCost({ ...parameters, asleep: true });
  const nodes = awake.components.filter(({ name }) => name.endsWith('nodes'));
  expect(asleep.floorCents).toBe(awake.floorCents - nodes.reduce((sum, { floorCents }) => sum + floorCents, 0));
  expect(asleep.ceilingCents).toBe(asleep.floorCents);
});

test('a stack that was stored before stacks could sleep is awake', () => {
  const { asleep: _, ...stored } = presets.small.parameters;
  expect(completeParameters(stored).asleep).toBe(false);
  expect(stackParametersSchema.parse(stored).asleep).toBe(false);
});

test('neither a request nor a change sets whether a stack sleeps', () => {
  expect(parameterOverridesSchema.safeParse({ asleep: true }).success).toBe(false);
  expect(overlayParameters({ ...presets.small.parameters, asleep: true }, {})).toMatchObject({ asleep: true });
});
