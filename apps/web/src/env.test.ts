import { expect, test } from 'vitest';
import { readEnvironment } from './env.ts';

const complete = {
  DATABASE_URL: 'postgres://flowport@127.0.0.1:5432/flowport',
  FLOWPORT_SECRET: Buffer.alloc(32, 1).toString('base64'),
  FLOWPORT_URL: 'https://flowport.example.com',
};

test('what is needed is enough', () => {
  expect(readEnvironment(complete)).toMatchObject({ url: complete.FLOWPORT_URL, oidc: undefined, logLevel: 'info' });
});

test('every variable that is missing or wrong is named at once, its value never', () => {
  const read = () => readEnvironment({ DATABASE_URL: 'mysql://root:hunter2@db/x', FLOWPORT_SECRET: 'c2hvcnQ=' });
  expect(read).toThrow(/DATABASE_URL.*FLOWPORT_SECRET.*FLOWPORT_URL/);
  expect(read).not.toThrow(/hunter2|c2hvcnQ/);
});

test('a provider to sign in with needs all that belongs to it', () => {
  expect(() => readEnvironment({ ...complete, FLOWPORT_OIDC_NAME: 'Okta' })).toThrow(/FLOWPORT_OIDC_CLIENT_SECRET/);
});

test('lists are written with commas', () => {
  expect(readEnvironment({ ...complete, FLOWPORT_TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1' }).trustedProxies).toEqual([
    '10.0.0.0/8',
    '127.0.0.1',
  ]);
});
