import type { WorkspaceOutput } from './outputs.ts';
import type { ConnectionPack } from './pack.ts';

export type Reach = {
  /** As they are for the workspace. */
  endpoints: ConnectionPack['endpoints'];
  machineAccess: ConnectionPack['machineAccess'];
  workspace: WorkspaceOutput;
  argoVersion: string;
};

/**
 * The keys of Metaflow's `metaflow_config.py` that apply. Laptops use the public address where there is one, pods always
 * the cluster's own: a login or a key never stands between a task and its metadata.
 */
export function metaflowConfig(bucket: string, reach: Reach): Record<string, string> {
  const { endpoints, machineAccess, workspace, argoVersion } = reach;
  const endpoint = (id: string) => endpoints.find((candidate) => candidate.id === id);
  const browsed = (id: string) => endpoint(id)?.url ?? endpoint(id)?.localUrl;
  const optional = (key: string, value: string | undefined) => (value === undefined ? {} : { [key]: value });
  const { events, namespace } = workspace;
  const webhook = endpoint('events-webhook');
  return {
    METAFLOW_DEFAULT_DATASTORE: 's3',
    // Cards and data tools keep their defaults below this root, so that they stay inside the prefix of a team.
    METAFLOW_DATASTORE_SYSROOT_S3: `s3://${bucket}/${workspace.datastore_prefix}`,
    METAFLOW_DEFAULT_METADATA: 'service',
    ...optional('METAFLOW_SERVICE_URL', browsed('metadata')),
    ...optional('METAFLOW_SERVICE_INTERNAL_URL', endpoint('metadata')?.internalUrl),
    ...(machineAccess === null
      ? {}
      : machineAccess.header === 'x-api-key'
        ? { METAFLOW_SERVICE_AUTH_KEY: machineAccess.value }
        : { METAFLOW_SERVICE_HEADERS: JSON.stringify({ [machineAccess.header]: machineAccess.value }) }),
    // What the pods do not need is not written into their templates in plain text.
    ...(machineAccess === null
      ? {}
      : { METAFLOW_ARGO_WORKFLOWS_ENV_VARS_TO_SKIP: 'METAFLOW_SERVICE_HEADERS,METAFLOW_SERVICE_AUTH_KEY' }),
    ...optional('METAFLOW_UI_URL', browsed('ui')),
    METAFLOW_KUBERNETES_NAMESPACE: namespace,
    METAFLOW_KUBERNETES_SERVICE_ACCOUNT: workspace.service_account,
    ...optional('METAFLOW_ARGO_WORKFLOWS_UI_URL', browsed('argo')),
    ...(argoVersion.startsWith('4') ? { METAFLOW_ARGO_WORKFLOWS_USE_SCHEDULES: 'true' } : {}),
    METAFLOW_ARGO_EVENTS_EVENT_BUS: events.event_bus,
    METAFLOW_ARGO_EVENTS_EVENT_SOURCE: events.event_source,
    METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT: events.service_account,
    METAFLOW_ARGO_EVENTS_EVENT: events.event,
    ...optional('METAFLOW_ARGO_EVENTS_WEBHOOK_URL', webhook && `${webhook.localUrl}/${events.event}`),
    ...optional('METAFLOW_ARGO_EVENTS_INTERNAL_WEBHOOK_URL', webhook && `${webhook.internalUrl}/${events.event}`),
  };
}
