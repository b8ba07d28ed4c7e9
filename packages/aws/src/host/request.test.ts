import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestHost } from './request.ts';
import { testingCertificate, testingKey } from './testingCertificate.ts';

let server: Server;
let origin = '';
const signal = new AbortController().signal;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/login') {
      response.writeHead(302, { location: 'https://login.example.com/?a=b' }).end();
      return;
    }
    response.writeHead(401, { 'content-type': 'application/json' });
    request.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => void server.close());

test('an answer is handed on whatever its status', async () => {
  const answer = await requestHost(`${origin}/x`, { method: 'POST', body: '{"a":1}', signal });
  expect(answer).toMatchObject({ status: 401, headers: { 'content-type': 'application/json' }, text: '{"a":1}' });
});

test('a redirect is shown and not followed', async () => {
  const answer = await requestHost(`${origin}/login`, { signal });
  expect(answer).toMatchObject({ status: 302, headers: { location: 'https://login.example.com/?a=b' } });
});

test.each([
  ['a port where nobody listens', 'http://127.0.0.1:1/', /127\.0\.0\.1:1 could not be reached \(ECONNREFUSED.*let in/],
  ['a name that does not exist', 'http://nowhere.invalid/', /could not be reached \((ENOTFOUND|EAI_AGAIN).*DNS/],
])('%s is unavailable, and says what that means', async (_what, url, message) => {
  await expect(requestHost(url, { signal })).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringMatching(message),
  });
});

test('a request that is aborted is canceled', async () => {
  await expect(requestHost(origin, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'canceled' });
});

test('a host is trusted by the authority that is named, and by no other', async () => {
  const secure = createTlsServer({ key: testingKey, cert: testingCertificate }, (_request, response) => {
    response.end('pong');
  });
  await new Promise<void>((resolve) => secure.listen(0, 'localhost', resolve));
  const address = secure.address();
  const url = `https://localhost:${typeof address === 'object' ? address?.port : ''}/ping`;
  try {
    expect(await requestHost(url, { ca: testingCertificate, signal })).toMatchObject({ status: 200, text: 'pong' });
    await expect(requestHost(url, { signal })).rejects.toMatchObject({
      code: 'unavailable',
      publicMessage: expect.stringContaining('unknown authority'),
    });
    await expect(
      requestHost(url.replace('localhost', '127.0.0.1'), { ca: testingCertificate, signal }),
    ).rejects.toMatchObject({ code: 'unavailable' });
  } finally {
    secure.close();
  }
});
