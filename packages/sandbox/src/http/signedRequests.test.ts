import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from './testing.ts';
import { type Signable, sha256, sign, signChunks } from './testingSigner.ts';

let sandbox: TestServices;
let base: { service: string; region: string; keys: TestServices['keys']; endpoint: string };
let path: string;

beforeAll(async () => {
  sandbox = await startTestServices();
  base = { service: 's3', region: sandbox.seed.region, keys: sandbox.keys, endpoint: sandbox.endpoint };
  path = `/${sandbox.seed.stateBucket}/signed.txt`;
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

async function send(request: Signable, more: Partial<Parameters<typeof sign>[1]> = {}) {
  const { url, init } = sign(request, { ...base, ...more });
  const answer = await fetch(url, init);
  const text = await answer.text();
  return { status: answer.status, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1], text };
}

test('a presigned URL writes and reads, as long as it lives', async () => {
  expect(await send({ method: 'PUT', path, body: 'presigned' }, { presignSeconds: 60 })).toMatchObject({ status: 200 });
  expect(await send({ method: 'GET', path }, { presignSeconds: 60 })).toMatchObject({ status: 200, text: 'presigned' });
  const old = new Date(Date.now() - 61_000);
  const expired = await send({ method: 'GET', path }, { presignSeconds: 60, at: old });
  expect(expired).toMatchObject({ status: 403, code: 'AccessDenied' });
  expect(expired.text).toContain('Request has expired');
  const query = { 'response-content-type': 'text/html\r\nx-evil: 1' };
  expect(await send({ method: 'GET', path, query }, { presignSeconds: 60 })).toMatchObject({ code: 'InvalidArgument' });
});

test('a presigned GetCallerIdentity is answered, as a cluster asks with it who calls', async () => {
  const request = { method: 'GET', path: '/', query: { Action: 'GetCallerIdentity', Version: '2011-06-15' } };
  const answer = await send(
    { ...request, headers: { 'x-k8s-aws-id': 'mf-demo' }, payloadHash: sha256('') },
    { service: 'sts', presignSeconds: 60 },
  );
  expect(answer.text).toContain(`<Arn>${sandbox.seed.user.arn}</Arn>`);
});

test('signed chunks are taken, and refused when one is changed', async () => {
  const chunks = ['a'.repeat(8192), 'the rest'];
  const request: Signable = {
    method: 'PUT',
    path,
    payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    headers: { 'x-amz-decoded-content-length': '8200', 'content-encoding': 'aws-chunked' },
  };
  const put = async (change: (body: string) => string) => {
    const signed = sign(request, base);
    const answer = await fetch(signed.url, { ...signed.init, body: change(signChunks(signed, chunks)) });
    return { status: answer.status, code: /<Code>(.*?)<\/Code>/.exec(await answer.text())?.[1] };
  };
  expect(await put((body) => body)).toEqual({ status: 200, code: undefined });
  expect((await send({ method: 'GET', path })).text).toBe(chunks.join(''));
  expect(await put((body) => body.replace('the rest', 'the test'))).toEqual({
    status: 403,
    code: 'SignatureDoesNotMatch',
  });
  expect(await put((body) => body.slice(0, 8000))).toEqual({ status: 400, code: 'IncompleteBody' });
  expect((await send({ method: 'GET', path })).text).toBe(chunks.join(''));
});

test('a body other than the signed one is refused and not stored', async () => {
  await send({ method: 'PUT', path, body: 'before' });
  const { url, init } = sign({ method: 'PUT', path, body: 'signed' }, base);
  const answer = await fetch(url, { ...init, body: 'forged' });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('XAmzContentSHA256Mismatch')]);
  expect((await send({ method: 'GET', path })).text).toBe('before');
});

test('every x-amz header must be signed', async () => {
  const unsignedHeaders = { 'x-amz-copy-source': '/other/secret' };
  const answer = await send({ method: 'PUT', path, body: '', unsignedHeaders });
  expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' });
  expect(answer.text).toContain('<HeadersNotSigned>x-amz-copy-source</HeadersNotSigned>');
});

test('a virtual-hosted request names its bucket by the host', async () => {
  await send({ method: 'PUT', path, body: 'virtual' });
  const { port } = new URL(sandbox.endpoint);
  const endpoint = `http://${sandbox.seed.stateBucket}.localhost:${port}`;
  const { url, init } = sign({ method: 'GET', path: '/signed.txt' }, { ...base, endpoint });
  // The name does not resolve everywhere: the connection goes to the address, the Host header says the name.
  const { request } = await import('node:http');
  const body = await new Promise<string>((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        path: new URL(url).pathname,
        headers: { ...(init.headers as Record<string, string>), host: new URL(endpoint).host },
      },
      (res) => {
        let text = '';
        res.on('data', (data) => {
          text += data;
        });
        res.on('end', () => resolve(text));
      },
    );
    call.on('error', reject);
    call.end();
  });
  expect(body).toBe('virtual');
});

test('EKS describes the clusters that Terraform made', async () => {
  const { account, region } = sandbox.seed;
  const issuer = 'https://oidc.eks.us-west-2.amazonaws.com/id/ABC';
  sandbox.objects.put({
    account,
    scope: region,
    type: 'aws_eks_cluster',
    id: 'mf-demo',
    attributes: {
      name: 'mf-demo',
      arn: `arn:aws:eks:${region}:${account}:cluster/mf-demo`,
      version: '1.35',
      status: 'ACTIVE',
      endpoint: 'https://ABC.gr7.us-west-2.eks.amazonaws.com',
      identity: [{ oidc: [{ issuer }] }],
    },
    createdAt: new Date().toISOString(),
  });
  const get = async (url: string) => {
    const signed = sign({ method: 'GET', path: url }, { ...base, service: 'eks' });
    const answer = await fetch(signed.url, signed.init);
    return {
      status: answer.status,
      type: answer.headers.get('x-amzn-errortype'),
      body: (await answer.json()) as unknown,
    };
  };
  expect(await get('/clusters/mf-demo')).toMatchObject({
    status: 200,
    body: { cluster: { name: 'mf-demo', version: '1.35', status: 'ACTIVE', identity: { oidc: { issuer } } } },
  });
  expect((await get('/clusters')).body).toEqual({ clusters: ['mf-demo'], nextToken: null });
  expect(await get('/clusters/none')).toEqual({
    status: 404,
    type: 'ResourceNotFoundException',
    body: { message: 'No cluster found for name: none.' },
  });
});
