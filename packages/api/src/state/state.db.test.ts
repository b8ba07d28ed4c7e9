import { beforeEach, describe, expect, it } from 'vitest';
import { openTestPortal } from '../testing/portal.ts';
import { readyStack } from '../testing/worker.ts';
import { portalWithBucket } from './testing/portalWithBucket.ts';

const { portal, bucket } = await portalWithBucket();
let stack: { stackId: string; runId: string; slug: string };
beforeEach(async () => {
  stack = await readyStack(portal);
});

const secret = 'correct horse battery';

function stateOf(serial: number, objects: Record<string, object>, lineage = 'abc') {
  return {
    version: 4,
    terraform_version: '1.11.4',
    serial,
    lineage,
    outputs: {},
    resources: Object.entries(objects).map(([name, attributes]) => ({
      mode: 'managed',
      type: 'aws_db_instance',
      name,
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ attributes }],
    })),
  };
}

const path = (rest: string, layer = 'foundation') => `/stacks/${stack.stackId}/state/${layer}/${rest}`;

describe('the versions of a state', () => {
  it('are listed with what they hold and which run wrote them', async () => {
    await bucket.putState(stack.slug, 'foundation', stateOf(1, {}));
    await bucket.putState(stack.slug, 'foundation', stateOf(2, { main: { id: 'db-1' } }));
    const run = portal.db.client.run.update({
      where: { id: stack.runId },
      data: { startedAt: new Date(Date.now() - 60_000), finishedAt: new Date() },
    });
    await run;
    await portal.db.client.runStep.updateMany({
      where: { runId: stack.runId, name: 'apply', layer: 'foundation' },
      data: { startedAt: new Date(Date.now() - 30_000), finishedAt: new Date() },
    });
    const { status, body } = await portal.call('arno', 'GET', path('versions'));
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      { isPresent: true, content: { serial: 2, resources: 1 }, rollBackRefusal: 'This is the present state.' },
      { isPresent: false, content: { serial: 1, resources: 0 }, rollBackRefusal: 'It holds no resource.' },
    ]);
    expect(body.items[0].writer).toEqual({
      runId: stack.runId,
      kind: 'provision',
      step: 'apply',
      requestedBy: 'Rita',
    });
    expect(body.may).toEqual({ rollBack: true, download: false });
  });

  it('that no run explains have no writer', async () => {
    await portal.db.client.run.update({
      where: { id: stack.runId },
      data: { startedAt: new Date(0), finishedAt: new Date(1) },
    });
    await portal.db.client.runStep.updateMany({
      where: { runId: stack.runId },
      data: { startedAt: new Date(0), finishedAt: new Date(1) },
    });
    await bucket.putState(stack.slug, 'foundation', stateOf(1, {}));
    expect((await portal.call('arno', 'GET', path('versions'))).body.items[0].writer).toBeNull();
  });

  it('come page by page', async () => {
    for (let serial = 1; serial <= 5; serial++) await bucket.putState(stack.slug, 'cluster', stateOf(serial, {}));
    const serials: number[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await portal.call('arno', 'GET', path(`versions?limit=2${query}`, 'cluster'));
      serials.push(...body.items.map(({ content }: { content: { serial: number } }) => content.serial));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(serials).toEqual([5, 4, 3, 2, 1]);
  });

  it('are listed also when one of them is no state, and the present one least of all', async () => {
    await bucket.putState(stack.slug, 'foundation', stateOf(1, { main: { id: 'db-1' } }));
    await bucket.putState(stack.slug, 'foundation', 'not json');
    const { status, body } = await portal.call('arno', 'GET', path('versions'));
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      { content: null, problem: expect.stringContaining('cannot be read') },
      { content: { serial: 1 }, rollBackRefusal: null },
    ]);
  });

  it('of a layer without a state are an empty list', async () => {
    expect((await portal.call('arno', 'GET', path('versions', 'services'))).body.items).toEqual([]);
  });

  it('are for approvers, admins and auditors', async () => {
    for (const person of ['arno', 'ada', 'otto'] as const) {
      expect((await portal.call(person, 'GET', path('versions'))).status).toBe(200);
    }
    expect((await portal.call('rita', 'GET', path('versions'))).status).toBe(403);
    expect((await portal.call('fred', 'GET', path('versions'))).status).toBe(404);
    expect((await portal.call(null, 'GET', path('versions'))).status).toBe(401);
  });
});

describe('the difference between two versions', () => {
  it('tells what changed, without any secret', async () => {
    const main = { id: 'db-1', backup_retention_period: 1, password: secret, url: `postgres://u:${secret}@x` };
    const from = await bucket.putState(stack.slug, 'foundation', stateOf(1, { main }));
    const to = await bucket.putState(
      stack.slug,
      'foundation',
      stateOf(2, { main: { ...main, backup_retention_period: 3, url: 'postgres://x' } }),
    );
    const { status, body } = await portal.call('otto', 'GET', path(`difference?from=${from}&to=${to}`));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      from: { serial: 1, resources: 1 },
      to: { serial: 2 },
      changes: [
        {
          address: 'aws_db_instance.main',
          action: 'update',
          attributes: [
            { path: 'backup_retention_period', before: 1, after: 3 },
            { path: 'url', sensitive: true },
          ],
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('horse');
  });

  it('of a version that is not there is a 404', async () => {
    const from = await bucket.putState(stack.slug, 'foundation', stateOf(1, {}));
    expect((await portal.call('otto', 'GET', path(`difference?from=${from}&to=nothing`))).status).toBe(404);
  });
});

describe('the download of a version', () => {
  it('is the object as it lies there, and audited', async () => {
    const versionId = await bucket.putState(stack.slug, 'foundation', stateOf(1, { main: { password: secret } }));
    const answer = await portal.call('ada', 'GET', path(`download?versionId=${versionId}`));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(stateOf(1, { main: { password: secret } }));
    expect(answer.headers.get('content-disposition')).toContain(`${stack.slug}-foundation.tfstate`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { body } = await portal.call('ada', 'GET', '/audit');
    expect(body.items[0]).toMatchObject({
      action: 'state.downloaded',
      actor: { name: 'Ada' },
      subject: { id: stack.stackId },
      detail: { layer: 'foundation', versionId },
    });
  });

  it('is for admins alone, and what is refused is not audited', async () => {
    const versionId = await bucket.putState(stack.slug, 'foundation', stateOf(1, {}));
    const before = await portal.db.client.auditEvent.count();
    for (const person of ['arno', 'otto', 'rita'] as const) {
      expect((await portal.call(person, 'GET', path(`download?versionId=${versionId}`))).status).toBe(403);
    }
    expect((await portal.call('ada', 'GET', path('download?versionId=nothing'))).status).toBe(404);
    expect((await portal.call('ada', 'GET', path('download'))).status).toBe(400);
    expect(await portal.db.client.auditEvent.count()).toBe(before);
  });
});

describe('going back to a version', () => {
  it('is a run that plans it', async () => {
    const versionId = await bucket.putState(stack.slug, 'foundation', stateOf(1, { main: { id: 'db-1' } }));
    await bucket.putState(stack.slug, 'foundation', stateOf(2, {}));
    const { status, body } = await portal.call('arno', 'POST', path('roll-back'), {
      versionId,
      reason: 'It lost one.',
    });
    expect(status).toBe(200);
    const run = await portal.db.client.run.findUniqueOrThrow({ where: { id: body.run.id } });
    expect(run).toMatchObject({
      kind: 'recover',
      reason: 'It lost one.',
      restore: { layer: 'foundation', versionId, serial: 1, lineage: 'abc', planned: null },
    });
    // Nobody has decided on it, so that a newer request takes its place.
    expect((await portal.call('arno', 'POST', path('roll-back'), { versionId })).status).toBe(200);
  });

  it('is refused to the present version, to an empty one, and to one of an earlier stack of the name', async () => {
    const other = await bucket.putState(stack.slug, 'foundation', stateOf(9, { main: { id: 'db-0' } }, 'earlier'));
    const empty = await bucket.putState(stack.slug, 'foundation', stateOf(1, {}));
    const present = await bucket.putState(stack.slug, 'foundation', stateOf(2, { main: { id: 'db-1' } }));
    for (const [versionId, why] of [
      [other, 'earlier stack'],
      [empty, 'no resource'],
      [present, 'present state'],
    ]) {
      const { status, body } = await portal.call('arno', 'POST', path('roll-back'), { versionId });
      expect([status, body.message]).toEqual([409, expect.stringContaining(why ?? '')]);
    }
  });

  it('is for those who may change the stack and read its state', async () => {
    const versionId = await bucket.putState(stack.slug, 'foundation', stateOf(1, { main: { id: 'db-1' } }));
    await bucket.putState(stack.slug, 'foundation', stateOf(2, {}));
    for (const person of ['rita', 'otto'] as const) {
      expect((await portal.call(person, 'POST', path('roll-back'), { versionId })).status).toBe(403);
    }
  });
});

it('a bucket that cannot be reached is said to be', async () => {
  const offline = await openTestPortal();
  const { stackId } = await readyStack(offline);
  const { status, body } = await offline.call('arno', 'GET', `/stacks/${stackId}/state/foundation/versions`);
  expect([status, body.message]).toEqual([503, expect.stringContaining('could not be reached')]);
  await offline.close();
});
