import type { Rule } from './rule.ts';
import { pick, type StackView } from './stackView.ts';

type Limit = { path: (string | number)[]; form: RegExp };

const kubernetesName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const iamName = /^[\w+=,.@-]{1,64}$/;

const edgeName = /^(?!internal-)[0-9A-Za-z]([0-9A-Za-z-]{0,30}[0-9A-Za-z])?$/;

/** AWS's and Kubernetes' own rules for names (section 7 of the sizing advice; IAM, S3, RDS and EKS user guides). */
const limits: Record<string, Limit[]> = {
  aws_iam_role: [{ path: ['name'], form: iamName }],
  aws_iam_role_policy: [{ path: ['name'], form: /^[\w+=,.@-]{1,128}$/ }],
  aws_s3_bucket: [
    { path: ['bucket'], form: /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9](?<!-s3alias|--ol-s3)$/ },
  ],
  aws_kms_alias: [{ path: ['name'], form: /^alias\/(?!aws\/)[\w/-]{1,250}$/ }],
  aws_db_instance: [
    { path: ['identifier'], form: /^(?!.*--)[a-z][a-z0-9-]{0,61}[a-z0-9]$/ },
    { path: ['db_name'], form: /^(?!postgres$|rdsadmin$)[a-zA-Z]\w{0,62}$/ },
    { path: ['username'], form: /^(?!admin$|rdsadmin$|postgres$)[a-zA-Z]\w{0,15}$/ },
  ],
  aws_db_subnet_group: [{ path: ['name'], form: /^(?!default$)[a-z0-9._ -]{1,255}$/ }],
  // The provider appends 26 characters to a prefix.
  aws_db_parameter_group: [{ path: ['name_prefix'], form: /^(?!.*--)[a-z][a-z0-9-]{0,228}$/ }],
  aws_security_group: [{ path: ['name'], form: /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/ }],
  aws_eks_cluster: [{ path: ['name'], form: /^[0-9A-Za-z][\w-]{0,99}$/ }],
  aws_eks_node_group: [{ path: ['node_group_name_prefix'], form: /^[0-9A-Za-z][\w-]{0,36}$/ }],
  aws_launch_template: [{ path: ['name'], form: /^[\w()./-]{3,128}$/ }],
  aws_cloudwatch_log_group: [{ path: ['name'], form: /^[\w./#-]{1,512}$/ }],
  aws_lb: [{ path: ['name'], form: edgeName }],
  aws_lb_target_group: [{ path: ['name'], form: edgeName }],
  aws_lb_listener_rule: [{ path: ['condition', 0, 'host_header', 'values', 0], form: /^[\w.-]{1,128}$/ }],
  aws_secretsmanager_secret: [{ path: ['name'], form: /^(?!.*-[A-Za-z0-9]{6}$)[\w/+=.@-]{1,512}$/ }],
  aws_cognito_user_pool: [{ path: ['name'], form: /^[\w\s+=,.@-]{1,128}$/ }],
  aws_cognito_user_pool_client: [{ path: ['name'], form: /^[\w\s+=,.@-]{1,128}$/ }],
  aws_cognito_user_pool_domain: [
    { path: ['domain'], form: /^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/ },
  ],
  aws_cognito_resource_server: [{ path: ['identifier'], form: /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/ }],
  helm_release: [{ path: ['name'], form: /^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/ }],
};

function limitsOf(type: string): Limit[] {
  return limits[type] ?? (type.startsWith('kubernetes_') ? [{ path: ['metadata', 'name'], form: kubernetesName }] : []);
}

/** Labels and selectors of Kubernetes hold 63 characters. */
function labelsOf(values: unknown): [string, unknown][] {
  const places = [
    pick(values, 'metadata', 'labels'),
    pick(values, 'spec', 'template', 'metadata', 'labels'),
    pick(values, 'labels'),
  ];
  return places.flatMap((labels) => Object.entries(labels ?? {}));
}

export const nameRules: Rule[] = [
  {
    guarantee: 'every name has a form and a length that AWS and Kubernetes take',
    violations: (stack: StackView) => [
      ...stack.resources.flatMap(({ layer, type, address, values }) =>
        limitsOf(type)
          .map(({ path, form }) => ({ path, form, name: stack.resolve(layer, pick(values, ...path)) }))
          .filter(({ form, name }) => !form.test(name))
          .map(({ path, name }) => `${address} ${path.join('.')} ${name}`),
      ),
      ...stack.resources.flatMap(({ address, type, values }) =>
        (type.startsWith('kubernetes_') || type === 'aws_eks_node_group' ? labelsOf(values) : [])
          .filter(([, value]) => String(value).length > 63)
          .map(([key]) => `${address} label ${key}`),
      ),
    ],
  },
  {
    guarantee: 'names that AWS keeps once per account or in all of AWS do not collide between regions',
    violations: (stack) => {
      const region = String(pick(stack.documents.foundation, 'provider', 'aws', 0, 'region'));
      const code = String(pick(stack.ofType('aws_iam_role')[0]?.values, 'name'));
      return [
        ...stack
          .ofType('aws_s3_bucket')
          .filter(({ values }) => !String(pick(values, 'bucket')).endsWith(region))
          .map(({ address }) => address),
        ...(/-[a-z]{2,5}\d-/.test(code) ? [] : [code]),
      ];
    },
  },
];
