// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import type { TerraformConfig } from '../terraformRoot.ts';

const subnet = (index: number) => ({
  vpc_id: '${aws_vpc.main.id}',
  cidr_block: `10.9.${index}.0/24`,
  availability_zone: `us-west-2${'ab'[index]}`,
});

/** What lets people in: certificate, load balancer with listeners and rules, DNS, a user pool with its clients. */
export function publicEndpoint(name: string): TerraformConfig {
  const target = (port: number) => ({
    port,
    protocol: 'HTTP',
    target_type: 'ip',
    vpc_id: '${aws_vpc.main.id}',
    health_check: { path: '/ping', matcher: '200' },
  });
  return {
    provider: { aws: { region: 'us-west-2' } },
    data: {
      aws_route53_zone: { zone: { name: 'metaflow.example.com' } },
      aws_secretsmanager_secret_version: { client: { secret_id: 'flowport/oidc-client' } },
      aws_ssm_parameter: {
        ami: { name: '/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id' },
      },
    },
    resource: {
      aws_vpc: { main: { cidr_block: '10.9.0.0/16' } },
      aws_internet_gateway: { main: { vpc_id: '${aws_vpc.main.id}' } },
      aws_subnet: { a: subnet(0), b: subnet(1) },
      aws_security_group: { lb: { name: `${name}-lb`, vpc_id: '${aws_vpc.main.id}' } },
      aws_lb: {
        main: {
          name,
          subnets: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'],
          security_groups: ['${aws_security_group.lb.id}'],
          depends_on: ['aws_internet_gateway.main'],
        },
      },
      aws_lb_target_group: {
        ui: { name: `${name}-ui`, ...target(3000) },
        api: { name_prefix: 'api-', ...target(8083) },
      },
      aws_acm_certificate: {
        main: {
          domain_name: `${name}.metaflow.example.com`,
          subject_alternative_names: [`*.${name}.metaflow.example.com`],
          validation_method: 'DNS',
        },
      },
      aws_route53_record: {
        validation: {
          for_each:
            '${{for o in aws_acm_certificate.main.domain_validation_options : o.domain_name => o if !startswith(o.domain_name, "*")}}',
          zone_id: '${data.aws_route53_zone.zone.zone_id}',
          name: '${each.value.resource_record_name}',
          type: '${each.value.resource_record_type}',
          records: ['${each.value.resource_record_value}'],
          ttl: 60,
        },
        main: {
          zone_id: '${data.aws_route53_zone.zone.zone_id}',
          name: `${name}.metaflow.example.com`,
          type: 'A',
          alias: { name: '${aws_lb.main.dns_name}', zone_id: '${aws_lb.main.zone_id}', evaluate_target_health: true },
        },
      },
      aws_acm_certificate_validation: {
        main: {
          certificate_arn: '${aws_acm_certificate.main.arn}',
          validation_record_fqdns: '${[for r in aws_route53_record.validation : r.fqdn]}',
        },
      },
      aws_cognito_user_pool: {
        main: { name, mfa_configuration: 'OFF', admin_create_user_config: { allow_admin_create_user_only: true } },
      },
      aws_cognito_user_pool_domain: {
        main: { domain: `${name}-signin`, user_pool_id: '${aws_cognito_user_pool.main.id}' },
      },
      aws_cognito_resource_server: {
        api: {
          identifier: 'metadata',
          name: 'metadata',
          user_pool_id: '${aws_cognito_user_pool.main.id}',
          scope: [{ scope_name: 'read', scope_description: 'Read' }],
        },
      },
      aws_cognito_user_pool_client: {
        machine: {
          name: 'machine',
          user_pool_id: '${aws_cognito_user_pool.main.id}',
          generate_secret: true,
          allowed_oauth_flows: ['client_credentials'],
          allowed_oauth_flows_user_pool_client: true,
          allowed_oauth_scopes: ['${aws_cognito_resource_server.api.scope_identifiers[0]}'],
          access_token_validity: 24,
          token_validity_units: { access_token: 'hours' },
        },
        web: {
          name: 'web',
          user_pool_id: '${aws_cognito_user_pool.main.id}',
          generate_secret: true,
          allowed_oauth_flows: ['code'],
          allowed_oauth_flows_user_pool_client: true,
          allowed_oauth_scopes: ['openid', '${aws_cognito_resource_server.api.scope_identifiers[0]}'],
          callback_urls: [`https://${name}.metaflow.example.com/oauth2/idpresponse`],
          supported_identity_providers: ['COGNITO'],
        },
      },
      aws_lb_listener: {
        plain: {
          load_balancer_arn: '${aws_lb.main.arn}',
          port: 80,
          protocol: 'HTTP',
          default_action: [{ type: 'redirect', redirect: { port: '443', protocol: 'HTTPS', status_code: 'HTTP_301' } }],
        },
        tls: {
          load_balancer_arn: '${aws_lb.main.arn}',
          port: 443,
          protocol: 'HTTPS',
          certificate_arn: '${aws_acm_certificate_validation.main.certificate_arn}',
          default_action: [
            {
              type: 'authenticate-cognito',
              authenticate_cognito: {
                user_pool_arn: '${aws_cognito_user_pool.main.arn}',
                user_pool_client_id: '${aws_cognito_user_pool_client.web.id}',
                user_pool_domain: '${aws_cognito_user_pool_domain.main.domain}',
              },
            },
            { type: 'forward', target_group_arn: '${aws_lb_target_group.ui.arn}' },
          ],
        },
      },
      aws_lb_listener_rule: {
        // One rule for each action and condition that stacks use.
        key: {
          listener_arn: '${aws_lb_listener.tls.arn}',
          priority: 20,
          action: [{ type: 'forward', target_group_arn: '${aws_lb_target_group.api.arn}' }],
          condition: [
            { host_header: { values: [`metadata.${name}.metaflow.example.com`] } },
            { http_header: { http_header_name: 'x-api-key', values: ['secret'] } },
          ],
        },
        unauthorized: {
          listener_arn: '${aws_lb_listener.tls.arn}',
          priority: 21,
          action: [
            {
              type: 'fixed-response',
              fixed_response: { content_type: 'application/json', message_body: '{}', status_code: '401' },
            },
          ],
          condition: [{ host_header: { values: [`metadata.${name}.metaflow.example.com`] } }],
        },
        token: {
          listener_arn: '${aws_lb_listener.tls.arn}',
          priority: 22,
          action: [
            {
              type: 'jwt-validation',
              order: 1,
              jwt_validation: {
                issuer: 'https://${aws_cognito_user_pool.main.endpoint}',
                jwks_endpoint: 'https://${aws_cognito_user_pool.main.endpoint}/.well-known/jwks.json',
                additional_claim: [
                  {
                    name: 'client_id',
                    format: 'single-string',
                    values: ['${aws_cognito_user_pool_client.machine.id}'],
                  },
                ],
              },
            },
            { type: 'forward', order: 2, target_group_arn: '${aws_lb_target_group.api.arn}' },
          ],
          condition: [{ host_header: { values: [`jwt.${name}.metaflow.example.com`] } }],
        },
        oidc: {
          listener_arn: '${aws_lb_listener.tls.arn}',
          priority: 23,
          action: [
            {
              type: 'authenticate-oidc',
              authenticate_oidc: {
                issuer: 'https://idp.example.com',
                authorization_endpoint: 'https://idp.example.com/authorize',
                token_endpoint: 'https://idp.example.com/token',
                user_info_endpoint: 'https://idp.example.com/userinfo',
                client_id: 'flowport',
                client_secret: '${data.aws_secretsmanager_secret_version.client.secret_string}',
              },
            },
            { type: 'forward', target_group_arn: '${aws_lb_target_group.ui.arn}' },
          ],
          condition: [{ host_header: { values: [`argo.${name}.metaflow.example.com`] } }],
        },
        // Without a priority of its own it gets the next free one, which must not be one that another rule asks for.
        api: {
          depends_on: ['key', 'unauthorized', 'token', 'oidc'].map((rule) => `aws_lb_listener_rule.${rule}`),
          listener_arn: '${aws_lb_listener.tls.arn}',
          action: [{ type: 'forward', target_group_arn: '${aws_lb_target_group.api.arn}' }],
          condition: [{ path_pattern: { values: ['/api/*'] } }],
        },
      },
    },
  };
}
