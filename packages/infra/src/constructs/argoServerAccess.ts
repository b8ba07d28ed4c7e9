import type { Construct } from 'constructs';
import type { ArgoLogin } from './argo.ts';
import { clusterRole, role } from './role.ts';

export type ArgoServerAccessProps = {
  namespace: string;
  serviceAccount: string;
  login: ArgoLogin;
  workflowNamespaces: { id: string; name: string }[];
  /** The secret with which it reads archived workflows. */
  archiveSecret: string | null;
};

const read = ['get', 'list', 'watch'];

/**
 * What Argo's server may do by itself: look. It watches workflows in the whole cluster to list them, whoever asks. Behind
 * a login at the load balancer it also shows pods and their logs by its own right; with tokens, by the asker's.
 */
export function argoServerAccess(scope: Construct, props: ArgoServerAccessProps): void {
  const { namespace, archiveSecret } = props;
  const subject = { serviceAccount: props.serviceAccount, namespace };
  clusterRole(scope, {
    id: 'argo_server',
    name: 'argo-server-read',
    subject,
    rules: [
      {
        apiGroups: ['argoproj.io'],
        resources: [
          'workflows',
          'workflowtemplates',
          'cronworkflows',
          'workfloweventbindings',
          'eventbus',
          'eventsources',
          'sensors',
        ],
        verbs: read,
      },
    ],
  });
  role(scope, {
    id: 'argo_server',
    name: 'argo-server-configuration',
    namespace,
    subject,
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: read },
      ...(archiveSecret === null
        ? []
        : [{ apiGroups: [''], resources: ['secrets'], resourceNames: [archiveSecret], verbs: ['get'] }]),
    ],
  });
  if (props.login === 'token') return;
  for (const { id, name } of props.workflowNamespaces) {
    role(scope, {
      id: `${id}_logs`,
      name: 'argo-server-logs',
      namespace: name,
      subject,
      rules: [{ apiGroups: [''], resources: ['pods', 'pods/log', 'events'], verbs: read }],
    });
  }
}
