/**
 * Every name that a stack gives to something in AWS or Kubernetes. They derive from the slug alone (and account or
 * region where AWS wants uniqueness beyond one region), so a plan knows them before anything exists. `naming.test.ts`
 * holds each against AWS's limit for the longest slug and region.
 */
export type StackNames = ReturnType<typeof stackNames>;

export function stackNames(stack: { slug: string; account: string; region: string }) {
  const prefix = `mf-${stack.slug}`;
  return {
    prefix,
    cluster: prefix,
    /** Bucket names are unique in all of AWS. */
    datastoreBucket: `${prefix}-${stack.account}-${stack.region}`,
    database: prefix,
    dataKeyAlias: `alias/${prefix}`,
    clusterLogGroup: `/aws/eks/${prefix}/cluster`,
    flowLogGroup: `/aws/vpc/${prefix}/flow`,
    /** IAM knows no regions, and the same slug may live in two of them. */
    role: (component: string) => `${prefix}-${regionCode(stack.region)}-${component}`,
    loadBalancer: prefix,
    /** 32 characters are the most that a target group takes, so each has a short end. */
    targetGroup: (key: TargetGroupKey) => `${prefix}-${targetGroupEnds[key]}`,
    /** Below the prefix, so that a policy can name all secrets of a stack. AWS advises against an end of a hyphen and six signs. */
    secret: (key: 'metadata-key' | 'metadata-credentials') => `${prefix}/${key}`,
    userPool: prefix,
    /** Unique in a region, over all accounts. */
    userPoolDomain: `${withoutReserved(prefix)}-${stack.account}`,
  };
}

/** The services that a load balancer forwards to. */
export type TargetGroupKey = 'metadata' | 'uiStatic' | 'uiBackend' | 'argoServer';
const targetGroupEnds = {
  metadata: 'metadata',
  uiStatic: 'ui',
  uiBackend: 'uiapi',
  argoServer: 'argo',
} as const satisfies Record<TargetGroupKey, string>;

/** Cognito refuses these words anywhere in a domain, and a slug may hold one in its middle. */
function withoutReserved(name: string): string {
  return name.replaceAll(/aws|amazon|cognito/g, (word) => `${word.charAt(0)}-${word.slice(1)}`);
}

/** AWS's own abbreviation of a region, as its zone ids have it: `us-west-2` is `usw2`, `ap-southeast-1` is `apse1`. */
export function regionCode(region: string): string {
  const parts = region.split('-');
  const place = parts.slice(0, -2).join('');
  const direction = (parts.at(-2) ?? '').replace(/^(north|south|east|west|central)(east|west)?$/, (_, first, second) =>
    [first, second].map((word: string | undefined) => word?.charAt(0) ?? '').join(''),
  );
  return `${place.startsWith('usgov') ? 'usg' : place}${direction}${parts.at(-1) ?? ''}`;
}

/** Kubernetes names, which are the same in every stack. `kube-system` exists in every cluster; the others are ours. */
export const namespaces = {
  metaflow: 'metaflow',
  jobs: 'metaflow-jobs',
  argo: 'argo',
  argoEvents: 'argo-events',
  system: 'kube-system',
} as const;

/** Where the flows of one team run, when a stack has teams; without any, all run in `metaflow-jobs`. */
export function teamNamespace(team: string): string {
  return `mf-${team}`;
}

/** The Kubernetes group of the people whom access entries let in. */
export const userGroup = 'metaflow-users';

/** Service names, selectors and ports, after the upstream templates, so that upstream's commands keep working. */
export const services = {
  metadata: { name: 'metadata-service', port: 8080, healthPath: '/ping' },
  uiBackend: { name: 'metaflow-ui-backend-service', port: 8083, healthPath: '/api/ping' },
  uiStatic: { name: 'metaflow-ui-static-service', port: 3000, healthPath: '/' },
  argoServer: { name: 'argo-server', port: 2746, healthPath: '/' },
  eventsWebhook: { name: 'argo-events-webhook-eventsource-svc', port: 12000, healthPath: '/metaflow-event' },
} as const;

export const serviceAccounts = {
  /** Of steps where all share one namespace. */
  task: 'argo-workflow',
  /** Of steps in a namespace of a team. */
  teamTask: 'metaflow-task',
  events: 'operate-workflow-sa',
  metadata: 'metadata-service',
  ui: 'metaflow-ui',
  argoServer: 'argo-server',
  argoController: 'argo-workflow-controller',
  autoscaler: 'cluster-autoscaler',
  loadBalancerController: 'aws-load-balancer-controller',
  ebsCsi: 'ebs-csi-controller-sa',
  vpcCni: 'aws-node',
} as const;

export const events = { bus: 'default', source: 'argo-events-webhook', event: 'metaflow-event' } as const;

/**
 * Where Argo archives the logs of steps. The namespace is part of the key, so that the role of a team can be held to its
 * own workflows.
 */
export const argoArtifacts = {
  prefix: 'argo-artifacts',
  keyFormat:
    'argo-artifacts/{{workflow.namespace}}/{{workflow.creationTimestamp.Y}}/{{workflow.creationTimestamp.m}}/{{workflow.creationTimestamp.d}}/{{workflow.name}}/{{pod.name}}',
} as const;

/** The metadata database as the services know it. `admin` and `postgres` are taken by RDS. */
export const database = { name: 'metaflow', user: 'metaflow', port: 5432, passwordKey: 'password' } as const;

/** On every node, with the name of its group: `system`, `workers`, `spot` or `gpu`. */
export const nodeGroupLabel = 'flowport.dev/node-group';

/** Where a browser finds the services while the connection pack's port-forward commands run. */
export const portForwarded = {
  uiStatic: `http://127.0.0.1:${services.uiStatic.port}`,
  uiBackend: `http://127.0.0.1:${services.uiBackend.port}`,
} as const;
