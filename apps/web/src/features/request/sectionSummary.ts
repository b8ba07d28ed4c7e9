import { type DraftParameters, valueAt } from './draft.ts';
import type { SectionId } from './formModel.ts';
import { optionLabel } from './optionLabels.ts';

/** One line that says what a folded section holds. */
export function sectionSummary(section: SectionId, parameters: DraftParameters): string {
  const at = (path: string) => valueAt(parameters, path);
  const text = (path: string) => String(at(path) ?? 'not set');
  switch (section) {
    case 'teams': {
      const teams = parameters.teams.filter((name) => name !== '');
      return teams.length === 0 ? 'all share one workspace' : teams.join(', ');
    }
    case 'endpoint':
      return join([
        optionLabel('endpoint.mode', text('endpoint.mode')),
        at('endpoint.mode') === 'port-forward' ? 'nothing open to the outside' : text('endpoint.domain'),
        at('endpoint.mode') === 'port-forward'
          ? null
          : `programs by ${at('endpoint.machineAuth') === 'jwt' ? 'token' : 'key'}`,
      ]);
    case 'network':
      return join([
        text('network.cidr'),
        optionLabel('network.zones', text('network.zones')),
        at('network.nat') === 'per-zone' ? 'NAT in each zone' : 'one NAT gateway',
        at('network.interfaceEndpoints') === true ? 'private endpoints' : null,
        at('network.flowLogs') === true ? 'flow logs' : null,
      ]);
    case 'cluster':
      return join([
        `Kubernetes ${text('cluster.kubernetesVersion')}`,
        nodes('system', at('cluster.systemNodes')),
        nodes('worker', at('cluster.workerNodes')),
        nodes('spot', at('cluster.spotNodes')),
        nodes('GPU', at('cluster.gpuNodes')),
      ]);
    case 'database':
      return join([
        text('database.instanceClass'),
        `${text('database.storageGb')} GB`,
        at('database.multiZone') === true ? 'with standby' : 'one zone',
        `backups for ${days(at('database.backupDays'))}`,
      ]);
    case 'datastore':
      return join([
        `old versions for ${days(at('datastore.noncurrentDays'))}`,
        at('datastore.forceDestroy') === true ? 'deleted with the stack' : 'kept if not empty',
      ]);
    case 'services':
      return join([
        `${text('services.metadataReplicas')} × metadata`,
        `${text('services.uiBackendReplicas')} × UI backend`,
        `Argo Workflows ${text('services.argoVersion')}`,
      ]);
  }
}

function days(value: unknown): string {
  return value === 1 ? '1 day' : `${value ?? '?'} days`;
}

function nodes(name: string, group: unknown): string | null {
  if (typeof group !== 'object' || group === null) return null;
  const { min, max, instanceType } = group as Record<string, unknown>;
  return `${min ?? '?'}–${max ?? '?'} ${name} (${instanceType})`;
}

function join(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ');
}
