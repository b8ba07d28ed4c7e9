import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from './testing.ts';

let sandbox: TestServices;

beforeAll(async () => {
  sandbox = await startTestServices();
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

/** Sends bytes as they are and reads until the connection ends. */
function raw(request: string): Promise<string> {
  const { hostname, port } = new URL(sandbox.endpoint);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.end(request));
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

test('an anonymous call to S3 is denied as an XML document with ids', async () => {
  const answer = await fetch(`${sandbox.endpoint}/${sandbox.seed.stateBucket}/key`);
  expect(answer.status).toBe(403);
  const requestId = answer.headers.get('x-amz-request-id');
  expect(requestId).toMatch(/^[A-Z0-9]{16}$/);
  expect(await answer.text()).toContain(`<Code>AccessDenied</Code><Message>Access Denied</Message>`);
  expect(answer.headers.get('x-amz-id-2')).toBeTruthy();
});

test('an unsigned call to STS lacks its authentication token', async () => {
  const answer = await fetch(sandbox.endpoint, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }),
  });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
});

test('web identity without its parameters is a validation error', async () => {
  const answer = await fetch(sandbox.endpoint, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15' }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("Value null at 'roleArn' failed to satisfy constraint");
});

test.each([
  [
    'a path that is not UTF-8',
    'GET /bucket/%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    '400',
    'InvalidURI',
  ],
  [
    'a signature of another kind',
    'GET /b HTTP/1.1\r\nHost: x\r\nAuthorization: AWS a:b\r\nConnection: close\r\n\r\n',
    '400',
    'AuthorizationHeaderMalformed',
  ],
  ['a HEAD, which has no body', 'HEAD /b/k HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '403', ''],
])('%s is answered in form', async (_, request, status, code) => {
  const answer = await raw(request);
  expect(answer).toContain(`HTTP/1.1 ${status} `);
  expect(answer).toContain(code);
});

test('a form of more than 256 KiB is refused', async () => {
  const answer = await fetch(sandbox.endpoint, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'GetCallerIdentity', Padding: 'x'.repeat(300_000) }),
  });
  expect(answer.status).toBe(413);
});
