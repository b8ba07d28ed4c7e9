import type { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1/index.js';
import type { StackParameters } from '@flowport/domain';
import { Construct } from 'constructs';
import { database, portForwarded, serviceAccounts, services } from '../naming.ts';
import type { Sizing } from '../sizing.ts';
import { images } from '../versions.ts';
import type { Placement } from './placement.ts';
import { serviceAccount } from './serviceAccount.ts';
import { type EnvironmentVariable, WebService } from './WebService.ts';

export type MetaflowServicesProps = {
  namespace: NamespaceV1;
  datastoreRoot: string;
  databaseHost: string;
  databasePassword: string;
  /** The role by which the UI reads artifacts; undefined where it gets it without an annotation. */
  uiRoleArn: string | undefined;
  /** How a browser finds the UI's backend: under the UI's own host, or at another forwarded port. */
  browser: 'same-origin' | 'port-forward';
  parameters: StackParameters['services'];
  sizing: Sizing;
  placement: Placement;
};

const python = '/opt/latest/bin/python3';

/** Metadata service with its migrations, UI backend and static UI, as Metaflow's own charts run them. */
export class MetaflowServices extends Construct {
  constructor(scope: Construct, id: string, props: MetaflowServicesProps) {
    super(scope, id);
    const namespace = props.namespace.metadata.name;
    const { metadata, uiBackend, uiStatic } = services;
    const { browser, placement } = props;
    const secret = new SecretV1(this, 'kubernetes_secret_v1.metadata_database', {
      metadata: { name: 'metadata-database', namespace },
      data: { [database.passwordKey]: props.databasePassword },
    });
    const databaseEnv = databaseEnvironment(props.databaseHost, secret.metadata.name);

    const metadataAccount = serviceAccount(this, {
      id: 'metadata',
      name: serviceAccounts.metadata,
      namespace,
      kubernetesToken: 'none',
    });
    const metadataService = new WebService(this, 'metadata', {
      ...metadata,
      namespace,
      image: images.metadataService,
      command: [python, '-m', 'services.metadata_service.server'],
      replicas: props.parameters.metadataReplicas,
      requests: props.sizing.metadata,
      env: databaseEnv,
      serviceAccount: metadataAccount.metadata.name,
      placement,
      // Always, not only on an empty database: releases bring new indexes. Replicas that start together may collide on
      // the version table; the loser fails, is started again, and finds nothing left to do.
      before: { name: 'migrate', command: [python, '/root/run_goose.py', '--wait', '30'] },
    });

    const uiAccount = serviceAccount(this, {
      id: 'ui',
      name: serviceAccounts.ui,
      namespace,
      roleArn: props.uiRoleArn,
      kubernetesToken: 'none',
    });
    new WebService(this, 'ui_backend', {
      ...uiBackend,
      namespace,
      image: images.metadataService,
      command: [python, '-m', 'services.ui_backend_service.ui_server'],
      replicas: props.parameters.uiBackendReplicas,
      requests: props.sizing.uiBackend,
      env: [
        ...databaseEnv,
        ...environment({
          PATH_PREFIX: '/api',
          MF_DATASTORE_ROOT: props.datastoreRoot,
          METAFLOW_DATASTORE_SYSROOT_S3: props.datastoreRoot,
          METAFLOW_DEFAULT_DATASTORE: 's3',
          METAFLOW_DEFAULT_METADATA: 'service',
          // Its own read-only copy of the metadata API.
          METAFLOW_SERVICE_URL: `http://localhost:${uiBackend.port}/api/metadata`,
          // Port-forwarding gives UI and backend two origins. Exactly this one: with `*` any page could read the runs.
          ...(browser === 'port-forward' ? { ORIGIN_TO_ALLOW_CORS_FROM: portForwarded.uiStatic } : {}),
        }),
      ],
      serviceAccount: uiAccount.metadata.name,
      placement,
      // It puts triggers on the tables that the migrations make.
      dependsOn: [metadataService.deployment],
    });
    new WebService(this, 'ui_static', {
      ...uiStatic,
      namespace,
      image: images.uiStatic,
      replicas: 1,
      requests: { cpu: '100m', memory: '256Mi' },
      // Asked by the browser, not by the pod.
      env: environment({
        METAFLOW_SERVICE: browser === 'port-forward' ? `${portForwarded.uiBackend}/api` : '/api',
      }),
      serviceAccount: metadataAccount.metadata.name,
      placement,
    });
  }
}

function environment(variables: Record<string, string>): EnvironmentVariable[] {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}

/**
 * What each container that talks to Postgres needs. The SSL mode is for all of them: the database refuses plain text, and
 * a container without it fails with nothing but an HTTP 500 (Netflix/metaflow-service#434).
 */
function databaseEnvironment(host: string, secretName: string): EnvironmentVariable[] {
  return [
    ...environment({
      MF_METADATA_DB_HOST: host,
      MF_METADATA_DB_PORT: String(database.port),
      MF_METADATA_DB_NAME: database.name,
      MF_METADATA_DB_USER: database.user,
      MF_METADATA_DB_SSL_MODE: 'require',
    }),
    {
      name: 'MF_METADATA_DB_PSWD',
      valueFrom: { secretKeyRef: { name: secretName, key: database.passwordKey } },
    },
  ];
}
