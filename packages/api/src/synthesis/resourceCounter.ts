import type { Layer, StackParameters } from '@flowport/domain';
import type { Synthesizer } from './synthesizer.ts';

export type ResourceCounter = (parameters: StackParameters) => Record<Layer, number>;

/** A synth takes some 50 ms of the event loop, and a form asks anew at every edit, mostly of what was asked before. */
const rememberedMax = 256;

/** Counts the resources of each layer by synthesizing it for a target that stands for any. */
export function createResourceCounter(synthesizer: Synthesizer): ResourceCounter {
  const remembered = new Map<string, Record<Layer, number>>();
  return (parameters) => {
    // Tags are put on resources and add none.
    const key = JSON.stringify({ ...parameters, tags: {} });
    const known = remembered.get(key);
    if (known) {
      remembered.delete(key);
      remembered.set(key, known);
      return known;
    }
    const counts = synthesizer.countResources(synthesizer.synthesize({ ...anyStack, parameters }));
    remembered.set(key, counts);
    const [oldest] = remembered.keys();
    if (remembered.size > rememberedMax && oldest !== undefined) remembered.delete(oldest);
    return counts;
  };
}

const anyStack = {
  slug: 'estimate',
  target: {
    account: '111122223333',
    region: 'us-west-2',
    deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
    backend: { bucket: 'state', region: 'us-west-2', workspaceKeyPrefix: 'stacks', usePathStyle: false },
  },
  tags: { stackId: 'estimate', team: 'estimate' },
};
