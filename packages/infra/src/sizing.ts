import type { StackParameters } from '@flowport/domain';

type Requests = { cpu: string; memory: string };
export type Sizing = {
  metadata: Requests;
  uiBackend: Requests;
  argoControllers: number;
};

/**
 * What the services ask for under each preset, beyond what its parameters say. The UI backend keeps a cache of artifacts
 * and logs in memory, which is why it outgrows the metadata service. A second Argo controller only waits to take over.
 */
const sizes: Record<StackParameters['preset'], Sizing> = {
  small: {
    metadata: { cpu: '250m', memory: '512Mi' },
    uiBackend: { cpu: '500m', memory: '1Gi' },
    argoControllers: 1,
  },
  standard: { metadata: { cpu: '500m', memory: '1Gi' }, uiBackend: { cpu: '1', memory: '2Gi' }, argoControllers: 1 },
  large: { metadata: { cpu: '1', memory: '2Gi' }, uiBackend: { cpu: '2', memory: '8Gi' }, argoControllers: 2 },
  gpu: { metadata: { cpu: '500m', memory: '1Gi' }, uiBackend: { cpu: '1', memory: '2Gi' }, argoControllers: 1 },
};

export function sizingOf(preset: StackParameters['preset']): Sizing {
  return sizes[preset];
}
