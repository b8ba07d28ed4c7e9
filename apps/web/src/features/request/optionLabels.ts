import {
  argoVersions,
  type EndpointMode,
  instanceTypes,
  kubernetesVersions,
  type PresetName,
  presets,
  priceTable,
} from '@flowport/domain';

/** What a preset offers for a field; undefined where it does not narrow the choice. */
export function offeredOptions(preset: PresetName, path: string): readonly string[] | undefined {
  const { choices } = presets[preset];
  switch (path) {
    case 'cluster.systemNodes.instanceType':
      return choices.systemInstanceTypes;
    case 'cluster.workerNodes.instanceType':
    case 'cluster.spotNodes.instanceType':
      return choices.workerInstanceTypes;
    case 'cluster.gpuNodes.instanceType':
      return choices.gpuInstanceTypes;
    case 'database.instanceClass':
      return choices.databaseClasses;
    default:
      return undefined;
  }
}

export const endpointModeTitles: Record<EndpointMode, string> = {
  'port-forward': 'Port-forwarding',
  'alb-oidc': 'Your identity provider',
  'alb-cognito': 'Amazon Cognito',
};

const words: Record<string, string> = {
  ...Object.fromEntries(Object.entries(endpointModeTitles).map(([mode, title]) => [`endpoint.mode.${mode}`, title])),
  'endpoint.machineAuth.key': 'Key in a header',
  'endpoint.machineAuth.jwt': 'Tokens (JWT)',
  'cluster.controllerIdentity.irsa': 'IRSA',
  'cluster.controllerIdentity.pod-identity': 'Pod Identity',
  'network.nat.single': 'One for all zones',
  'network.nat.per-zone': 'One per zone',
  'network.zones.2': '2 zones',
  'network.zones.3': '3 zones',
  'cluster.logTypes.api': 'API server',
  'cluster.logTypes.audit': 'Audit',
  'cluster.logTypes.authenticator': 'Authenticator',
  'cluster.logTypes.controllerManager': 'Controller manager',
  'cluster.logTypes.scheduler': 'Scheduler',
};

/** An option with what one wants to know when choosing: size, price, end of support. */
export function optionLabel(path: string, option: string | number): string {
  const known = words[`${path}.${option}`];
  if (known) return known;
  const key = String(option);
  if (path.endsWith('.instanceType')) return instanceLabel(key);
  if (path === 'database.instanceClass') return databaseLabel(key);
  if (path === 'cluster.kubernetesVersion') return versionLabel(key);
  if (path === 'services.argoVersion') return argoLabel(key);
  return key;
}

function argoLabel(line: string): string {
  const entry = Object.entries(argoVersions).find(([version]) => version === line);
  return entry ? `${line} (from Metaflow ${entry[1].metaflowFrom})` : line;
}

function instanceLabel(name: string): string {
  const entry = Object.entries(instanceTypes).find(([type]) => type === name);
  if (!entry) return name;
  const { vcpus, memoryGib, gpus } = entry[1];
  const price = Object.entries(priceTable.instancePerHour).find(([type]) => type === name)?.[1];
  const gpu = gpus > 0 ? `, ${gpus} GPU${gpus > 1 ? 's' : ''}` : '';
  return `${name} (${vcpus} vCPU, ${memoryGib} GiB${gpu}${price === undefined ? '' : `, ${dollarsPerHour(price)}`})`;
}

function databaseLabel(name: string): string {
  const price = Object.entries(priceTable.databasePerHour).find(([type]) => type === name)?.[1];
  return price === undefined ? name : `${name} (${dollarsPerHour(price)})`;
}

function versionLabel(name: string): string {
  const entry = Object.entries(kubernetesVersions).find(([version]) => version === name);
  return entry ? `${name} (supported until ${entry[1].standardSupportEnds})` : name;
}

/** @param price thousandths of a cent, as the price table has them */
function dollarsPerHour(price: number): string {
  return `$${(price / 100_000).toFixed(price % 1000 === 0 ? 2 : 3)}/h`;
}

/** A value as it is written in summaries, reviews and differences. */
export function valueLabel(path: string, value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((item) => valueLabel(path, item)).join(', ');
  if (typeof value === 'number' && !Number.isFinite(value)) return 'not set';
  const text = words[`${path}.${value}`] ?? String(value);
  return text === '' ? 'not set' : text;
}
