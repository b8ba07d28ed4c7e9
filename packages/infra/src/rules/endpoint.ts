// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { allOf, type Rule } from './rule.ts';
import { list, pick, type StackView, strings, type ViewedResource } from './stackView.ts';

type ListenerRule = {
  of: ViewedResource;
  priority: number;
  host: string;
  /** Names of headers that a request must have. */
  headers: string[];
  paths: string[];
  actions: unknown[];
};

function listenerRules(stack: StackView): ListenerRule[] {
  return stack
    .ofType('aws_lb_listener_rule')
    .map((of) => {
      const conditions = list(pick(of.values, 'condition'));
      const values = (kind: string) => conditions.flatMap((condition) => list(pick(condition, kind, 'values')));
      return {
        of,
        priority: Number(pick(of.values, 'priority')),
        host: values('host_header').map(String).join(),
        headers: conditions.flatMap((condition) =>
          list(pick(condition, 'http_header', 'http_header_name')).map((name) => String(name).toLowerCase()),
        ),
        paths: values('path_pattern').map(String),
        actions: list(pick(of.values, 'action')),
      };
    })
    .toSorted((left, right) => left.priority - right.priority);
}

const kinds = ({ actions }: ListenerRule) => actions.map((action) => String(pick(action, 'type')));

function hostsOf(stack: StackView) {
  const output = (name: string) => String(pick(stack.documents.cluster, 'output', 'endpoint', 'value', name) ?? '');
  return { ui: output('ui_host'), argo: output('argo_host'), metadata: output('metadata_host') };
}

function isLogin(action: unknown): boolean {
  return ['authenticate-oidc', 'authenticate-cognito'].includes(String(pick(action, 'type')));
}

/** The services as their pods listen, by the target group that stands for each. */
const behind: Record<string, { port: number; health: string }> = {
  metadata: { port: 8080, health: '/ping' },
  ui_static: { port: 3000, health: '/' },
  ui_backend: { port: 8083, health: '/api/ping' },
  argo_server: { port: 2746, health: '/' },
};

/** The load balancer and who gets through it; what it is bound to in the cluster is with the rules of publishing. */
export const endpointRules: Rule[] = [
  {
    guarantee: 'the load balancer is in the public subnets, drops malformed headers and does not stop a destroy',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_lb'),
        ({ layer, values }) =>
          pick(values, 'internal') === false &&
          pick(values, 'drop_invalid_header_fields') === true &&
          pick(values, 'enable_deletion_protection') === false &&
          list(pick(values, 'subnets')).length >= 2 &&
          list(pick(values, 'subnets')).every((id) =>
            stack.resolve(layer, id).startsWith('foundation:aws_subnet.public_'),
          ),
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'a listener speaks TLS 1.2 or later with an issued certificate, or redirects to the one that does',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_lb_listener'),
        ({ values }) => {
          const action = pick(values, 'default_action', 0);
          if (pick(values, 'protocol') === 'HTTP') {
            return pick(action, 'type') === 'redirect' && pick(action, 'redirect', 'protocol') === 'HTTPS';
          }
          const certificate = String(pick(values, 'certificate_arn'));
          return (
            pick(values, 'protocol') === 'HTTPS' &&
            String(pick(values, 'ssl_policy')).startsWith('ELBSecurityPolicy-TLS13-1-2-') &&
            (certificate.startsWith('arn:') || certificate.startsWith('${aws_acm_certificate_validation.')) &&
            pick(action, 'type') === 'fixed-response' &&
            pick(action, 'fixed_response', 'status_code') === '404'
          );
        },
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'UI and Argo are behind a login on every path, and their hosts behind nothing else',
    violations: (stack) => {
      const { ui, argo } = hostsOf(stack);
      const rules = listenerRules(stack).filter(({ host }) => host === ui || host === argo);
      const open = rules.filter((rule) => !isLogin(rule.actions[0]) || kinds(rule).slice(1).join() !== 'forward');
      const whole = rules.filter(({ paths }) => paths.length === 0).map(({ host }) => host);
      const expected = stack.ofType('aws_lb').length === 0 ? [] : [ui, argo];
      return [
        ...open.map(({ of }) => of.address),
        ...expected.filter((host) => !whole.includes(host)).map((host) => `${host} is not answered for`),
      ];
    },
  },
  {
    guarantee: 'a request of a page that has no session is refused, and a page itself sent to the login',
    violations: (stack) =>
      allOf(
        listenerRules(stack).filter(({ actions }) => isLogin(actions[0])),
        ({ actions, paths }) => {
          const settings = pick(actions[0], 'authenticate_oidc') ?? pick(actions[0], 'authenticate_cognito');
          return pick(settings, 'on_unauthenticated_request') === (paths.length > 0 ? 'deny' : 'authenticate');
        },
        ({ of }) => of.address,
      ),
  },
  {
    guarantee:
      'the metadata host never sends a program to a login, lets it in by key or token, and else says so in JSON',
    violations: (stack) => {
      const { metadata } = hostsOf(stack);
      const rules = listenerRules(stack).filter(({ host }) => host === metadata && host !== '');
      const refusal = rules.at(-1);
      const wrong = rules.filter((rule) => {
        if (rule.actions.some(isLogin) || kinds(rule).includes('redirect')) return true;
        if (!kinds(rule).includes('forward')) return false;
        const byToken = rule.headers.join() === 'authorization' && kinds(rule).join() === 'jwt-validation,forward';
        return !byToken && rule.headers.join() !== 'x-api-key';
      });
      const answer = pick(refusal?.actions[0], 'fixed_response');
      const refuses =
        refusal?.headers.length === 0 &&
        pick(answer, 'status_code') === '401' &&
        pick(answer, 'content_type') === 'application/json';
      return [
        ...wrong.map(({ of }) => of.address),
        ...(refuses || stack.ofType('aws_lb').length === 0 ? [] : ['nothing refuses what is below the rules']),
      ];
    },
  },
  {
    guarantee: 'a token of a program is checked for its issuer and for the one client that it is meant for',
    violations: (stack) =>
      allOf(
        listenerRules(stack).flatMap(({ of, actions }) =>
          actions
            .filter((action) => pick(action, 'type') === 'jwt-validation')
            .map((action) => ({ of, validation: pick(action, 'jwt_validation') })),
        ),
        ({ validation }) => {
          const claim = pick(validation, 'additional_claim', 0);
          return (
            ['issuer', 'jwks_endpoint'].every((name) => String(pick(validation, name)).startsWith('https://')) &&
            ['aud', 'client_id'].includes(String(pick(claim, 'name'))) &&
            list(pick(claim, 'values')).length === 1
          );
        },
        ({ of }) => of.address,
      ),
  },
  {
    guarantee: 'every target group asks its service at its port for its health, by the addresses of pods',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_lb_target_group'),
        ({ name, values }) =>
          pick(values, 'target_type') === 'ip' &&
          pick(values, 'port') === behind[name]?.port &&
          pick(values, 'health_check', 'path') === behind[name]?.health,
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'the cluster lets the load balancer to the ports of its target groups, and to no other',
    violations: (stack) => {
      const ports = stack.ofType('aws_lb_target_group').map(({ values }) => Number(pick(values, 'port')));
      const admitted = stack
        .ofType('aws_vpc_security_group_ingress_rule')
        .filter(({ values }) => String(pick(values, 'security_group_id')).includes('cluster_security_group_id'));
      const open = admitted.map(({ values }) => Number(pick(values, 'from_port')));
      return [
        ...ports.filter((port) => !open.includes(port)).map((port) => `${port} is closed`),
        ...allOf(
          admitted,
          ({ values }) =>
            pick(values, 'referenced_security_group_id') === '${aws_security_group.load_balancer.id}' &&
            pick(values, 'from_port') === pick(values, 'to_port') &&
            ports.includes(Number(pick(values, 'from_port'))),
          ({ address }) => address,
        ),
      ];
    },
  },
  {
    guarantee: 'every host of the endpoint has a record that leads to the load balancer',
    violations: (stack) => {
      const led = stack
        .ofType('aws_route53_record')
        .filter(({ values }) => pick(values, 'alias', 'name') === '${aws_lb.main.dns_name}')
        .map(({ values }) => pick(values, 'name'));
      return Object.values(hostsOf(stack)).filter((host) => host !== '' && !led.includes(host));
    },
  },
  {
    guarantee: 'nobody makes an account for himself, and a login leads back to hosts that there are',
    violations: (stack) => {
      const { ui, argo } = hostsOf(stack);
      const back = [ui, argo].map((host) => `https://${host}/oauth2/idpresponse`);
      return [
        ...allOf(
          stack.ofType('aws_cognito_user_pool'),
          ({ values }) =>
            pick(values, 'admin_create_user_config', 'allow_admin_create_user_only') === true &&
            Number(pick(values, 'password_policy', 'minimum_length')) >= 16 &&
            pick(values, 'deletion_protection') === 'INACTIVE',
          ({ address }) => address,
        ),
        ...allOf(
          stack.ofType('aws_cognito_user_pool_client'),
          ({ name, values }) => {
            const flows = list(pick(values, 'allowed_oauth_flows')).join();
            const callbacks = list(pick(values, 'callback_urls')).join();
            return name === 'browser'
              ? flows === 'code' && callbacks === back.join()
              : flows === 'client_credentials' && callbacks === '';
          },
          ({ address }) => address,
        ),
      ];
    },
  },
  {
    guarantee: 'the texts of secrets are in Secrets Manager, and in no output',
    violations: (stack) => {
      const secret = /random_password\.\w+\.result|client_secret|secret_string/;
      const told = strings(pick(stack.documents.cluster, 'output')).filter((text) => secret.test(text));
      const typed = listenerRules(stack)
        .flatMap(({ of, actions }) =>
          actions.map((action) => ({ of, text: pick(action, 'authenticate_oidc', 'client_secret') })),
        )
        .filter(
          ({ text }) =>
            text !== undefined &&
            !/^\$\{data\.aws_secretsmanager_secret_version\.\w+\.secret_string\}$/.test(String(text)),
        );
      const reserved = stack
        .ofType('aws_secretsmanager_secret')
        .filter(({ values }) => pick(values, 'recovery_window_in_days') !== 0);
      return [...told, ...typed.map(({ of }) => of.address), ...reserved.map(({ address }) => address)];
    },
  },
];
