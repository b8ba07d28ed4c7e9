import { expect, test } from 'vitest';
import { allowedEnvironment, hideCredentials } from './environment.ts';

test("only the allow list and the caller's own additions get through", () => {
  const environment = allowedEnvironment(
    {
      PATH: '/bin',
      HOME: '/root',
      https_proxy: 'http://proxy:3128',
      SSL_CERT_FILE: '/ca.pem',
      NO_PROXY: '',
      TF_CLI_ARGS: '-destroy',
      TF_VAR_admin: 'x',
      TF_LOG: 'trace',
      AWS_SECRET_ACCESS_KEY: 'ours',
      DATABASE_URL: 'postgres://secret',
      FLOWPORT_SECRET: 'x',
      NODE_OPTIONS: '--inspect',
      LD_PRELOAD: '/evil.so',
    },
    { AWS_ACCESS_KEY_ID: 'theirs', TF_REATTACH_PROVIDERS: '{}' },
  );
  expect(environment).toEqual({
    PATH: '/bin',
    https_proxy: 'http://proxy:3128',
    SSL_CERT_FILE: '/ca.pem',
    AWS_ACCESS_KEY_ID: 'theirs',
    TF_REATTACH_PROVIDERS: '{}',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
  });
});

test('credentials of the run are hidden in text for people', () => {
  const hide = hideCredentials({ AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI', AWS_SESSION_TOKEN: '', OTHER: 'plain' });
  expect(hide('key wJalrXUtnFEMI, wJalrXUtnFEMI and plain')).toBe('key (hidden), (hidden) and plain');
});
