import { expect, test } from 'vitest';
import { workspaceEndpoints } from './workspaceEndpoints.ts';

const endpoint = (id: string, namespace: string) => ({
  id,
  title: id,
  url: null,
  localUrl: 'http://127.0.0.1:12000',
  internalUrl: `http://svc.${namespace}.svc.cluster.local:12000`,
  portForwardCommand: `kubectl --context mf-fraud -n ${namespace} port-forward svc/svc 12000:12000`,
});

test('events are sent to the workspace that is shown, everything else to what all share', () => {
  const shared = endpoint('metadata', 'metaflow');
  expect(workspaceEndpoints([shared, endpoint('events-webhook', 'mf-alpha')], 'mf-beta')).toEqual([
    shared,
    endpoint('events-webhook', 'mf-beta'),
  ]);
});
