import { presets } from '@flowport/domain';
import { describe, expect, it } from 'vitest';
import { createResourceCounter } from './resourceCounter.ts';

describe('the resource counter', () => {
  it('synthesizes once for parameters that differ in tags alone', () => {
    let synths = 0;
    const count = createResourceCounter({
      blueprint: { id: 'b', version: '1' },
      synthesize: ({ parameters }) => {
        synths += 1;
        return { foundation: { zones: parameters.network.zones }, cluster: {}, services: {} };
      },
      countResources: ({ foundation }) => ({ foundation: Number(foundation.zones), cluster: 1, services: 1 }),
    });
    const { parameters } = presets.small;
    expect(count(parameters)).toEqual({ foundation: 2, cluster: 1, services: 1 });
    count({ ...parameters, tags: { team: 'vision' } });
    expect(synths).toBe(1);
    expect(count({ ...parameters, network: { ...parameters.network, zones: 3 } }).foundation).toBe(3);
    expect(synths).toBe(2);
  });
});
