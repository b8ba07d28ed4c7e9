import { endpointParametersSchema, portForward, presets } from '@flowport/domain';
import { describe, expect, test } from 'vitest';
import { draftParameters, parameterIssues, type StackDraft, withValueAt } from './draft.ts';
import { endpointInMode, typedParts } from './endpointDraft.ts';

const oidc = { issuer: 'https://login.example.com' };
const withLoadBalancer = { ...portForward, mode: 'alb-oidc', domain: 'fraud.example.com', oidc };

describe('another mode of access', () => {
  test('has fields to fill in, and says at each that it is missing', () => {
    const draft: StackDraft = {
      slug: 'fraud',
      teamId: 'team_1',
      targetId: 'tgt_1',
      description: '',
      parameters: draftParameters(presets.standard.parameters),
      tags: [],
    };
    const issuesIn = (mode: 'port-forward' | 'alb-oidc' | 'alb-cognito') =>
      parameterIssues(withValueAt(draft, 'endpoint', endpointInMode({}, mode))).map(({ path }) => path);
    expect(issuesIn('port-forward')).toEqual([]);
    expect(issuesIn('alb-cognito')).toEqual(['endpoint.domain', 'endpoint.zoneId']);
    expect(new Set(issuesIn('alb-oidc'))).toEqual(
      new Set(['endpoint.domain', 'endpoint.zoneId', ...providerFields.map((field) => `endpoint.oidc.${field}`)]),
    );
  });

  test('leaves nothing behind that it does not show', () => {
    expect(endpointInMode(withLoadBalancer, 'port-forward')).toEqual(portForward);
    expect(endpointInMode(withLoadBalancer, 'alb-cognito')).toMatchObject({ domain: 'fraud.example.com', oidc: null });
  });

  test('brings back what was typed when one returns to it', () => {
    const typed = typedParts(endpointInMode(withLoadBalancer, 'port-forward'), typedParts(withLoadBalancer, {}));
    expect(endpointInMode(typed, 'alb-oidc')).toEqual(withLoadBalancer);
    const viaCognito = typedParts(endpointInMode(typed, 'alb-cognito'), typed);
    expect(endpointInMode(viaCognito, 'alb-oidc')).toEqual(withLoadBalancer);
  });
});

const providerFields = Object.keys(endpointParametersSchema.shape.oidc.unwrap().shape);
