import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1/index.js';
import { Construct } from 'constructs';
import { argoArchive, argoServerPodLabels } from '../kubernetesNames.ts';
import { database, namespaces, serviceAccounts, services } from '../naming.ts';
import type { Sizing } from '../sizing.ts';
import { type ArgoWorkflowsProps, argoWorkflows } from './argo.ts';
import { argoServerAccess } from './argoServerAccess.ts';
import { namespace } from './namespace.ts';
import { admit, denyIngress } from './networkPolicy.ts';
import { serviceAccount } from './serviceAccount.ts';
import { portForwardAccess } from './userAccess.ts';

export type ArgoNamespaceProps = Pick<
  ArgoWorkflowsProps,
  | 'version'
  | 'login'
  | 'workspaceWorkflowsMax'
  | 'taskServiceAccount'
  | 'bucket'
  | 'region'
  | 'placement'
  | 'manifests'
  | 'dependsOn'
> & {
  /** The role by which the server reads archived logs; undefined where it gets it without an annotation. */
  serverRoleArn: string | undefined;
  /** Terraform name and name of each. */
  workflowNamespaces: { id: string; name: string }[];
  sizing: Sizing;
  databaseHost: string;
  databasePassword: string;
  /** Where the load balancer stands; none without one. */
  loadBalancerCidrs: string[];
};

/** Argo Workflows in its namespace: the release, what its server may do, and who may reach it. */
export class ArgoNamespace extends Construct {
  constructor(scope: Construct, id: string, props: ArgoNamespaceProps) {
    super(scope, id);
    const { sizing, login } = props;
    const name = namespace(this, { name: namespaces.argo, podSecurity: 'baseline' }).metadata.name;
    const server = serviceAccount(this, {
      id: 'argo_server',
      name: serviceAccounts.argoServer,
      namespace: name,
      roleArn: props.serverRoleArn,
      kubernetesToken: 'mounted',
    });
    const archive =
      sizing.workflowArchive === 'postgres'
        ? new SecretV1(this, 'kubernetes_secret_v1.argo_archive', {
            metadata: { name: argoArchive.secretName, namespace: name },
            data: { [argoArchive.userKey]: database.user, [database.passwordKey]: props.databasePassword },
          }).metadata.name
        : null;
    argoServerAccess(this, {
      namespace: name,
      serviceAccount: server.metadata.name,
      login,
      workflowNamespaces: props.workflowNamespaces,
      archiveSecret: archive,
    });
    // Whoever reaches the server behind a login passes for somebody who signed in.
    denyIngress(this, { id: 'argo', namespace: name });
    if (props.loadBalancerCidrs.length > 0) {
      admit(this, {
        id: 'argo_server',
        name: services.argoServer.name,
        namespace: name,
        podLabels: argoServerPodLabels,
        port: services.argoServer.port,
        from: props.loadBalancerCidrs.map((cidr) => ({ cidr })),
      });
    }
    if (login === 'token') portForwardAccess(this, { id: 'argo', namespace: name });
    argoWorkflows(this, {
      namespace: name,
      version: props.version,
      serverServiceAccount: server.metadata.name,
      login,
      workflowNamespaces: props.workflowNamespaces.map((workspace) => workspace.name),
      taskServiceAccount: props.taskServiceAccount,
      controllers: sizing.argoControllers,
      workflowsMax: sizing.workflowsMax,
      workspaceWorkflowsMax: props.workspaceWorkflowsMax,
      archive: archive === null ? null : { databaseHost: props.databaseHost, secretName: archive },
      bucket: props.bucket,
      region: props.region,
      placement: props.placement,
      manifests: props.manifests,
      dependsOn: props.dependsOn,
    });
  }
}
