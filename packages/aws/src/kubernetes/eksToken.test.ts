import { expect, test } from 'vitest';
import { eksToken } from './eksToken.ts';

const input = {
  cluster: 'mf-fraud',
  region: 'us-west-2',
  credentials: { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'a/b+c=' },
  now: new Date('2026-11-24T12:00:00Z'),
};

async function urlOf(more: Partial<typeof input> = {}): Promise<URL> {
  const token = await eksToken({ ...input, ...more });
  expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
  return new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());
}

test('the token is a presigned GetCallerIdentity with the cluster among what is signed', async () => {
  const url = await urlOf();
  expect(url.origin + url.pathname).toBe('https://sts.us-west-2.amazonaws.com/');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'ASIAEXAMPLE/20261124/us-west-2/sts/aws4_request',
    'X-Amz-Date': '20261124T120000Z',
    'X-Amz-Expires': '60',
    'X-Amz-Security-Token': 'a/b+c=',
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
  });
  expect(url.searchParams.has('x-k8s-aws-id')).toBe(false);
});

test('a token of one cluster is not that of another', async () => {
  const signature = (url: URL) => url.searchParams.get('X-Amz-Signature');
  expect(signature(await urlOf())).toMatch(/^[0-9a-f]{64}$/);
  expect(signature(await urlOf())).toBe(signature(await urlOf()));
  expect(signature(await urlOf())).not.toBe(signature(await urlOf({ cluster: 'mf-churn' })));
});
