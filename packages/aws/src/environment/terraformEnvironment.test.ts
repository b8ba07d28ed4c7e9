import { expect, test } from 'vitest';
import { endpointsAt } from '../endpoints.ts';
import { terraformEnvironment } from './terraformEnvironment.ts';

const credentials = { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' };

test('on AWS no endpoint is set', () => {
  const names = Object.keys(terraformEnvironment(credentials, 'eu-west-1', undefined));
  expect(names.filter((name) => name.includes('ENDPOINT'))).toEqual([]);
});

test('an endpoint reaches the state backend and its identity calls', () => {
  expect(terraformEnvironment(credentials, 'us-west-2', endpointsAt('http://127.0.0.1:9'))).toMatchObject({
    AWS_ACCESS_KEY_ID: 'ASIA',
    AWS_SESSION_TOKEN: 'token',
    AWS_REGION: 'us-west-2',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9',
  });
});

test('a key pair without a session sets no token', () => {
  const { sessionToken: _, ...pair } = credentials;
  expect(terraformEnvironment(pair, 'us-west-2', undefined)).not.toHaveProperty('AWS_SESSION_TOKEN');
});
