// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { presets } from '@flowport/domain';
import { synthesize } from '../metaflowEks.ts';
import { exampleInput, publishedEndpoints } from '../testing/inputs.ts';
import { type Mistake, testMistakes } from '../testing/mutations.ts';
import { identityRules } from './identity.ts';

const ada = 'arn:aws:iam::111122223333:user/ada';

const mistakes: Mistake[] = [
  [
    'no policy allows an action by a wildcard',
    'cluster/resource/aws_iam_role_policy/task/policy',
    (old: string) => old.replace('s3:GetObject', 's3:*'),
  ],
  [
    'no policy allows anything on every resource, but where AWS knows nothing narrower',
    'cluster/resource/aws_iam_role_policy/ui_backend/policy',
    (old: string) => old.replace(/"Resource":"[^"]*\/\*"/, '"Resource":"*"'),
  ],
  [
    'no policy allows anything on every resource, but where AWS knows nothing narrower',
    'cluster/resource/aws_iam_role_policy/cluster_autoscaler/policy',
    (old: string) => old.replace('aws:ResourceTag/kubernetes.io/cluster/', 'aws:ResourceTag/'),
  ],
  [
    'a key is used through S3 only',
    'cluster/resource/aws_iam_role_policy/task/policy',
    (old: string) => old.replace('kms:ViaService', 'kms:Other'),
  ],
  [
    'a role for pods trusts one service account, by equality of everything that could be another',
    'cluster/resource/aws_iam_role/task/assume_role_policy',
    (old: string) => old.replace('argo-workflow', '*'),
  ],
  [
    'a role for pods trusts one service account, by equality of everything that could be another',
    'cluster/resource/aws_iam_role/task/assume_role_policy',
    (old: string) => old.replace('StringEquals', 'StringLike'),
  ],
  [
    'a role for pods trusts one service account, by equality of everything that could be another',
    'cluster/resource/aws_iam_role/task/assume_role_policy',
    (old: string) => old.replace(':aud"', ':other"'),
  ],
  [
    'every role for pods is claimed by exactly the service account that it trusts, in a namespace that exists',
    'cluster/resource/aws_iam_role/task/assume_role_policy',
    (old: string) => old.replace('metaflow-jobs', 'default'),
  ],
  [
    'every service account that claims a role is trusted by it',
    'services/resource/kubernetes_service_account_v1/ui/metadata/annotations/eks.amazonaws.com~role-arn',
    '${data.terraform_remote_state.cluster.outputs.aws_iam_role_task_arn}',
  ],
  [
    'the connection pack lists every role for pods as it is',
    'cluster/output/identities/value/0/service_account',
    'default',
  ],
  [
    'a node has no rights but to join and to pull images',
    'cluster/resource/aws_iam_role_policy_attachment/node_worker/policy_arn',
    'arn:aws:iam::aws:policy/AmazonS3FullAccess',
  ],
  [
    'no pod reaches the credentials of its node: tokens required, one hop',
    'cluster/resource/aws_launch_template/system/metadata_options/http_put_response_hop_limit',
    2,
  ],
  [
    'no policy reaches beyond the stack, but where AWS knows nothing narrower',
    'cluster/resource/aws_iam_role_policy/ui_backend/policy',
    (old: string) => old.replace('mf-fraud-models-', 'mf-'),
  ],
  [
    'a team reads, writes and lists what is below its own prefixes, and nothing else of the bucket',
    'cluster/output/identities/value/0/team',
    'alpha',
  ],
  [
    'people come into the cluster by a group that is bound in its namespaces, the deployer alone as administrator',
    'cluster/resource/aws_eks_cluster/main/access_config/bootstrap_cluster_creator_admin_permissions',
    true,
  ],
];

const alpha = 'cluster/resource/aws_iam_role_policy/task_alpha/policy';
const prefixes = 'a team reads, writes and lists what is below its own prefixes, and nothing else of the bucket';
const people =
  'people come into the cluster by a group that is bound in its namespaces, the deployer alone as administrator';
const exact = 'a role for pods trusts one service account, by equality of everything that could be another';

const apart: Mistake[] = [
  [prefixes, alpha, (old: string) => old.replace('/metaflow/alpha/*', '/metaflow/*')],
  [prefixes, alpha, (old: string) => old.replace('/metaflow/alpha/*', '/metaflow/beta/*')],
  [prefixes, alpha, (old: string) => old.replace('"metaflow/alpha/*"', '"metaflow/alpha*"')],
  [prefixes, alpha, (old: string) => old.replace('StringLike', 'StringNotLike')],
  [prefixes, 'cluster/resource/aws_iam_role_policy/task', { policy: '{"Statement":[]}' }],
  [prefixes, 'cluster/resource/aws_iam_role_policy/task_beta', undefined],
  [people, 'cluster/resource/aws_eks_access_entry/people_ada_8a94dc/kubernetes_groups', ['system:masters']],
  [people, 'cluster/resource/aws_eks_access_policy_association/ada', { principal_arn: ada }],
  [
    exact,
    'cluster/resource/aws_iam_role/cluster_autoscaler/assume_role_policy',
    (old: string) => old.replace('aws:SourceAccount', 'aws:PrincipalAccount'),
  ],
  [
    exact,
    'cluster/resource/aws_iam_role/cluster_autoscaler/assume_role_policy',
    (old: string) => old.replace('"cluster-autoscaler"', '"*"'),
  ],
  [
    'every role for pods is claimed by exactly the service account that it trusts, in a namespace that exists',
    'cluster/resource/aws_eks_pod_identity_association/cluster_autoscaler/service_account',
    'default',
  ],
  [
    'every role for pods is claimed by exactly the service account that it trusts, in a namespace that exists',
    'services/resource/kubernetes_service_account_v1/team_beta_task/metadata/annotations/eks.amazonaws.com~role-arn',
    '${data.terraform_remote_state.cluster.outputs.aws_iam_role_task_alpha_arn}',
  ],
  [
    'Pod Identity has its agent, and neither the network nor a step waits for it',
    'cluster/resource/aws_eks_addon/eks_pod_identity_agent',
    undefined,
  ],
  [
    'no policy reaches beyond the stack, but where AWS knows nothing narrower',
    'cluster/resource/aws_iam_role_policy/load_balancer_controller/policy',
    (old: string) => old.replace('targetgroup/mf-fraud-models-*', 'targetgroup/*'),
  ],
];

const { cluster } = presets.large.parameters;
const parameters = {
  cluster: { ...cluster, controllerIdentity: 'pod-identity' as const, userPrincipals: [ada] },
  endpoint: publishedEndpoints['alb-oidc'],
  teams: ['alpha', 'beta'],
};

testMistakes(identityRules, [
  { documents: synthesize(exampleInput('gpu')), mistakes },
  { documents: synthesize(exampleInput('large', { parameters })), mistakes: apart },
]);
