import { portForward } from './endpoint.ts';
import type { DatabaseClass, InstanceType } from './instances.ts';
import type { PresetName, StackParameters } from './sections.ts';

type Preset = {
  title: string;
  summary: string;
  /** What may be chosen under this preset; anything else is refused with this list as the remedy. */
  choices: {
    systemInstanceTypes: readonly InstanceType[];
    workerInstanceTypes: readonly InstanceType[];
    gpuInstanceTypes: readonly InstanceType[];
    databaseClasses: readonly DatabaseClass[];
  };
  parameters: StackParameters;
};

const gpuTypes = [
  'g4dn.xlarge',
  'g5.xlarge',
  'g5.2xlarge',
  'g5.4xlarge',
  'g5.12xlarge',
  'g6.xlarge',
  'g6.2xlarge',
] as const;

const standard: StackParameters = {
  preset: 'standard',
  network: {
    cidr: '10.20.0.0/16',
    zones: 3,
    nat: 'single',
    publicAccessCidrs: ['0.0.0.0/0'],
    interfaceEndpoints: false,
    flowLogs: false,
  },
  cluster: {
    kubernetesVersion: '1.35',
    systemNodes: { instanceType: 'm6i.large', min: 2, desired: 2, max: 4, diskGb: 100 },
    workerNodes: { instanceType: 'm6i.xlarge', min: 1, desired: 1, max: 10, diskGb: 100 },
    spotNodes: null,
    gpuNodes: null,
    logTypes: ['api', 'audit', 'authenticator'],
    controllerIdentity: 'irsa',
    userPrincipals: [],
  },
  database: { instanceClass: 'db.t4g.medium', storageGb: 50, multiZone: true, backupDays: 7, deletionProtection: true },
  datastore: { noncurrentDays: 30, forceDestroy: false },
  services: { metadataReplicas: 2, uiBackendReplicas: 1, argoVersion: '3.7' },
  endpoint: portForward,
  teams: [],
  tags: {},
  asleep: false,
};

/** Section 7 of the published sizing advice for Metaflow on EKS; `small` is what a team tries first. */
export const presets: Record<PresetName, Preset> = {
  small: {
    title: 'Small',
    summary: 'For trying things out: two zones, one shared node group, a single-zone database.',
    choices: {
      systemInstanceTypes: ['m5.large', 'm6i.large', 'm7i.large', 'm6i.xlarge'],
      workerInstanceTypes: ['m6i.large', 'm6i.xlarge'],
      gpuInstanceTypes: [],
      databaseClasses: ['db.t4g.small', 'db.t4g.medium'],
    },
    parameters: {
      preset: 'small',
      network: {
        cidr: '10.20.0.0/20',
        zones: 2,
        nat: 'single',
        publicAccessCidrs: ['0.0.0.0/0'],
        interfaceEndpoints: false,
        flowLogs: false,
      },
      cluster: {
        kubernetesVersion: '1.35',
        systemNodes: { instanceType: 'm6i.large', min: 2, desired: 2, max: 5, diskGb: 50 },
        workerNodes: null,
        spotNodes: null,
        gpuNodes: null,
        logTypes: ['audit'],
        controllerIdentity: 'irsa',
        userPrincipals: [],
      },
      database: {
        instanceClass: 'db.t4g.small',
        storageGb: 20,
        multiZone: false,
        backupDays: 1,
        deletionProtection: false,
      },
      datastore: { noncurrentDays: 7, forceDestroy: false },
      services: { metadataReplicas: 1, uiBackendReplicas: 1, argoVersion: '3.7' },
      endpoint: portForward,
      teams: [],
      tags: {},
      asleep: false,
    },
  },
  standard: {
    title: 'Standard',
    summary: 'For a team at work: three zones, a worker group that scales, a Multi-AZ database.',
    choices: {
      systemInstanceTypes: ['m5.large', 'm6i.large', 'm7i.large', 'm6i.xlarge'],
      workerInstanceTypes: ['m5.xlarge', 'm6i.xlarge', 'c6i.xlarge', 'm5.2xlarge', 'm6i.2xlarge', 'c6i.2xlarge'],
      gpuInstanceTypes: [],
      databaseClasses: ['db.t4g.medium', 'db.t4g.large', 'db.m6g.large'],
    },
    parameters: standard,
  },
  large: {
    title: 'Large',
    summary: 'For many teams: a NAT gateway in each zone, big workers, all control plane logs.',
    choices: {
      systemInstanceTypes: ['m6i.large', 'm7i.large', 'm6i.xlarge', 'm6i.2xlarge'],
      workerInstanceTypes: ['m5.2xlarge', 'm6i.2xlarge', 'c6i.2xlarge', 'm6i.4xlarge', 'm6i.8xlarge'],
      gpuInstanceTypes: gpuTypes,
      databaseClasses: ['db.m6g.large', 'db.m7g.large', 'db.m6g.xlarge', 'db.r6g.large'],
    },
    parameters: {
      ...standard,
      preset: 'large',
      network: { ...standard.network, nat: 'per-zone', flowLogs: true },
      cluster: {
        ...standard.cluster,
        systemNodes: { instanceType: 'm6i.large', min: 3, desired: 3, max: 6, diskGb: 200 },
        workerNodes: { instanceType: 'm6i.2xlarge', min: 2, desired: 2, max: 50, diskGb: 200 },
        spotNodes: { instanceType: 'm6i.2xlarge', min: 0, desired: 0, max: 50, diskGb: 200 },
        logTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
      },
      database: {
        instanceClass: 'db.m6g.large',
        storageGb: 100,
        multiZone: true,
        backupDays: 30,
        deletionProtection: true,
      },
      services: { ...standard.services, metadataReplicas: 3, uiBackendReplicas: 2 },
    },
  },
  gpu: {
    title: 'GPU',
    summary: 'Standard, and a tainted GPU group which scales from zero.',
    choices: {
      systemInstanceTypes: ['m5.large', 'm6i.large', 'm7i.large', 'm6i.xlarge'],
      workerInstanceTypes: ['m5.xlarge', 'm6i.xlarge', 'c6i.xlarge', 'm5.2xlarge', 'm6i.2xlarge', 'c6i.2xlarge'],
      gpuInstanceTypes: gpuTypes,
      databaseClasses: ['db.t4g.medium', 'db.t4g.large', 'db.m6g.large'],
    },
    parameters: {
      ...standard,
      preset: 'gpu',
      cluster: {
        ...standard.cluster,
        gpuNodes: { instanceType: 'g5.xlarge', min: 0, desired: 0, max: 4, diskGb: 200 },
      },
    },
  },
};
