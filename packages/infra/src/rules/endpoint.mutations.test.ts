// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { synthesize } from '../metaflowEks.ts';
import { exampleInput, publishedEndpoints } from '../testing/inputs.ts';
import { type Mistake, testMistakes } from '../testing/mutations.ts';
import { endpointRules } from './endpoint.ts';

const rule = 'cluster/resource/aws_lb_listener_rule';
const programs =
  'the metadata host never sends a program to a login, lets it in by key or token, and else says so in JSON';

const byKey: Mistake[] = [
  [
    'the load balancer is in the public subnets, drops malformed headers and does not stop a destroy',
    'cluster/resource/aws_lb/main/drop_invalid_header_fields',
    undefined,
  ],
  [
    'the load balancer is in the public subnets, drops malformed headers and does not stop a destroy',
    'cluster/resource/aws_lb/main/subnets/0',
    '${data.terraform_remote_state.foundation.outputs.aws_subnet_private_1_id}',
  ],
  [
    'a listener speaks TLS 1.2 or later with an issued certificate, or redirects to the one that does',
    'cluster/resource/aws_lb_listener/https/ssl_policy',
    'ELBSecurityPolicy-2016-08',
  ],
  [
    'a listener speaks TLS 1.2 or later with an issued certificate, or redirects to the one that does',
    'cluster/resource/aws_lb_listener/https/certificate_arn',
    '${aws_acm_certificate.endpoint.arn}',
  ],
  [
    'a listener speaks TLS 1.2 or later with an issued certificate, or redirects to the one that does',
    'cluster/resource/aws_lb_listener/http/default_action/0',
    { type: 'forward', target_group_arn: '${aws_lb_target_group.ui_static.arn}' },
  ],
  [
    'UI and Argo are behind a login on every path, and their hosts behind nothing else',
    `${rule}/argo_server/action/0`,
    { type: 'forward', target_group_arn: '${aws_lb_target_group.argo_server.arn}' },
  ],
  ['UI and Argo are behind a login on every path, and their hosts behind nothing else', `${rule}/ui_static`, undefined],
  [
    'a request of a page that has no session is refused, and a page itself sent to the login',
    `${rule}/ui_static/action/0/authenticate_oidc/on_unauthenticated_request`,
    'allow',
  ],
  [programs, `${rule}/metadata/action/0`, { type: 'authenticate-oidc' }],
  [programs, `${rule}/metadata/condition/1`, { path_pattern: { values: ['/ping'] } }],
  [programs, `${rule}/metadata_refused`, undefined],
  [programs, `${rule}/metadata_refused/priority`, 35],
  [
    'every target group asks its service at its port for its health, by the addresses of pods',
    'cluster/resource/aws_lb_target_group/ui_backend/health_check/path',
    '/',
  ],
  [
    'the cluster lets the load balancer to the ports of its target groups, and to no other',
    'cluster/resource/aws_vpc_security_group_ingress_rule/metadata/to_port',
    65535,
  ],
  [
    'the cluster lets the load balancer to the ports of its target groups, and to no other',
    'cluster/resource/aws_vpc_security_group_ingress_rule/argo_server',
    undefined,
  ],
  [
    'every host of the endpoint has a record that leads to the load balancer',
    'cluster/resource/aws_route53_record/argo/name',
    'argo.example.com',
  ],
  [
    'the texts of secrets are in Secrets Manager, and in no output',
    `${rule}/ui_static/action/0/authenticate_oidc/client_secret`,
    'hunter2',
  ],
  [
    'the texts of secrets are in Secrets Manager, and in no output',
    'cluster/output/endpoint/value/metadata_key_secret_arn',
    '${random_password.metadata_key.result}',
  ],
];

const byToken: Mistake[] = [
  [programs, `${rule}/metadata/action/0`, { type: 'authenticate-cognito' }],
  [
    'a token of a program is checked for its issuer and for the one client that it is meant for',
    `${rule}/metadata/action/0/jwt_validation/additional_claim`,
    undefined,
  ],
  [
    'nobody makes an account for himself, and a login leads back to hosts that there are',
    'cluster/resource/aws_cognito_user_pool/people/admin_create_user_config/allow_admin_create_user_only',
    false,
  ],
  [
    'nobody makes an account for himself, and a login leads back to hosts that there are',
    'cluster/resource/aws_cognito_user_pool_client/browser/callback_urls/1',
    'https://example.com/oauth2/idpresponse',
  ],
  [
    'nobody makes an account for himself, and a login leads back to hosts that there are',
    'cluster/resource/aws_cognito_user_pool_client/machine/allowed_oauth_flows/0',
    'implicit',
  ],
  [
    'the texts of secrets are in Secrets Manager, and in no output',
    'cluster/resource/aws_secretsmanager_secret/metadata_client/recovery_window_in_days',
    30,
  ],
];

const published = (mode: keyof typeof publishedEndpoints) =>
  synthesize(exampleInput('standard', { parameters: { endpoint: publishedEndpoints[mode] } }));

testMistakes(endpointRules, [
  { documents: published('alb-oidc'), mistakes: byKey },
  { documents: published('alb-cognito'), mistakes: byToken },
]);
