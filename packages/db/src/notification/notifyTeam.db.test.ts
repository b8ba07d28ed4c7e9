import { expect, test } from 'vitest';
import { portalOfFile } from '../testing/index.ts';
import { type NotifyTeamInput, notifyTeam } from './notifyTeam.ts';

const { database, portal } = await portalOfFile();

const now = new Date('2026-11-24T12:00:00Z');

function input(key: string): NotifyTeamInput {
  const { team, ids } = portal;
  return { key, kind: 'drift.found', teamId: team.id, title: 'Drift', text: 'Something changed.', now, ids };
}

function tell(key: string): Promise<boolean> {
  return database.db.inTransaction((tx) => notifyTeam(tx, input(key)));
}

test('a team is told once of the same key, also by several at once', async () => {
  const told = await Promise.all(Array.from({ length: 5 }, () => tell('drift:one')));
  expect(told.filter(Boolean)).toHaveLength(1);
  expect(await database.db.client.notification.count({ where: { key: 'drift:one' } })).toBe(1);
});

test('a team that chose no way out of the portal has no deliveries', async () => {
  await tell('drift:quiet');
  expect(await deliveriesOf('drift:quiet')).toEqual([]);
});

test('each way that the team has chosen gets a delivery, which names no secret of the webhook', async () => {
  const { db } = database;
  await db.client.team.update({
    where: { id: portal.team.id },
    data: { webhookUrl: 'https://hooks.example.com/services/T0KEN', mailsMembers: true },
  });
  await tell('drift:loud');
  expect(await deliveriesOf('drift:loud')).toEqual([
    { channel: 'webhook', recipient: 'hooks.example.com', attempts: 0, dueAt: now },
    { channel: 'mail', recipient: portal.requesterId, attempts: 0, dueAt: now },
  ]);
});

test('what the transaction does not commit, nobody is told', async () => {
  const broken = database.db.inTransaction(async (tx) => {
    await notifyTeam(tx, input('drift:undone'));
    throw new Error('undone');
  });
  await expect(broken).rejects.toThrow('undone');
  expect(await database.db.client.notification.count({ where: { key: 'drift:undone' } })).toBe(0);
});

function deliveriesOf(key: string) {
  return database.db.client.notificationDelivery.findMany({
    where: { notification: { key } },
    select: { channel: true, recipient: true, attempts: true, dueAt: true },
    orderBy: { channel: 'asc' },
  });
}
