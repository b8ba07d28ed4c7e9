import { outputSchemas, renderConnectionPack, type StackOutputs } from '@flowport/domain';
import {
  chartValues,
  isPublished,
  manifests,
  output,
  qualified,
  renderedServices,
  workflowNamespaces,
} from './kubernetesView.ts';
import type { Rule } from './rule.ts';
import { list, pick, type StackView } from './stackView.ts';

/** The outputs as a plan knows them. What only AWS knows has a stand-in, as no rule here looks at it. */
export function literalOutputs(stack: StackView): StackOutputs {
  const endpoint = output(stack, 'cluster', 'endpoint');
  const host = (name: string) => String(pick(endpoint, name));
  const value = (name: string) => output(stack, 'services', name);
  return {
    foundation: {
      account_id: '111122223333',
      region: 'us-west-2',
      vpc_id: 'vpc-1',
      datastore_bucket: 'bucket',
      datastore_kms_key_arn: 'arn:aws:kms:us-west-2:111122223333:key/1',
      database_endpoint: 'host:5432',
    },
    cluster: {
      cluster_name: 'mf-demo',
      cluster_endpoint: 'https://kubernetes.example.com',
      cluster_ca: '',
      cluster_version: '1.35',
      oidc_issuer: 'https://oidc.example.com/id',
      oidc_provider_arn: 'arn',
      identities: [],
      endpoint:
        endpoint === undefined || endpoint === null
          ? null
          : {
              mode: pick(endpoint, 'mode') === 'alb-oidc' ? 'alb-oidc' : 'alb-cognito',
              ui_host: host('ui_host'),
              argo_host: host('argo_host'),
              metadata_host: host('metadata_host'),
              load_balancer_dns: 'load-balancer.example.com',
              certificate_arn: 'arn',
              machine_auth: pick(endpoint, 'machine_auth') === 'jwt' ? 'jwt' : 'key',
              metadata_key_secret_arn: null,
              machine_client: null,
            },
    },
    services: outputSchemas.services.parse({
      services: value('services'),
      workspaces: value('workspaces'),
      argo_version: value('argo_version'),
    }),
  };
}

export const connectionRules: Rule[] = [
  {
    guarantee: 'the outputs name Services and ports that exist',
    violations: (stack) =>
      list(output(stack, 'services', 'services'))
        .map((service) => `${pick(service, 'namespace')}/${pick(service, 'service')}:${pick(service, 'port')}`)
        .filter((service) => !renderedServices(stack).includes(service)),
  },
  {
    guarantee: 'events arrive in every workspace: bus, source, event and account are those in the cluster',
    violations: (stack) => {
      const versions = list(pick(chartValues(stack, 'argo_events'), 'configs', 'jetstream', 'versions'));
      const accounts = stack.ofType('kubernetes_service_account_v1').map((account) => qualified(stack, account));
      return list(output(stack, 'services', 'workspaces')).flatMap((workspace) => {
        const namespace = pick(workspace, 'namespace');
        const events = pick(workspace, 'events');
        const within = (kind: string) =>
          manifests(stack).filter((object) => object.kind === kind && object.namespace === namespace);
        const [bus, source] = [within('EventBus'), within('EventSource')];
        const holds = {
          bus: bus.length === 1 && pick(events, 'event_bus') === bus[0]?.name,
          'bus of the source': pick(source[0]?.spec, 'eventBusName') === bus[0]?.name,
          source: source.length === 1 && pick(events, 'event_source') === source[0]?.name,
          event:
            pick(source[0]?.spec, 'webhook', String(pick(events, 'event')), 'endpoint') === `/${pick(events, 'event')}`,
          account: accounts.includes(`${namespace}/${pick(events, 'service_account')}`),
          'account of tasks': accounts.includes(`${namespace}/${pick(workspace, 'service_account')}`),
          'version of the bus': versions.some(
            (known) => pick(known, 'version') === pick(bus[0]?.spec, 'jetstream', 'version'),
          ),
        };
        return Object.entries(holds)
          .filter(([, held]) => !held)
          .map(([what]) => `${namespace}: ${what}`);
      });
    },
  },
  {
    guarantee: 'what Metaflow is told leads to Services that exist, and to schedules that this Argo knows',
    violations: (stack) => {
      const { workspaces } = renderConnectionPack('demo', literalOutputs(stack));
      const services = renderedServices(stack);
      const exists = (address: string | undefined, host: RegExp) => {
        const url = URL.parse(address ?? '');
        const [, name = '', namespace = ''] = host.exec(url?.hostname ?? '') ?? [];
        return services.includes(`${namespace}/${name}:${url?.port}`);
      };
      const cluster = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc\.cluster\.local$/;
      const isVersion4 = String(output(stack, 'services', 'argo_version')).startsWith('4');
      return workspaces.flatMap(({ namespace, metaflowConfig: config }) => {
        const holds = {
          metadata: exists(config.METAFLOW_SERVICE_INTERNAL_URL, cluster),
          events:
            exists(config.METAFLOW_ARGO_EVENTS_INTERNAL_WEBHOOK_URL, cluster) &&
            String(config.METAFLOW_ARGO_EVENTS_INTERNAL_WEBHOOK_URL).includes(`.${namespace}.`),
          namespace: workflowNamespaces(stack).includes(String(config.METAFLOW_KUBERNETES_NAMESPACE)),
          'public address':
            (URL.parse(config.METAFLOW_SERVICE_URL ?? '')?.protocol === 'https:') === isPublished(stack),
          schedules: (config.METAFLOW_ARGO_WORKFLOWS_USE_SCHEDULES === 'true') === isVersion4,
        };
        return Object.entries(holds)
          .filter(([, held]) => !held)
          .map(([what]) => `${namespace}: ${what}`);
      });
    },
  },
];
