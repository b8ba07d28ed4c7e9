import { describe, expect, it } from 'vitest';
import { presets } from '../blueprint/presets.ts';
import { mayChange, stackStatusSchema } from '../stack/status.ts';
import { promotionOf } from './promotion.ts';

const { parameters } = presets.small;
const stack = (storageGb = parameters.database.storageGb) => ({
  status: 'ready' as const,
  parameters: { ...parameters, tags: { by: 'the run before' }, database: { ...parameters.database, storageGb } },
});
const change = { parameters: { database: { storageGb: 100 } } };

describe('a run that has waited', () => {
  it('lays what it asked for over what the run before it has brought about', () => {
    expect(promotionOf({ kind: 'update', data: null, change }, stack())).toMatchObject({
      parameters: { tags: { by: 'the run before' }, database: { storageGb: 100 } },
    });
  });

  it('says which rule the run before it has made it break', () => {
    expect(promotionOf({ kind: 'update', data: null, change }, stack(200))).toEqual({
      refusedBecause: expect.stringMatching(/^database.storageGb: The database has 200 GB/),
    });
    const invalid = { parameters: { database: { instanceClass: 'db.r6g.large' as const } } };
    expect(promotionOf({ kind: 'update', data: null, change: invalid }, stack())).toEqual({
      refusedBecause: expect.stringMatching(/^database.instanceClass: /),
    });
  });

  it('destroys what is there by now, and not what was when it was asked for', () => {
    expect(promotionOf({ kind: 'destroy', data: 'purge', change: null }, stack(200))).toEqual({
      parameters: stack(200).parameters,
    });
    expect(
      promotionOf({ kind: 'destroy', data: 'retain', change: null }, { ...stack(), status: 'retained' }),
    ).toMatchObject({ refusedBecause: expect.stringMatching(/retained/) });
  });

  it('destroys nothing that sleeps by now', () => {
    const asleep = { status: 'asleep' as const, parameters: { ...parameters, asleep: true } };
    expect(promotionOf({ kind: 'destroy', data: 'snapshot', change: null }, asleep)).toEqual({
      refusedBecause: expect.stringMatching(/has to be woken/),
    });
  });

  it.each(stackStatusSchema.options.filter((status) => !mayChange(status)))(
    'is over where the stack is %s',
    (status) => {
      expect(promotionOf({ kind: 'update', data: null, change }, { ...stack(), status })).toEqual({
        refusedBecause: `the stack is ${status} by now`,
      });
    },
  );
});
