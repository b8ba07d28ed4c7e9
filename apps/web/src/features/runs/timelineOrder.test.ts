import { plannedSteps, type RunKind, type RunStatus, type StepView } from '@flowport/domain';
import { describe, expect, test } from 'vitest';
import { stepKey } from './stepLabel.ts';
import { timelineOrder } from './timelineOrder.ts';

const startOfRun = Date.parse('2026-11-24T06:00:00.000Z');
const secondsIn = (seconds: number) => new Date(startOfRun + seconds * 1000).toISOString();

/** @param begun the steps that have begun, one every ten seconds, as `apply.cluster` */
function run(kind: RunKind, status: RunStatus, begun: readonly string[], approvedAfterSeconds?: number) {
  const steps = plannedSteps(kind).map((step, index): StepView => {
    const place = begun.indexOf(stepKey(step.name, step.layer));
    return {
      id: `stp_${index}`,
      name: step.name,
      layer: step.layer,
      title: '',
      status: place === -1 ? 'pending' : 'succeeded',
      startedAt: place === -1 ? null : secondsIn(place * 10),
      finishedAt: null,
      error: null,
      progress: null,
      previousSeconds: null,
    };
  });
  const by = { id: 'usr_1', name: 'Arno', email: 'arno@flowport.local' };
  const approvals =
    approvedAfterSeconds === undefined
      ? []
      : [
          {
            id: 'apr_1',
            decision: 'approved' as const,
            digest: '',
            comment: '',
            by,
            at: secondsIn(approvedAfterSeconds),
          },
        ];
  return { status, steps, approvals };
}

const order = (...arguments_: Parameters<typeof run>) =>
  timelineOrder(run(...arguments_)).map((item) =>
    item.kind === 'step' ? stepKey(item.step.name, item.step.layer) : 'approval',
  );

const planned = ['synth.', 'init.foundation', 'plan.foundation', 'init.cluster', 'init.services'];

describe('the timeline of a new stack', () => {
  test('shows at first what comes before the approval and what after', () => {
    expect(order('provision', 'queued', [])).toEqual([
      ...['synth.', 'init.foundation', 'plan.foundation', 'init.cluster', 'init.services', 'approval'],
      ...[
        'apply.foundation',
        'plan.cluster',
        'apply.cluster',
        'plan.services',
        'apply.services',
        'readOutputs.',
        'verify.',
      ],
    ]);
  });

  test('waits at the approval with the later layers unplanned', () => {
    expect(order('provision', 'awaiting_approval', planned).slice(5, 8)).toEqual([
      'approval',
      'apply.foundation',
      'plan.cluster',
    ]);
  });

  test('keeps the approval where it was given while layers are planned and applied in turn', () => {
    const begun = [...planned, 'apply.foundation', 'plan.cluster', 'apply.cluster'];
    expect(order('provision', 'applying', begun, 45).slice(4)).toEqual([
      ...['init.services', 'approval', 'apply.foundation', 'plan.cluster', 'apply.cluster'],
      ...['plan.services', 'apply.services', 'readOutputs.', 'verify.'],
    ]);
  });
});

test('a destroy shows its layers in the order in which they go', () => {
  const begun = [
    'synth.',
    'init.services',
    'plan.services',
    'init.cluster',
    'plan.cluster',
    'init.foundation',
    'plan.foundation',
  ];
  expect(order('destroy', 'awaiting_approval', begun).slice(7)).toEqual([
    'approval',
    'apply.services',
    'apply.cluster',
    'apply.foundation',
    'verify.',
  ]);
});

test('a drift check needs no approval', () => {
  expect(order('drift', 'queued', [])).not.toContain('approval');
});

test.each(['provision', 'update', 'destroy', 'drift'] as const)(
  'every step of a run of kind %s is there once',
  (kind) => {
    const all = plannedSteps(kind).map(({ name, layer }) => stepKey(name, layer));
    expect(
      order(kind, 'planning', ['synth.'])
        .filter((key) => key !== 'approval')
        .sort(),
    ).toEqual([...all].sort());
  },
);
