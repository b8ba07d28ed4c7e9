import { type Layer, type StepName, stepTitles } from '@flowport/domain';
import { capitalize } from '#format/words.ts';

export const layerTitles: Record<Layer, string> = {
  foundation: 'Foundation',
  cluster: 'Cluster',
  services: 'Services',
};

/** What lies in each layer, for those who do not know the blueprint by heart. */
export const layerSummaries: Record<Layer, string> = {
  foundation: 'Network, encryption key, datastore and database. Holds the data.',
  cluster: 'EKS, node groups, identities and add-ons. Can be rebuilt without touching data.',
  services: 'Metaflow services, Argo and their Kubernetes objects.',
};

/** "Apply cluster", "Synthesize". */
export function stepLabel(name: StepName, layer: Layer | null): string {
  if (layer === null) return stepTitles[name];
  return capitalize(`${stepTitles[name]} ${name === 'release' ? 'of ' : ''}${layer}`);
}

/** How a step is named in an address: `apply.cluster`. */
export function stepKey(name: StepName, layer: Layer | null): string {
  return `${name}.${layer ?? ''}`;
}
