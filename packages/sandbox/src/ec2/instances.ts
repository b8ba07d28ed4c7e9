/** The instances behind node groups, as EC2 describes them. */
import { createHash } from 'node:crypto';
import { stored, text as textOf } from '../cloud/attributes.ts';
import type { NodeGroup } from '../cluster/nodes.ts';
import { element, text } from '../http/xml.ts';
import { type Facts, items } from './ec2Protocol.ts';
import { vcpusOf } from './instanceTypes.ts';

type Instance = { facts: Facts; tags: Record<string, string>; reservation: string; item: string };

export function instancesOf({ object, instanceType, count, isSpot }: NodeGroup): Instance[] {
  const cluster = textOf(stored(object).cluster_name);
  const tags = {
    'eks:cluster-name': cluster,
    'eks:nodegroup-name': textOf(stored(object).node_group_name),
    [`kubernetes.io/cluster/${cluster}`]: 'owned',
  };
  return Array.from({ length: count }, (_, index) => {
    // The same digest names the node that runs on it.
    const digest = createHash('sha256').update(`${object.id}/${index}`).digest('hex');
    const id = `i-0${digest.slice(0, 16)}`;
    const cores = Math.max(1, Math.floor(vcpusOf(instanceType) / 2));
    const lifecycle = isSpot ? 'spot' : 'scheduled';
    return {
      facts: {
        'instance-id': [id],
        'instance-type': [instanceType],
        'instance-state-name': ['running'],
        'instance-lifecycle': isSpot ? ['spot'] : [],
      },
      tags,
      reservation: `r-0${digest.slice(16, 32)}`,
      item: [
        text('instanceId', id),
        element('instanceState', text('code', 16), text('name', 'running')),
        text('instanceType', instanceType),
        isSpot ? text('instanceLifecycle', lifecycle) : '',
        text('launchTime', object.createdAt),
        element('cpuOptions', text('coreCount', cores), text('threadsPerCore', vcpusOf(instanceType) / cores)),
        items(
          'tagSet',
          Object.entries(tags).map(([key, value]) => text('key', key) + text('value', value)),
        ),
      ].join(''),
    };
  });
}
