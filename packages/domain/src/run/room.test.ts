import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemUserId } from '../access/systemUser.ts';
import { inTheWayWords, type Room, roomFor, type StackHolder } from './room.ts';
import { isFinal, type RunStatus, runKindSchema, runStatusSchema } from './run.ts';

const active = runStatusSchema.options.filter((status) => !isFinal(status) && status !== 'waiting');
const busy = ['planning', 'applying', 'verifying', 'canceling', 'interrupted', 'recovering'] as const;
const update = (status: RunStatus, fields: Partial<StackHolder> = {}): StackHolder => ({
  kind: 'update',
  status,
  requestedById: 'rita',
  hasApplied: false,
  ...fields,
});
const asked = (ifBusy: 'refuse' | 'queue', requestedById = 'vera') =>
  ({ kind: 'update', requestedById, ifBusy }) as const;

describe('a run that is asked for', () => {
  it('starts where nothing is in the way', () => {
    expect(roomFor(asked('refuse'), undefined)).toBe('start');
    expect(roomFor(asked('queue', systemUserId), undefined)).toBe('start');
  });

  it.each<[RunStatus, Room, Room]>([
    ['queued', 'supersede', 'wait'],
    ['awaiting_approval', 'supersede', 'wait'],
    ...busy.map((status): [RunStatus, Room, Room] => [status, 'refuse', 'wait']),
  ])('finds somebody else’s that is %s: %s, or %s where it is to queue', (status, refuse, queue) => {
    expect(roomFor(asked('refuse'), update(status))).toBe(refuse);
    expect(roomFor(asked('queue'), update(status))).toBe(queue);
  });

  it('never takes the place of what was applied in part', () => {
    for (const status of active) expect(roomFor(asked('refuse'), update(status, { hasApplied: true }))).toBe('refuse');
  });

  it.each<[RunStatus, Room]>([
    ['queued', 'supersede'],
    ['awaiting_approval', 'supersede'],
    ['planning', 'yield'],
    ['canceling', 'wait'],
  ])('does not wait for a look for drift that is %s: %s', (status, room) => {
    expect(roomFor(asked('refuse'), update(status, { kind: 'drift' }))).toBe(room);
    expect(roomFor(asked('queue'), update(status, { requestedById: systemUserId }))).toBe(room);
  });

  it('waits for a change of Flowport’s own that is being applied, as for any other', () => {
    const own = update('applying', { requestedById: systemUserId, hasApplied: true });
    expect([roomFor(asked('refuse'), own), roomFor(asked('queue'), own)]).toEqual(['refuse', 'wait']);
  });

  it('gets nothing while anything is in the way, where Flowport asks for it by itself', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...runKindSchema.options),
        fc.constantFrom(...active),
        fc.constantFrom('refuse' as const, 'queue' as const),
        fc.boolean(),
        (kind, status, ifBusy, hasApplied) =>
          roomFor(asked(ifBusy, systemUserId), update(status, { kind, hasApplied })) === 'refuse',
      ),
    );
  });
});

it('what is in the way is told with its kind, id, requester, status and since when', () => {
  const since = new Date('2026-11-24T14:02:59Z');
  expect(inTheWayWords({ id: 'run_1', kind: 'update', status: 'awaiting_approval', by: 'Rita', since })).toBe(
    'The update run run_1 by Rita is awaiting approval since 2026-11-24 14:02 UTC.',
  );
});
