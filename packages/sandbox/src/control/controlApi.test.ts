import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '../sandbox.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'flowport-sandbox-'));
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir, latency: 'none' });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

async function call(method: string, path: string, body?: unknown, type = 'application/json') {
  const response = await fetch(`${sandbox.endpoint}/_sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': type } }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const role = { account: '111122223333', scope: 'global', type: 'aws_iam_role', id: 'flowport-deployer' };

describe('the control API', () => {
  it('counts what there is, apart from what AWS keeps on purpose', async () => {
    const before = (await call('GET', '/counts')).body;
    sandbox.world.store.put({ ...role, type: 'aws_db_snapshot', id: 's', attributes: {}, createdAt: '' });
    expect((await call('GET', '/counts')).body).toEqual({ ...before, retained: { aws_db_snapshot: 1 } });
  });

  it('lists, changes and deletes objects', async () => {
    expect((await call('GET', `/objects?type=aws_iam_role&id=${role.id}`)).body).toMatchObject({ objects: [role] });
    const changed = await call('PATCH', '/objects', { ...role, attributes: { description: 'by hand' } });
    expect(changed.body.attributes).toMatchObject({ description: 'by hand', name: 'flowport-deployer' });
    expect((await call('DELETE', '/objects', role)).status).toBe(200);
    expect((await call('DELETE', '/objects', role)).status).toBe(404);
  });

  it('puts what is somebody else’s there, once', async () => {
    const group = { ...role, scope: 'us-west-2', type: 'aws_cloudwatch_log_group', id: '/aws/eks/other/cluster' };
    expect((await call('POST', '/objects', { ...group, attributes: { name: group.id } })).status).toBe(200);
    expect((await call('GET', `/objects?type=${group.type}`)).body).toMatchObject({
      objects: [{ ...group, attributes: { id: group.id, name: group.id } }],
    });
    expect((await call('POST', '/objects', { ...group, attributes: {} })).status).toBe(409);
  });

  it('gives a bucket to another account, whose name is taken for everybody then', async () => {
    const bucket = { account: '444455556666', scope: 'global', type: 'aws_s3_bucket', id: 'somebody-elses' };
    expect((await call('POST', '/objects', { ...bucket, attributes: {} })).status).toBe(200);
    expect(() => sandbox.world.buckets.create({ name: bucket.id, account: role.account, region: 'us-west-2' })).toThrow(
      /not available/,
    );
    expect((await call('DELETE', '/objects', bucket)).status).toBe(200);
    expect(sandbox.world.buckets.exists(bucket.id)).toBe(false);
  });

  it('plants the seed again after a wipe', async () => {
    await call('POST', '/wipe', {});
    expect(sandbox.world.store.get(role)).toBeDefined();
    expect(sandbox.world.buckets.exists(sandbox.stateBucket)).toBe(true);
  });

  it('sets faults, latency and quotas', async () => {
    const fault = { type: 'aws_vpc', operation: 'create', nth: 2, code: 'Boom' };
    expect((await call('POST', '/faults', fault)).body.faults).toMatchObject([fault]);
    expect((await call('DELETE', '/faults', {})).status).toBe(200);
    expect((await call('PUT', '/latency', { profile: 'demo', extra: { aws_vpc: 5 } })).body).toEqual({
      profile: 'demo',
    });
    expect((await call('PUT', '/latency', { profile: 'none', extra: { aws_vpc: 0 } })).body).toEqual({
      profile: 'none',
    });
    expect((await call('PUT', '/quotas', { aws_vpc: 5 })).body).toEqual({ aws_vpc: 5 });
    expect((await call('PUT', '/quotas', { aws_vpc: null })).body).toEqual({});
    expect((await call('PUT', '/quotas', { 'L-1216C47A': 5 })).body).toEqual({ 'L-1216C47A': 5 });
    expect((await call('PUT', '/quotas', { 'L-1216C47A': null })).body).toEqual({});
    expect((await call('PUT', '/quotas', { aws_moon: 1 })).status).toBe(400);
    expect((await call('PUT', '/consistency', { aws_iam_role: 3 })).body).toEqual({ aws_iam_role: 3 });
    expect((await call('PUT', '/consistency', { aws_iam_role: 0 })).body).toEqual({});
  });

  it('answers a bad request with what is wrong', async () => {
    expect(await call('POST', '/faults', { type: 'aws_vpc', nth: 0, code: 'x' })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('nth') },
    });
    expect((await call('GET', '/objects?nonsense=1')).status).toBe(400);
    expect((await call('POST', '/nothing', {})).status).toBe(404);
  });

  it('refuses what a page of another site could send', async () => {
    expect((await call('POST', '/wipe', {}, 'text/plain')).status).toBe(415);
    const status = await new Promise((resolve, reject) => {
      request(`${sandbox.endpoint}/_sandbox/counts`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
