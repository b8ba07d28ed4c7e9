// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import type { TerraformConfig } from '../terraformRoot.ts';

/** What runs in the cluster, with the cluster looked up by name. */
export function services(clusterName: string): TerraformConfig {
  const access = {
    host: '${data.aws_eks_cluster.main.endpoint}',
    cluster_ca_certificate: '${base64decode(data.aws_eks_cluster.main.certificate_authority[0].data)}',
    token: '${data.aws_eks_cluster_auth.main.token}',
  };
  const inNamespace = (name: string) => ({ name, namespace: '${kubernetes_namespace_v1.metaflow.metadata[0].name}' });
  const labels = { 'app.kubernetes.io/name': 'metadata' };
  return {
    provider: { aws: { region: 'us-west-2' }, kubernetes: access, helm: { kubernetes: access } },
    data: { aws_eks_cluster: { main: { name: clusterName } }, aws_eks_cluster_auth: { main: { name: clusterName } } },
    resource: {
      kubernetes_namespace_v1: { metaflow: { metadata: { name: 'metaflow', labels: { team: 'ml' } } } },
      kubernetes_service_account_v1: {
        metadata: {
          metadata: {
            ...inNamespace('metadata'),
            annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/task' },
          },
        },
      },
      kubernetes_default_service_account_v1: {
        default: {
          metadata: { namespace: '${kubernetes_namespace_v1.metaflow.metadata[0].name}' },
          automount_service_account_token: false,
        },
      },
      kubernetes_secret_v1: { db: { metadata: inNamespace('db'), data: { password: 'hunter2hunter2' } } },
      kubernetes_config_map_v1: { conf: { metadata: inNamespace('conf'), data: { A: '1' } } },
      kubernetes_role_v1: {
        role: {
          metadata: inNamespace('runner'),
          rule: [{ api_groups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
        },
      },
      kubernetes_role_binding_v1: {
        role: {
          metadata: inNamespace('runner'),
          role_ref: { api_group: 'rbac.authorization.k8s.io', kind: 'Role', name: 'runner' },
          subject: [
            { kind: 'ServiceAccount', name: 'metadata', namespace: 'metaflow' },
            { kind: 'Group', name: 'team', api_group: 'rbac.authorization.k8s.io' },
          ],
        },
      },
      kubernetes_cluster_role_v1: {
        reader: { metadata: { name: 'reader' }, rule: [{ api_groups: [''], resources: ['nodes'], verbs: ['get'] }] },
      },
      kubernetes_cluster_role_binding_v1: {
        reader: {
          metadata: { name: 'reader' },
          role_ref: { api_group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
          subject: [{ kind: 'User', name: 'me' }],
        },
      },
      kubernetes_deployment_v1: {
        metadata: {
          metadata: { ...inNamespace('metadata'), labels },
          spec: {
            replicas: '2',
            selector: { match_labels: labels },
            template: {
              metadata: { labels },
              spec: {
                service_account_name: '${kubernetes_service_account_v1.metadata.metadata[0].name}',
                init_container: [
                  {
                    name: 'migrate',
                    image: 'netflixoss/metaflow_metadata_service:v2.5.1',
                    command: ['sh', '-c', 'true'],
                  },
                ],
                container: [
                  {
                    name: 'metadata',
                    image: 'netflixoss/metaflow_metadata_service:v2.5.1',
                    port: [{ container_port: 8080, name: 'http' }],
                    env: [
                      { name: 'MF_METADATA_DB_HOST', value: 'db' },
                      { name: 'MF_METADATA_DB_PSWD', value_from: { secret_key_ref: { name: 'db', key: 'password' } } },
                    ],
                    resources: { requests: { cpu: '250m', memory: '512Mi' } },
                    liveness_probe: { http_get: { path: '/ping', port: '8080' }, initial_delay_seconds: 10 },
                    security_context: { run_as_non_root: true, capabilities: { drop: ['ALL'] } },
                  },
                ],
              },
            },
          },
        },
      },
      kubernetes_service_v1: {
        metadata: {
          metadata: inNamespace('metadata'),
          spec: { selector: labels, port: [{ port: 8080, target_port: 'http', name: 'http' }, { port: 8082 }] },
        },
      },
      kubernetes_network_policy_v1: {
        deny: {
          metadata: inNamespace('deny'),
          spec: {
            pod_selector: {},
            policy_types: ['Ingress'],
            ingress: [
              {
                from: [{ namespace_selector: { match_labels: { team: 'ml' } } }],
                ports: [{ port: '8080', protocol: 'TCP' }],
              },
            ],
          },
        },
      },
      kubernetes_resource_quota_v1: { quota: { metadata: inNamespace('quota'), spec: { hard: { pods: '100' } } } },
      kubernetes_limit_range_v1: {
        limits: {
          metadata: inNamespace('limits'),
          spec: { limit: [{ type: 'Container', default: { cpu: '1', memory: '1Gi' } }] },
        },
      },
      kubernetes_pod_disruption_budget_v1: {
        metadata: {
          metadata: inNamespace('metadata'),
          spec: { max_unavailable: '1', selector: { match_labels: labels } },
        },
      },
      kubernetes_ingress_v1: {
        ui: {
          metadata: { ...inNamespace('ui'), annotations: { 'alb.ingress.kubernetes.io/scheme': 'internal' } },
          spec: {
            ingress_class_name: 'alb',
            rule: [
              {
                host: 'ui.example.com',
                http: {
                  path: [
                    {
                      path: '/',
                      path_type: 'Prefix',
                      backend: { service: { name: 'metadata', port: { number: 8080 } } },
                    },
                  ],
                },
              },
            ],
          },
          depends_on: ['helm_release.lbc'],
        },
      },
      kubernetes_storage_class_v1: {
        gp3: {
          metadata: { name: 'gp3' },
          storage_provisioner: 'ebs.csi.aws.com',
          parameters: { type: 'gp3' },
          volume_binding_mode: 'WaitForFirstConsumer',
        },
      },
      kubernetes_horizontal_pod_autoscaler_v2: {
        metadata: {
          metadata: inNamespace('metadata'),
          spec: {
            max_replicas: 4,
            scale_target_ref: { kind: 'Deployment', name: 'metadata', api_version: 'apps/v1' },
            metric: [
              { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', average_utilization: 80 } } },
            ],
          },
        },
      },
      kubernetes_job_v1: {
        migrate: {
          metadata: inNamespace('migrate'),
          spec: {
            template: { metadata: {}, spec: { restart_policy: 'Never', container: [{ name: 'm', image: 'busybox' }] } },
          },
        },
      },
      kubernetes_daemon_set_v1: {
        agent: {
          metadata: inNamespace('agent'),
          spec: {
            selector: { match_labels: { a: 'b' } },
            template: { metadata: { labels: { a: 'b' } }, spec: { container: [{ name: 'a', image: 'busybox:1.36' }] } },
          },
        },
      },
      kubernetes_priority_class_v1: { high: { metadata: { name: 'high' }, value: 1000 } },
      helm_release: {
        lbc: {
          name: 'aws-load-balancer-controller',
          repository: 'https://aws.github.io/eks-charts',
          chart: 'aws-load-balancer-controller',
          version: '3.5.0',
          namespace: 'kube-system',
          set: [{ name: 'clusterName', value: clusterName }],
          values: ['replicaCount: 1\n'],
        },
        argo: {
          name: 'argo',
          chart: 'argo-workflows',
          namespace: 'argo',
          create_namespace: true,
          timeouts: { create: '10m' },
        },
      },
    },
  };
}
