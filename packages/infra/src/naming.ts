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
    /** IAM knows no regions, and the same slug may live in two of them. */
    role: (component: string) => `${prefix}-${regionCode(stack.region)}-${component}`,
  };
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

/** Service names, selectors and ports, after the upstream templates, so that upstream's commands keep working. */
export const services = {
  metadata: { name: 'metadata-service', port: 8080, healthPath: '/ping' },
  uiBackend: { name: 'metaflow-ui-backend-service', port: 8083, healthPath: '/api/ping' },
  uiStatic: { name: 'metaflow-ui-static-service', port: 3000, healthPath: '/' },
  argoServer: { name: 'argo-server', port: 2746, healthPath: '/' },
  eventsWebhook: { name: 'argo-events-webhook-eventsource-svc', port: 12000, healthPath: '/metaflow-event' },
} as const;

export const serviceAccounts = {
  task: 'argo-workflow',
  events: 'operate-workflow-sa',
  metadata: 'metadata-service',
  ui: 'metaflow-ui',
  argoServer: 'argo-server',
  argoController: 'argo-workflow-controller',
  autoscaler: 'cluster-autoscaler',
  ebsCsi: 'ebs-csi-controller-sa',
  vpcCni: 'aws-node',
} as const;

export const events = { bus: 'default', source: 'argo-events-webhook', event: 'metaflow-event' } as const;

/** The metadata database as the services know it. `admin` and `postgres` are taken by RDS. */
export const database = { name: 'metaflow', user: 'metaflow', port: 5432, passwordKey: 'password' } as const;

/** On every node, with the name of its group: `system`, `workers` or `gpu`. */
export const nodeGroupLabel = 'flowport.dev/node-group';

/** Where a browser finds the services while the connection pack's port-forward commands run. */
export const portForwarded = {
  uiStatic: `http://127.0.0.1:${services.uiStatic.port}`,
  uiBackend: `http://127.0.0.1:${services.uiBackend.port}`,
} as const;
