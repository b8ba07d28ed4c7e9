import type { StackParameters } from '@flowport/domain';
import { Construct } from 'constructs';
import { type Component, identities, mechanismOf, type Workspace, workspacesOf } from '../identities.ts';
import type { StackNames } from '../naming.ts';
import { autoscalerPolicy } from '../policies/autoscaler.ts';
import { argoServerPolicy, type DatastoreAccess, taskPolicy, teamTaskPolicy, uiPolicy } from '../policies/datastore.ts';
import { loadBalancerControllerPolicy } from '../policies/loadBalancerController.ts';
import type { PodIdentity, WebIdentity } from '../policies/trust.ts';
import { ServiceAccountRole, type ServiceAccountRoleProps } from './ServiceAccountRole.ts';

export type IdentityRolesProps = {
  names: StackNames;
  partition: string;
  parameters: StackParameters;
  datastore: DatastoreAccess;
  webIdentity: WebIdentity;
  podIdentity: PodIdentity;
};

/** Components that every stack has; the load balancer's controller comes with the load balancer. */
type AlwaysThere = Exclude<Component, 'load-balancer-controller'>;
type Roles = Record<AlwaysThere, ServiceAccountRole> & Partial<Record<Component, ServiceAccountRole>>;

type WorkspaceRole = Workspace & { role: ServiceAccountRole };

/** The IAM roles of everything in the cluster that needs AWS: one for each component, and one for each workspace's steps. */
export class IdentityRoles extends Construct {
  readonly roles: Roles;
  readonly workspaces: WorkspaceRole[];
  /** The roles of both, in the order in which the connection pack lists them. */
  readonly all: { component: string; team: string | null; role: ServiceAccountRole }[] = [];
  private readonly props: IdentityRolesProps;

  constructor(scope: Construct, id: string, props: IdentityRolesProps) {
    super(scope, id);
    this.props = props;
    const { names, partition, parameters, datastore } = props;
    const managed = (name: string) => ({ managedArn: `arn:${partition}:iam::aws:policy/${name}` });
    this.workspaces = workspacesOf(parameters).map((workspace) => ({ ...workspace, role: this.taskRole(workspace) }));
    this.roles = {
      'ui-backend': this.roleOf('ui-backend', {
        description: 'Metaflow UI: reads artifacts',
        policy: { document: uiPolicy(datastore) },
      }),
      'argo-server': this.roleOf('argo-server', {
        description: 'Argo server: reads archived logs',
        policy: { document: argoServerPolicy(datastore) },
      }),
      'cluster-autoscaler': this.roleOf('cluster-autoscaler', {
        description: 'Cluster autoscaler: sizes the node groups',
        policy: { document: autoscalerPolicy(names.cluster) },
      }),
      ...(parameters.endpoint.mode === 'port-forward' ? {} : this.loadBalancerController()),
      'ebs-csi': this.roleOf('ebs-csi', {
        description: 'EBS CSI driver',
        policy: managed('service-role/AmazonEBSCSIDriverPolicy'),
      }),
      'vpc-cni': this.roleOf('vpc-cni', {
        description: 'VPC CNI: addresses of pods',
        policy: managed('AmazonEKS_CNI_Policy'),
      }),
    };
  }

  private loadBalancerController() {
    const { names, partition, datastore, podIdentity } = this.props;
    return {
      'load-balancer-controller': this.roleOf('load-balancer-controller', {
        description: 'Load balancer controller: registers pods with the target groups',
        policy: {
          document: loadBalancerControllerPolicy(
            `arn:${partition}:elasticloadbalancing:${datastore.region}:${podIdentity.account}:targetgroup/${names.prefix}-*/*`,
          ),
        },
      }),
    };
  }

  private roleOf(
    component: Component,
    grant: Pick<ServiceAccountRoleProps, 'policy' | 'description'>,
  ): ServiceAccountRole {
    const { names, parameters, webIdentity, podIdentity } = this.props;
    const mechanism = mechanismOf(component, parameters);
    const { namespace, serviceAccount } = identities[component];
    const role = new ServiceAccountRole(this, component, {
      roleName: names.role(component),
      ...grant,
      subject: { namespace, serviceAccount },
      by: mechanism === 'irsa' ? { mechanism, ...webIdentity } : { mechanism, ...podIdentity },
    });
    this.all.push({ component, team: null, role });
    return role;
  }

  /** Always by IRSA: the image of a step is the user's own, and whatever SDK is in it knows web identities. */
  private taskRole(workspace: Workspace): ServiceAccountRole {
    const { names, datastore, webIdentity } = this.props;
    const { team, namespace, serviceAccount } = workspace;
    const id = team === null ? 'task' : `task-${team}`;
    const role = new ServiceAccountRole(this, id, {
      roleName: names.role(id),
      description:
        team === null
          ? 'Steps of flows: artifacts in the datastore'
          : `Steps of flows of ${team}: its own artifacts in the datastore`,
      subject: { namespace, serviceAccount },
      by: { mechanism: 'irsa', ...webIdentity },
      policy: { document: team === null ? taskPolicy(datastore) : teamTaskPolicy(datastore, workspace) },
    });
    this.all.push({ component: 'task', team, role });
    return role;
  }
}
