import { presets } from '@flowport/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshSlug, openTestPortal, type Person, type TestPortal } from '../testing/portal.ts';
import { readyStack } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.preflights.facts = {};
  portal.preflights.asked.length = 0;
});

const preflight = (person: Person | null, fields: Record<string, unknown> = {}) =>
  portal.call(person, 'POST', '/stacks/preflight', { ...portal.request(), ...fields });

const statusOf = (checks: { name: string; status: string }[], name: string) =>
  checks.find((check) => check.name === name)?.status;

describe('a preflight', () => {
  it('tells every check of a request, and stores nothing', async () => {
    const before = await portal.db.client.stack.count();
    const { status, body } = await preflight('rita');
    expect(status).toBe(200);
    expect(body.checks.slice(0, 4).map(({ name, status: is }: { name: string; status: string }) => [name, is])).toEqual(
      [
        ['identity', 'passed'],
        ['cidr', 'passed'],
        ['names', 'passed'],
        ['kubernetes', 'passed'],
      ],
    );
    expect(body).toMatchObject({
      passed: true,
      checks: expect.arrayContaining([{ ...anyCheck, name: 'quota.L-F678F1CE' }]),
    });
    expect(await portal.db.client.stack.count()).toBe(before);
  });

  it('asks for the names that the layers would give', async () => {
    await preflight('rita', { slug: 'fraud' });
    expect(portal.preflights.asked[0]).toMatchObject({
      slug: 'fraud',
      present: null,
      names: { bucket: 'fraud-datastore' },
    });
  });

  it('does not pass when a check fails, and says what to do', async () => {
    portal.preflights.facts = { taken: { known: true, value: [{ kind: 'database', name: 'mf-x', why: 'exists' }] } };
    const { body } = await preflight('rita');
    expect(body.passed).toBe(false);
    expect(body.checks.find(({ name }: { name: string }) => name === 'names')).toMatchObject({
      status: 'failed',
      detail: 'The database mf-x exists.',
      remedy: expect.stringContaining('another name'),
    });
  });

  it('finds the network that another stack of the target has', async () => {
    const cidr = '10.99.0.0/20';
    await portal.call('rita', 'POST', '/stacks', portal.request({ parameters: { network: { cidr } } }));
    const { body } = await preflight('rita', { parameters: { network: { cidr } } });
    expect(statusOf(body.checks, 'cidr')).toBe('failed');
    const free = await preflight('rita');
    expect(statusOf(free.body.checks, 'cidr')).toBe('passed');
  });

  it('of a change asks for what the change adds, and leaves the stack its names and network', async () => {
    const { stackId, slug } = await readyStack(portal);
    const fields = { slug, stackId, parameters: { network: { nat: 'per-zone' } } };
    const { body } = await preflight('rita', fields);
    expect(statusOf(body.checks, 'names')).toBe('skipped');
    expect(statusOf(body.checks, 'cidr')).toBe('passed');
    const codes = body.checks
      .map(({ name }: { name: string }) => name)
      .filter((name: string) => name.startsWith('quota.'));
    expect(codes).toEqual(['quota.L-0263D0A3']);
    const { parameters } = portal.preflights.asked[0] ?? {};
    expect(parameters?.database).toEqual(presets.small.parameters.database);
  });

  it('is for whoever may request in the team', async () => {
    expect((await preflight('vera')).status).toBe(200);
    expect((await preflight('arno')).status).toBe(200);
    expect((await preflight('fred')).status).toBe(404);
    expect((await preflight('otto')).status).toBe(403);
    expect((await preflight(null)).status).toBe(401);
    expect(portal.preflights.asked).toHaveLength(2);
  });

  it('refuses parameters as a request does, before anybody is asked', async () => {
    const { status, body } = await preflight('rita', { parameters: { endpoint: { mode: 'alb-cognito' } } });
    expect(status).toBe(400);
    expect(body.issues.map(({ path }: { path: string }) => path)).toContain('parameters.endpoint.domain');
    expect((await preflight('rita', { slug: 'A' })).status).toBe(400);
    expect(portal.preflights.asked).toEqual([]);
  });

  it('of a stack in another target is a conflict', async () => {
    const { stackId } = await readyStack(portal);
    const fields = { slug: freshSlug(), stackId, targetId: portal.targets.playground.id };
    expect((await preflight('rita', fields)).status).toBe(409);
  });
});

const anyCheck = {
  title: expect.any(String),
  status: 'warning',
  detail: expect.any(String),
  remedy: expect.any(String),
  checkedAt: expect.any(String),
};
