/** A load balancer in front of the planted cluster's metadata service, with sign-in by Cognito, for tests of what it answers. */
import { stringify } from 'yaml';
import { type Plant, plantedCluster } from './plantCluster.ts';

export const plantedEndpoint = {
  domain: 'demo.metaflow.example.com',
  dnsName: 'mf-demo-1.us-west-2.elb.amazonaws.com',
  pool: 'us-west-2_Abc123xyz',
  poolDomain: 'mf-demo',
  machine: { id: 'machineclient', secret: 'machine-secret' },
  key: 'the-metadata-key',
} as const;

const account = '111122223333';
const region = 'us-west-2';
const elb = `arn:aws:elasticloadbalancing:${region}:${account}`;
const groupArn = `${elb}:targetgroup/mf-demo-metadata/1`;
const issuer = `https://cognito-idp.${region}.amazonaws.com/${plantedEndpoint.pool}`;

/** @param machineAuth what lets programs in at the metadata host */
export function plantEndpoint(put: Plant, machineAuth: 'key' | 'jwt'): void {
  const aws: Plant = (type, id, attributes) => put(type, id, { arn: id, ...attributes }, region);
  plantBalancer(aws);
  plantPool(aws);
  const host = (name: string) => ({ host_header: [{ values: [`${name}.${plantedEndpoint.domain}`] }] });
  const forward = { type: 'forward', order: 2, target_group_arn: groupArn };
  const rule = (name: string, priority: number, condition: object[], action: object[]) =>
    aws('aws_lb_listener_rule', `rule-${name}`, { listener_arn: 'listener', priority, condition, action });
  rule(
    'login',
    10,
    [host('ui')],
    [{ type: 'authenticate-cognito', order: 1, authenticate_cognito: [login()] }, forward],
  );
  rule(
    'api',
    5,
    [host('ui'), { path_pattern: [{ values: ['/api/*'] }] }],
    [
      {
        type: 'authenticate-cognito',
        order: 1,
        authenticate_cognito: [{ ...login(), on_unauthenticated_request: 'deny' }],
      },
      forward,
    ],
  );
  if (machineAuth === 'key') {
    const header = { http_header: [{ http_header_name: 'x-api-key', values: [plantedEndpoint.key] }] };
    rule('metadata', 20, [host('metadata'), header], [forward]);
  } else {
    rule(
      'metadata',
      20,
      [host('metadata')],
      [{ type: 'jwt-validation', order: 1, jwt_validation: [validation()] }, forward],
    );
  }
}

function plantBalancer(aws: Plant): void {
  const { domain, dnsName } = plantedEndpoint;
  aws('aws_lb', `${elb}:loadbalancer/app/mf-demo/1`, {
    name: 'mf-demo',
    dns_name: dnsName,
    load_balancer_type: 'application',
  });
  aws('aws_route53_record', 'record', { fqdn: `*.${domain}`, type: 'A', alias: [{ name: `dualstack.${dnsName}.` }] });
  aws('aws_lb_target_group', groupArn, { port: 8080, health_check: [{ path: '/ping', matcher: '200' }] });
  aws('aws_lb_listener', 'listener', {
    load_balancer_arn: `${elb}:loadbalancer/app/mf-demo/1`,
    port: 443,
    protocol: 'HTTPS',
    certificate_arn: `arn:aws:acm:${region}:${account}:certificate/demo`,
    default_action: [
      {
        type: 'fixed-response',
        order: 1,
        fixed_response: [
          { content_type: 'application/json', message_body: '{"message":"Unauthorized"}', status_code: '401' },
        ],
      },
    ],
  });
}

function plantPool(aws: Plant): void {
  const { pool, poolDomain, machine, domain } = plantedEndpoint;
  aws('aws_cognito_user_pool', pool, {});
  aws('aws_cognito_user_pool_domain', poolDomain, { user_pool_id: pool });
  aws('aws_cognito_user_pool_client', 'browserclient', {
    user_pool_id: pool,
    callback_urls: [`https://ui.${domain}/oauth2/idpresponse`],
  });
  aws('aws_cognito_user_pool_client', machine.id, {
    user_pool_id: pool,
    client_secret: machine.secret,
    allowed_oauth_flows_user_pool_client: true,
    allowed_oauth_flows: ['client_credentials'],
    allowed_oauth_scopes: ['metadata/access'],
    access_token_validity: 24,
  });
}

function login() {
  return {
    user_pool_arn: `arn:aws:cognito-idp:${region}:${account}:userpool/${plantedEndpoint.pool}`,
    user_pool_client_id: 'browserclient',
    user_pool_domain: plantedEndpoint.poolDomain,
    scope: 'openid email',
  };
}

function validation() {
  return {
    issuer,
    jwks_endpoint: `${issuer}/.well-known/jwks.json`,
    additional_claim: [
      { name: 'client_id', format: 'single-string', values: [plantedEndpoint.machine.id] },
      { name: 'scope', format: 'space-separated-values', values: ['metadata/access'] },
    ],
  };
}

/** The controller that registers pods, and the binding that tells it which. */
export function plantBinding(put: Plant): void {
  put('helm_release', 'kube-system/aws-load-balancer-controller', {
    name: 'aws-load-balancer-controller',
    namespace: 'kube-system',
    chart: 'aws-load-balancer-controller',
    version: '3.5.0',
    values: [stringify({ clusterName: plantedCluster.name })],
  });
  const binding = {
    apiVersion: 'elbv2.k8s.aws/v1beta1',
    kind: 'TargetGroupBinding',
    metadata: { name: 'metadata-service', namespace: 'metaflow' },
    spec: { serviceRef: { name: 'metadata-service', port: 8080 }, targetGroupARN: groupArn, targetType: 'ip' },
  };
  put('helm_release', 'metaflow/bindings', {
    name: 'bindings',
    namespace: 'metaflow',
    chart: 'manifests',
    values: [stringify({ manifests: [binding] })],
  });
}
