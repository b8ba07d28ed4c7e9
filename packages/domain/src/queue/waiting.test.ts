import { expect, test } from 'vitest';
import { finalRunStatuses, runStatusSchema } from '../run/run.ts';
import { type WaitingFacts, waitingOf } from './waiting.ts';

const now = new Date('2026-11-01T12:00:00Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const facts = (fields: Partial<WaitingFacts> = {}): WaitingFacts => ({
  status: 'queued',
  now,
  place: { position: 1, of: 3, dueAt: now },
  isTaken: false,
  stackBusyWith: null,
  behind: null,
  target: { name: 'Production', runsMax: 2, holders: [] },
  workers: { alive: 2, active: 2, slots: 4, busy: 0 },
  lost: null,
  silentWorkerId: null,
  approval: { requesterName: 'Rita', selfApproval: false, needed: 1, approverNames: [], expiresAt: null },
  ...fields,
});
const holders = [
  { runId: 'run_1', kind: 'update', slug: 'alpha' },
  { runId: 'run_2', kind: 'drift', slug: null },
] as const;

test.each<[string, Partial<WaitingFacts>, string]>([
  ['nothing is in its way', {}, 'A worker takes it at any moment.'],
  [
    'others are before it',
    { place: { position: 3, of: 3, dueAt: now } },
    'A worker takes it as soon as it has taken those before it.',
  ],
  [
    'there is no worker',
    { workers: { alive: 0, active: 0, slots: 0, busy: 0 } },
    'No worker is running, so nothing is taken from the queue. Start one.',
  ],
  [
    'all workers are paused',
    { workers: { alive: 2, active: 0, slots: 0, busy: 1 } },
    'All 2 workers are paused or draining, so nothing is taken from the queue. An admin can let them go on.',
  ],
  [
    'the target is full, and one of its runs is none of the reader’s business',
    { target: { name: 'Production', runsMax: 2, holders: [...holders] } },
    'The target Production allows 2 runs at once, and the places are taken by alpha and a run of another team.',
  ],
  [
    'all slots are taken',
    { workers: { alive: 1, active: 1, slots: 2, busy: 2 } },
    'The worker is busy with 2 runs; it starts when one has ended.',
  ],
  [
    'its stack is held by another job',
    { stackBusyWith: { runId: 'run_1', kind: 'update', slug: 'alpha' } },
    'A worker is still at the update of this stack.',
  ],
  [
    'an attempt has failed',
    { place: { position: 1, of: 1, dueAt: after(20) } },
    'It could not be started yet and is tried again in 20 seconds.',
  ],
  [
    'its job is lost',
    { place: null },
    'It has lost its place in the queue and is put into it again within two minutes.',
  ],
  [
    'its worker was lost',
    { status: 'interrupted', lost: { reason: 'The worker pine-1 has stopped answering.', at: after(-4) } },
    'The worker pine-1 has stopped answering. That was noticed 4 seconds ago. A worker takes it at any moment.',
  ],
])('a run says why it waits: %s', (_why, fields, sentence) => {
  expect(waitingOf(facts(fields))?.sentence).toBe(sentence);
});

test('what would not help is not said: without workers the limit of the target is no reason', () => {
  const full = { name: 'Production', runsMax: 1, holders: [holders[0]] };
  const none = { alive: 0, active: 0, slots: 0, busy: 0 };
  expect(waitingOf(facts({ target: full, workers: none }))?.sentence).toMatch(/^No worker is running/);
});

test('a worker that is silent is told before anybody has noticed', () => {
  const waiting = waitingOf(facts({ status: 'applying', isTaken: true, silentWorkerId: 'pine-1' }));
  expect(waiting).toEqual({
    position: null,
    of: null,
    sentence: 'Its worker pine-1 has stopped answering; another one takes over within seconds.',
  });
});

test('the position is that of the queue', () => {
  expect(waitingOf(facts({ place: { position: 2, of: 7, dueAt: now } }))).toMatchObject({ position: 2, of: 7 });
});

test.each<[string, Partial<WaitingFacts['approval']>, string]>([
  ['somebody else', {}, 'An approver or admin other than Rita has to decide on its plan.'],
  ['anybody', { selfApproval: true }, 'An approver or admin has to decide on its plan.'],
  ['two people', { needed: 2 }, '2 approvers or admins other than Rita have to decide on its plan.'],
  [
    'the second of two',
    { needed: 2, approverNames: ['Arno'], expiresAt: after(7 * 86_400) },
    'An approver or admin other than Rita and Arno has to decide on its plan. Undecided, it expires in 7 days.',
  ],
])('a plan says who has to decide: %s', (_who, fields, sentence) => {
  const { approval } = facts();
  const waiting = waitingOf(facts({ status: 'awaiting_approval', approval: { ...approval, ...fields } }));
  expect(waiting).toEqual({ position: null, of: null, sentence });
});

test('a run that is not yet in the queue names what it waits for', () => {
  const behind = { runId: 'run_1', kind: 'update', slug: 'alpha', status: 'awaiting_approval' } as const;
  expect(waitingOf(facts({ status: 'waiting', place: null, behind }))?.sentence).toBe(
    'It waits for the update of this stack, which is awaiting approval, and is put into the queue when that has ended.',
  );
});

test('a run that is worked on, or has ended, waits for nothing', () => {
  for (const status of finalRunStatuses) expect(waitingOf(facts({ status }))).toBeNull();
  for (const status of runStatusSchema.options.filter((s) => s !== 'waiting' && s !== 'awaiting_approval')) {
    expect(waitingOf(facts({ status, isTaken: true }))).toBeNull();
  }
});
