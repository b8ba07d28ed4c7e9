import { presets, stackParametersSchema } from '@flowport/domain';
import { expect, test } from 'vitest';
import { regionCode, stackNames, teamNamespace } from './naming.ts';
import { longest } from './testing/inputs.ts';

/** AWS's own zone ids begin with these. */
test.each([
  ['us-west-2', 'usw2'],
  ['us-east-1', 'use1'],
  ['eu-central-1', 'euc1'],
  ['eu-north-1', 'eun1'],
  ['ap-southeast-1', 'apse1'],
  ['ap-northeast-3', 'apne3'],
  ['ap-south-1', 'aps1'],
  ['ca-central-1', 'cac1'],
  ['ca-west-1', 'caw1'],
  ['me-south-1', 'mes1'],
  ['sa-east-1', 'sae1'],
  ['af-south-1', 'afs1'],
  ['us-gov-west-1', 'usgw1'],
])('%s is abbreviated as %s', (region, code) => {
  expect(regionCode(region)).toBe(code);
});

test('the longest slug in the longest region stays within the limits of IAM, S3, load balancers and Cognito', () => {
  const names = stackNames({ ...longest, account: '111122223333' });
  const team = 'a'.repeat(21);
  const isTeam = (name: string) =>
    stackParametersSchema.safeParse({ ...presets.small.parameters, teams: [name] }).success;
  expect([isTeam(team), isTeam(`${team}a`)]).toEqual([true, false]);
  expect(names.role('load-balancer-controller').length).toBeLessThanOrEqual(64);
  expect(names.role(`task-${team}`).length).toBeLessThanOrEqual(64);
  expect(teamNamespace(team).length).toBeLessThanOrEqual(63);
  expect(names.datastoreBucket.length).toBeLessThanOrEqual(63);
  expect(names.loadBalancer.length).toBeLessThanOrEqual(32);
  for (const key of ['metadata', 'uiStatic', 'uiBackend', 'argoServer'] as const) {
    expect(names.targetGroup(key).length).toBeLessThanOrEqual(32);
  }
  expect(names.userPoolDomain.length).toBeLessThanOrEqual(63);
});

test('a slug with a word that Cognito keeps for AWS has a domain without it', () => {
  const names = stackNames({ slug: 'my-awscognito', account: '111122223333', region: 'us-west-2' });
  expect(names.userPoolDomain).toBe('mf-my-a-wsc-ognito-111122223333');
});

test('the same slug in two regions has two sets of roles and two buckets', () => {
  const [here, there] = ['us-west-2', 'us-west-1'].map((region) =>
    stackNames({ slug: 'demo', account: '111122223333', region }),
  );
  expect(here?.role('task')).not.toBe(there?.role('task'));
  expect(here?.datastoreBucket).not.toBe(there?.datastoreBucket);
});
