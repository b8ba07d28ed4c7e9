import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
let path = '';
beforeAll(async () => {
  portal = await openTestPortal();
  path = `/targets/${portal.targets.sandbox.id}/policy`;
});
afterAll(() => portal.close());

it('changes what is named and nothing else, and records what was before', async () => {
  const { status, body } = await portal.call('ada', 'POST', path, { policy: { runsMax: 3, driftEveryHours: null } });
  expect(status).toBe(200);
  expect(body.policy).toMatchObject({ runsMax: 3, driftEveryHours: null, approvalHours: 168, secondApprover: false });
  await portal.call('ada', 'POST', path, { policy: { secondApprover: true } });
  const { body: list } = await portal.call('rita', 'GET', '/targets');
  const seen = list.items.find(({ id }: { id: string }) => id === portal.targets.sandbox.id);
  expect(seen.policy).toMatchObject({ runsMax: 3, driftEveryHours: null, secondApprover: true });
  const { body: audit } = await portal.call('otto', 'GET', '/audit?search=target.policySet');
  expect(audit.items).toMatchObject([
    { detail: { before: { secondApprover: false }, after: { secondApprover: true } } },
    { detail: { before: { runsMax: 10, driftEveryHours: 24 }, after: { runsMax: 3, driftEveryHours: null } } },
  ]);
});

it('records nothing where nothing differs', async () => {
  await portal.call('ada', 'POST', path, { policy: { logDays: 30 } });
  await portal.call('ada', 'POST', path, { policy: { logDays: 30 } });
  const { body: audit } = await portal.call('otto', 'GET', '/audit?search=target.policySet&limit=1');
  expect(audit.items[0].detail).toEqual({ before: { logDays: 365 }, after: { logDays: 30 } });
});

it('is 400 with the field for what is out of bounds, and 403 for everybody but admins', async () => {
  const { status, body } = await portal.call('ada', 'POST', path, { policy: { runsMax: 0, approvalHours: 9000 } });
  expect(status).toBe(400);
  expect(body.issues).toMatchObject([
    { path: 'policy.approvalHours', message: 'At most 8760 hours (a year).' },
    { path: 'policy.runsMax', message: 'At least 1 run.' },
  ]);
  for (const person of ['rita', 'arno', 'otto'] as const) {
    expect((await portal.call(person, 'POST', path, { policy: { runsMax: 1 } })).status).toBe(403);
  }
  expect(
    (await portal.call('ada', 'POST', '/targets/tgt_00000000000000000000000000/policy', { policy: {} })).status,
  ).toBe(404);
});
