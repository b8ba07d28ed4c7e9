import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
  await portal.call('rita', 'POST', '/stacks', portal.request({ slug: 'fraud' }));
});
afterAll(() => portal.close());

const check = async (slug: string, targetId = portal.targets.sandbox.id) =>
  portal.call('fred', 'GET', `/slugs/${encodeURIComponent(slug)}?targetId=${targetId}`);

describe('the check of a slug', () => {
  it('tells whether it is free, across teams, target by target', async () => {
    expect((await check('fraud')).body).toEqual({
      available: false,
      message: 'Taken in Sandbox.',
      suggestion: 'fraud-2',
    });
    const free = { available: true, message: null, suggestion: null };
    expect((await check('fraud-2')).body).toEqual(free);
    expect((await check('fraud', portal.targets.playground.id)).body).toEqual(free);
  });

  it('explains what is wrong with its form', async () => {
    expect((await check('Fraud')).body).toMatchObject({
      available: false,
      message: expect.stringMatching(/lower-case/),
    });
    expect((await check('aws-x')).body).toMatchObject({ available: false, message: expect.stringMatching(/reserved/) });
    expect((await check('a/b <script>')).body).toMatchObject({ available: false });
  });

  it('is 404 for a target that does not exist', async () => {
    expect((await check('fraud', 'tgt_00000000000000000000000000')).status).toBe(404);
  });
});
