import { type Endpoint, portForward } from '@flowport/domain';
import fc from 'fast-check';

/** Short, usual, and the longest whose hosts still fit AWS's 128 characters in a listener rule. */
const domains = ['x.io', 'fraud.metaflow.example.com', `${'a'.repeat(63)}.${'b'.repeat(50)}.test`];

const oidc: fc.Arbitrary<NonNullable<Endpoint['oidc']>> = fc.record({
  issuer: fc.constantFrom('https://login.example.com', 'https://example.okta.com/oauth2/default'),
  authorizationEndpoint: fc.constant('https://login.example.com/oauth2/authorize'),
  tokenEndpoint: fc.constant('https://login.example.com/oauth2/token'),
  userInfoEndpoint: fc.constant('https://login.example.com/oauth2/userinfo'),
  jwksUri: fc.constant('https://login.example.com/oauth2/keys'),
  // Printable signs, those that mean something to Terraform among them.
  clientId: fc.oneof(fc.constantFrom('flowport', '${a}%{b}$${c}'), fc.stringMatching(/^[\x21-\x7e]{1,40}$/)),
  clientSecretArn: fc.constantFrom(
    'arn:aws:secretsmanager:us-west-2:111122223333:secret:flowport/oidc-client-AbCdEf',
    'arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:flowport/oidc-AbCdEf',
  ),
});

const shared = {
  certificateArn: fc.option(fc.constant('arn:aws:acm:us-west-2:111122223333:certificate/12345678-1234-1234')),
  allowedCidrs: fc.subarray(['0.0.0.0/0', '203.0.113.0/24', '198.51.100.7/32'], { minLength: 1 }),
  machineAuth: fc.constantFrom<Endpoint['machineAuth']>('key', 'jwt'),
};

const published = {
  ...shared,
  domain: fc.constantFrom(...domains),
  zoneId: fc.constantFrom('Z0123456789ABC', 'Z0FLOWPORTSANDBOX'),
};

/** Any endpoint; the fields of another mode may be left over from trying it in the form. */
export const endpoints: fc.Arbitrary<Endpoint> = fc
  .oneof(
    fc.constant(portForward),
    fc.record<Endpoint>({
      mode: fc.constant('port-forward'),
      ...shared,
      domain: fc.option(published.domain),
      zoneId: fc.option(published.zoneId),
      oidc: fc.option(oidc),
    }),
    fc.record<Endpoint>({ mode: fc.constant('alb-oidc'), ...published, oidc }),
    fc.record<Endpoint>({ mode: fc.constant('alb-cognito'), ...published, oidc: fc.option(oidc) }),
  )
  // ACM certifies no longer ones; they need a certificate of their own.
  .map((endpoint) =>
    endpoint.certificateArn === null && (endpoint.domain?.length ?? 0) > 62
      ? { ...endpoint, domain: 'fraud.metaflow.example.com' }
      : endpoint,
  );
