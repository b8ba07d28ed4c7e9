import { expect, test } from 'vitest';
import { awsFailure } from './refusal.ts';

function failure(name: string, message = 'as AWS says it') {
  const error = Object.assign(new Error(message), { name });
  return awsFailure(error, 'assuming the role X', 'Check the trust policy.');
}

test.each([
  ['AccessDenied', 'credentials_refused', 'Check the trust policy.'],
  ['InvalidClientTokenId', 'credentials_refused', 'key pair'],
  ['ExpiredTokenException', 'credentials_refused', 'expired'],
  ['CredentialsProviderError', 'credentials_refused', 'AWS_PROFILE'],
  ['ThrottlingException', 'unavailable', 'ThrottlingException'],
  ['TimeoutError', 'unavailable', 'could not be reached'],
  ['AbortError', 'canceled', 'canceled'],
])('%s becomes %s and says what to do', (name, code, hint) => {
  const error = failure(name);
  expect(error.code).toBe(code);
  expect(error.publicMessage).toContain('While assuming the role X');
  expect(error.publicMessage).toContain(hint);
});

test('a refused connection is told from a refused credential', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(awsFailure(error, 'asking', '').code).toBe('unavailable');
});
