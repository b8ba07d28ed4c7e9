import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type StackStatus, stackStatusSchema } from '../stack/status.ts';
import { type DataChoice, dataChoiceSchema } from './dataChoice.ts';
import { isFinal, type RunKind, type RunState, type RunStatus, runKindSchema, runStatusSchema } from './run.ts';
import { plannedSteps } from './step.ts';
import {
  allowedEvents,
  nextStatus,
  type RunEventName,
  transition,
  transitionDiagram,
  transitions,
} from './transitions.ts';

const events = Object.keys(transitions) as RunEventName[];
const now = new Date('2026-11-24T12:00:00Z');
const runIn = (status: RunStatus, kind: RunKind = 'provision', data: DataChoice | null = null): RunState => ({
  id: 'run_1',
  stackId: 'stk_1',
  kind,
  data,
  status,
  version: 7,
});

describe('the table', () => {
  test.each(runStatusSchema.options.filter(isFinal))('nothing happens to a run that is %s', (status) => {
    expect(allowedEvents(status)).toEqual([]);
  });

  test.each(runStatusSchema.options.filter((status) => !isFinal(status)))(
    'a run that is %s can be ended by a person or by its worker',
    (status) => {
      const reachable = new Set<RunStatus>([status]);
      for (const from of reachable)
        for (const event of allowedEvents(from)) reachable.add(nextStatus(from, event) ?? from);
      expect([...reachable].some(isFinal)).toBe(true);
      expect(allowedEvents(status)).toContain(status === 'canceling' ? 'canceled' : 'cancel');
    },
  );

  test('every status but those that a run begins in is reached from somewhere', () => {
    const reached = new Set<RunStatus>(events.flatMap((event) => Object.values(transitions[event])));
    expect(
      runStatusSchema.options.filter((status) => !['queued', 'waiting'].includes(status) && !reached.has(status)),
    ).toEqual([]);
  });

  test.each(events.flatMap((event) => runStatusSchema.options.map((status) => [event, status] as const)))(
    '%s in %s: follows the table or is refused as a conflict',
    (name, status) => {
      const to = nextStatus(status, name);
      const attempt = () => transition(runIn(status), { name, actorId: null }, now, 'ready');
      if (to === undefined) expect(attempt).toThrow(/not possible/);
      else expect(attempt().run).toEqual({ ...runIn(status), status: to, version: 8 });
    },
  );

  test('nothing is applied that was not approved', () => {
    const toApplying = events.filter((event) =>
      (Object.values(transitions[event]) as RunStatus[]).includes('applying'),
    );
    expect(toApplying).toEqual(['approve', 'resume']);
    expect(Object.keys(transitions.resume)).toEqual(['recovering']);
  });

  test('the diagram has an arrow for each entry of the table', () => {
    const diagram = transitionDiagram();
    for (const event of events) {
      for (const [from, to] of Object.entries(transitions[event]))
        expect(diagram).toContain(`${from} --> ${to}: ${event}`);
    }
  });
});

describe('effects', () => {
  test('an approval puts the apply into the queue and names who approved in the history', () => {
    const { effects, history } = transition(
      runIn('awaiting_approval'),
      { name: 'approve', actorId: 'u1', reason: 'fine' },
      now,
      'requested',
    );
    expect(effects).toContainEqual({ type: 'enqueue', runId: 'run_1', stackId: 'stk_1', phase: 'apply' });
    expect(effects).toContainEqual({ type: 'stackStatus', stackId: 'stk_1', status: 'provisioning' });
    expect(history).toMatchObject({
      from: 'awaiting_approval',
      to: 'applying',
      actorId: 'u1',
      reason: 'fine',
      at: now,
    });
  });

  test('a worker that died while planning leaves a run that is planned again', () => {
    const { run, effects } = transition(runIn('planning'), { name: 'interrupt', actorId: null }, now, 'requested');
    expect(run.status).toBe('queued');
    expect(effects).toContainEqual({ type: 'enqueue', runId: 'run_1', stackId: 'stk_1', phase: 'plan' });
  });

  test('canceling what runs stops its worker, canceling what waits ends at once', () => {
    expect(transition(runIn('applying'), { name: 'cancel', actorId: 'u' }, now, 'provisioning').effects).toContainEqual(
      { type: 'stopWorker', runId: 'run_1' },
    );
    expect(transition(runIn('awaiting_approval'), { name: 'cancel', actorId: 'u' }, now, 'requested').run.status).toBe(
      'canceled',
    );
  });
});

describe('a stack', () => {
  const after = (run: RunState, name: RunEventName, before: StackStatus) =>
    transition(run, { name, actorId: null }, now, before).effects.find(({ type }) => type === 'stackStatus');

  test.each<RunStatus>(['queued', 'awaiting_approval'])(
    'that was only asked for stays so when a newer request takes the place of one that is %s',
    (status) => {
      expect(after(runIn(status), 'supersede', 'requested')).toBeUndefined();
      expect(after(runIn(status), 'cancel', 'requested')).toMatchObject({ status: 'withdrawn' });
    },
  );

  test.each<RunEventName>(['cancel', 'fail', 'supersede', 'promote'])(
    'that is being worked on does not mind the %s of a run that waits behind that',
    (name) => {
      expect(after(runIn('waiting', 'update'), name, 'updating')).toBeUndefined();
    },
  );
});

describe('a stack that sleeps', () => {
  const after = (run: RunState, name: RunEventName, before: StackStatus) =>
    transition(run, { name, actorId: null }, now, before).effects.find(({ type }) => type === 'stackStatus');

  test('is asleep once the run that lets it has been verified, and ready when one wakes it', () => {
    const sleep = { ...runIn('verifying', 'update'), asleep: true };
    expect(after(sleep, 'verified', 'updating')).toMatchObject({ status: 'asleep' });
    expect(after(runIn('verifying', 'update'), 'verified', 'updating')).toMatchObject({ status: 'ready' });
  });

  test('is gone when it is destroyed, as any other', () => {
    const run = { ...runIn('verifying', 'destroy', 'snapshot'), asleep: true };
    expect(after(run, 'verified', 'destroying')).toMatchObject({ status: 'destroyed' });
  });
});

describe('a run that is canceled', () => {
  test('while interrupted ends once another worker has found out what the dead one did', () => {
    const { run } = transition(runIn('interrupted'), { name: 'cancel', actorId: 'u' }, now, 'provisioning');
    expect(run.status).toBe('canceling');
  });

  test('and forced is given to any worker, should it have none', () => {
    const { effects } = transition(runIn('canceling'), { name: 'force', actorId: 'u' }, now, 'provisioning');
    expect(effects).toContainEqual({ type: 'stopWorker', runId: 'run_1' });
    expect(effects).toContainEqual({ type: 'enqueue', runId: 'run_1', stackId: 'stk_1', phase: 'recover' });
  });
});

describe('a stack whose checks fail', () => {
  const stackAfter = (run: RunState, name: RunEventName, before: StackStatus) => {
    const { effects } = transition(run, { name, actorId: null }, now, before);
    return effects.find((effect) => effect.type === 'stackStatus')?.status ?? before;
  };

  test.each<[RunKind, StackStatus, StackStatus]>([
    ['provision', 'provisioning', 'degraded'],
    ['update', 'updating', 'degraded'],
    ['update', 'degraded', 'degraded'],
    ['update', 'failed', 'degraded'],
    ['destroy', 'destroying', 'failed'],
    ['drift', 'ready', 'ready'],
  ])('during a %s while it is %s, is %s', (kind, before, after) => {
    expect(stackAfter(runIn('verifying', kind), 'fail', before)).toBe(after);
  });

  test('keeps its status while it is checked again, and is ready once all passes', () => {
    expect(transition(runIn('planning', 'update'), { name: 'recheck', actorId: null }, now, 'degraded')).toMatchObject({
      run: { status: 'verifying' },
      effects: [{ type: 'audit', action: 'run.recheck' }],
    });
    expect(stackAfter(runIn('verifying', 'update'), 'verified', 'degraded')).toBe('ready');
  });

  test('does not become ready by a plan that changes nothing', () => {
    const planned = (before: StackStatus) => stackAfter(runIn('planning', 'update'), 'plan_empty', before);
    expect([planned('degraded'), planned('updating'), planned('failed'), planned('ready')]).toEqual([
      'degraded',
      'degraded',
      'failed',
      'ready',
    ]);
  });
});

describe('a destroy', () => {
  const stackAfter = (data: DataChoice | null, name: 'verified' | 'plan_empty') => {
    const run = runIn(name === 'verified' ? 'verifying' : 'planning', 'destroy', data);
    return transition(run, { name, actorId: null }, now, 'destroying').effects.find(
      ({ type }) => type === 'stackStatus',
    );
  };

  test.each(['verified', 'plan_empty'] as const)('that retains the data leaves a retained stack by %s', (name) => {
    expect(stackAfter('retain', name)).toMatchObject({ status: 'retained' });
    expect(stackAfter('snapshot', name)).toMatchObject({ status: 'destroyed' });
    expect(stackAfter('purge', name)).toMatchObject({ status: 'destroyed' });
  });

  test.each(dataChoiceSchema.options)(
    'with %s has a step that releases the foundation where the foundation goes',
    (data) => {
      const steps = plannedSteps('destroy', data).map(({ name, layer }) => `${name} ${layer}`);
      const last = steps.slice(steps.indexOf('apply cluster') + 1);
      expect(last).toEqual([...(data === 'retain' ? [] : ['release foundation']), 'apply foundation', 'verify null']);
    },
  );
});

test('a random walk counts versions without a gap, writes one history entry a step and stops at a final status', () => {
  fc.assert(
    fc.property(anyKind(), fc.array(fc.constantFrom(...events), { maxLength: 40 }), ([kind, data], walk) => {
      let run: RunState = { ...runIn('queued', kind, data), version: 0 };
      let stack: StackStatus = kind === 'provision' ? 'requested' : 'ready';
      let steps = 0;
      for (const name of walk) {
        if (nextStatus(run.status, name) === undefined) continue;
        const before = run;
        const result = transition(run, { name, actorId: null }, now, stack);
        run = result.run;
        steps += 1;
        expect(result.history).toMatchObject({ from: before.status, to: run.status });
        expect(result.effects.filter((effect) => effect.type === 'audit')).toHaveLength(1);
        for (const effect of result.effects)
          if (effect.type === 'stackStatus') stack = stackStatusSchema.parse(effect.status);
        expect(isFinal(before.status)).toBe(false);
      }
      expect(run.version).toBe(steps);
      if (run.status === 'succeeded' && kind !== 'drift')
        expect(stack).toBe(kind !== 'destroy' ? 'ready' : data === 'retain' ? 'retained' : 'destroyed');
      if (isFinal(run.status)) expect(['provisioning', 'updating', 'destroying']).not.toContain(stack);
    }),
    { numRuns: 1000 },
  );
});

function anyKind(): fc.Arbitrary<[RunKind, DataChoice | null]> {
  const kind = fc.constantFrom(...runKindSchema.options);
  return kind.chain((one) =>
    fc.tuple(fc.constant(one), one === 'destroy' ? fc.constantFrom(...dataChoiceSchema.options) : fc.constant(null)),
  );
}

test('ARCHITECTURE.md shows the table as it is', async () => {
  const architecture = await readFile(new URL('../../../../ARCHITECTURE.md', import.meta.url), 'utf8');
  expect(architecture).toContain(transitionDiagram());
});
