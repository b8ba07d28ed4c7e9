import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const target = (fields: Record<string, unknown> = {}) => ({
  name: 'Production',
  account: '444455556666',
  region: 'eu-central-1',
  deployerRoleArn: 'arn:aws:iam::444455556666:role/flowport-deployer',
  externalId: 'half-a-secret',
  backend: { bucket: 'acme-state', region: 'eu-central-1', workspaceKeyPrefix: 'stacks' },
  ...fields,
});

describe('adding a target', () => {
  it('stores it, checks it, and tells the external id to nobody', async () => {
    const arn = 'arn:aws:sts::444455556666:assumed-role/flowport-deployer/flowport';
    portal.identities.set(target().deployerRoleArn, { account: '444455556666', arn });
    const { status, body } = await portal.call('ada', 'POST', '/targets', target());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'Production',
      kind: 'aws',
      stateBucket: 'acme-state',
      stackCount: 0,
      selfApproval: false,
      checks: [
        { name: 'deployer_role', status: 'passed', detail: `AWS knows us as ${arn}.` },
        { name: 'account', status: 'passed' },
      ],
    });
    const { body: list } = await portal.call('rita', 'GET', '/targets');
    expect(list.items.map(({ name }: { name: string }) => name)).toContain('Production');
    expect(JSON.stringify([body, list])).not.toContain('half-a-secret');
    const { body: audit } = await portal.call('otto', 'GET', '/audit?search=target.added');
    expect(audit.items[0]).toMatchObject({ action: 'target.added', actor: { name: 'Ada' } });
    expect(JSON.stringify(audit)).not.toContain('half-a-secret');
  });

  it('keeps one whose role cannot be assumed, and says what to do', async () => {
    const deployerRoleArn = 'arn:aws:iam::444455556666:role/missing';
    const { status, body } = await portal.call('ada', 'POST', '/targets', target({ name: 'Later', deployerRoleArn }));
    expect(status).toBe(200);
    expect(body.checks).toMatchObject([
      {
        status: 'failed',
        detail: expect.stringContaining('AWS refused'),
        remedy: expect.stringContaining('trust policy'),
      },
      { status: 'skipped' },
    ]);
  });

  it('notices a role of another account', async () => {
    const deployerRoleArn = 'arn:aws:iam::444455556666:role/foreign';
    portal.identities.set(deployerRoleArn, { account: '999999999999', arn: 'arn:aws:sts::999999999999:x' });
    const { body } = await portal.call('ada', 'POST', '/targets', target({ name: 'Foreign', deployerRoleArn }));
    expect(body.checks[1]).toMatchObject({ status: 'failed', detail: expect.stringContaining('999999999999') });
    portal.identities.set(deployerRoleArn, { account: '444455556666', arn: 'arn:aws:sts::444455556666:x' });
    const again = await portal.call('ada', 'POST', `/targets/${body.id}/check`);
    expect(again.body.checks[1]).toMatchObject({ status: 'passed' });
  });

  it('is 409 for a name that is taken', async () => {
    await portal.call('ada', 'POST', '/targets', target({ name: 'Twice' }));
    expect((await portal.call('ada', 'POST', '/targets', target({ name: 'Twice' }))).status).toBe(409);
  });

  it('is 400 for an ARN that is none and an account of eleven digits', async () => {
    const bad = target({ name: 'Bad', deployerRoleArn: 'admin', account: '12345678901' });
    const { status, body } = await portal.call('ada', 'POST', '/targets', bad);
    expect(status).toBe(400);
    expect(body.issues).toMatchObject([{ path: 'account' }, { path: 'deployerRoleArn', rule: 'role_arn' }]);
  });

  it('is for admins', async () => {
    for (const person of ['rita', 'arno', 'otto'] as const) {
      expect((await portal.call(person, 'POST', '/targets', target({ name: 'No' }))).status, person).toBe(403);
      const path = `/targets/${portal.targets.sandbox.id}/check`;
      expect((await portal.call(person, 'POST', path)).status, person).toBe(403);
    }
    expect((await portal.call(null, 'POST', '/targets', target())).status).toBe(401);
    expect((await portal.call('ada', 'POST', '/targets/tgt_00000000000000000000000000/check')).status).toBe(404);
  });
});
