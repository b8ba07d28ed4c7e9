import {
  LbListenerRule,
  type LbListenerRuleAction,
  type LbListenerRuleCondition,
} from '@cdktf/provider-aws/lib/lb-listener-rule/index.js';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { type Endpoint, type EndpointOutput, endpointHosts } from '@flowport/domain';
import { Construct } from 'constructs';
import { type StackNames, services, type TargetGroupKey } from '../naming.ts';
import { CognitoPool } from './CognitoPool.ts';
import { EndpointCertificate } from './EndpointCertificate.ts';
import { LoadBalancer } from './LoadBalancer.ts';
import { cognitoTokenLogin, keyLogin, type MachineLogin, oidcTokenLogin } from './machineLogin.ts';
import { cognitoLogin, type Login, oidcLogin } from './peopleLogin.ts';

/** An endpoint with a load balancer. Its parameters were checked: with a mode come the fields that it needs. */
export type PublicEndpointProps = {
  names: StackNames;
  region: string;
  vpcId: string;
  publicSubnetIds: string[];
  clusterSecurityGroupId: string;
  endpoint: Endpoint;
};

type Hosts = NonNullable<ReturnType<typeof endpointHosts>>;
type Logins = { people: Login; machines: MachineLogin };

/** One load balancer in front of UI, Argo and the metadata service, each at a host of its own and behind a login. */
export class PublicEndpoint extends Construct {
  readonly targetGroups: Record<TargetGroupKey, LbTargetGroup>;
  readonly output: EndpointOutput;
  private readonly edge: LoadBalancer;

  constructor(scope: Construct, id: string, props: PublicEndpointProps) {
    super(scope, id);
    const { names, endpoint } = props;
    const { mode, domain, zoneId } = endpoint;
    const hosts = endpointHosts(endpoint);
    if (mode === 'port-forward' || hosts === null || domain === null || zoneId === null) {
      throw new Error(`The endpoint ${mode} has no domain or no hosted zone.`);
    }
    const certificate = new EndpointCertificate(this, 'certificate', {
      domain,
      zoneId,
      givenArn: endpoint.certificateArn,
    });
    this.edge = new LoadBalancer(this, 'load-balancer', {
      name: names.loadBalancer,
      vpcId: props.vpcId,
      subnetIds: props.publicSubnetIds,
      allowedCidrs: endpoint.allowedCidrs,
      certificateArn: certificate.arn,
      cluster: {
        securityGroupId: props.clusterSecurityGroupId,
        ports: published.map(({ id: service, port }) => ({ id: service, port })),
      },
    });
    const groupOf = (key: TargetGroupKey) => this.targetGroup(key, names.targetGroup(key), props.vpcId);
    this.targetGroups = {
      metadata: groupOf('metadata'),
      uiStatic: groupOf('uiStatic'),
      uiBackend: groupOf('uiBackend'),
      argoServer: groupOf('argoServer'),
    };
    const logins = this.logins(props, hosts);
    this.forPeople(hosts, logins.people);
    this.forMachines(hosts, logins.machines);
    for (const [name, host] of Object.entries(hosts)) this.record(name, host, zoneId);
    this.output = {
      mode,
      ui_host: hosts.ui,
      argo_host: hosts.argo,
      metadata_host: hosts.metadata,
      load_balancer_dns: this.edge.loadBalancer.dnsName,
      certificate_arn: certificate.arn,
      ...logins.machines.output,
    };
  }

  private logins({ names, region, endpoint }: PublicEndpointProps, hosts: Hosts): Logins {
    const { oidc, machineAuth } = endpoint;
    if (endpoint.mode === 'alb-oidc') {
      if (oidc === null) throw new Error('The endpoint alb-oidc has no identity provider.');
      const machines = machineAuth === 'key' ? keyLogin(this, names) : oidcTokenLogin(oidc);
      return { people: oidcLogin(this, oidc), machines };
    }
    const pool = new CognitoPool(this, 'cognito', { names, region, hosts: [hosts.ui, hosts.argo] });
    const machines = machineAuth === 'key' ? keyLogin(this, names) : cognitoTokenLogin(this, names, pool);
    return { people: cognitoLogin(pool), machines };
  }

  private forPeople(hosts: Hosts, login: Login): void {
    // A page's own requests cannot follow a redirect to another host; without a session they are told so.
    this.rule('ui_backend', 10, {
      condition: [{ hostHeader: { values: [hosts.ui] } }, { pathPattern: { values: ['/api', '/api/*'] } }],
      action: [login('deny'), this.forward('uiBackend')],
    });
    this.rule('ui_static', 20, {
      condition: [{ hostHeader: { values: [hosts.ui] } }],
      action: [login('authenticate'), this.forward('uiStatic')],
    });
    this.rule('argo_server', 30, {
      condition: [{ hostHeader: { values: [hosts.argo] } }],
      action: [login('authenticate'), this.forward('argoServer')],
    });
  }

  /** Never a redirect to a login page: Metaflow's client would follow it and fail on the HTML that it gets. */
  private forMachines(hosts: Hosts, login: MachineLogin): void {
    this.rule('metadata', 40, {
      condition: [{ hostHeader: { values: [hosts.metadata] } }, login.condition],
      action: [...login.checks, this.forward('metadata')],
    });
    const missing = login.output.machine_auth === 'key' ? 'the key in x-api-key' : 'a bearer token in Authorization';
    this.rule('metadata_refused', 50, {
      condition: [{ hostHeader: { values: [hosts.metadata] } }],
      action: [
        {
          type: 'fixed-response',
          fixedResponse: {
            contentType: 'application/json',
            messageBody: JSON.stringify({ error: 'unauthorized', message: `Send ${missing} of this stack.` }),
            statusCode: '401',
          },
        },
      ],
    });
  }

  /** Rules are tried by their priority, the actions of one in their order. */
  private rule(
    id: string,
    priority: number,
    does: { condition: LbListenerRuleCondition[]; action: LbListenerRuleAction[] },
  ): void {
    new LbListenerRule(this, `aws_lb_listener_rule.${id}`, {
      listenerArn: this.edge.listener.arn,
      priority,
      condition: does.condition,
      action: does.action.map((action, index) => ({ ...action, order: index + 1 })),
    });
  }

  private forward(key: TargetGroupKey): LbListenerRuleAction {
    return { type: 'forward', targetGroupArn: this.targetGroups[key].arn };
  }

  /** Pods by their own addresses: the controller in the cluster registers them. */
  private targetGroup(key: TargetGroupKey, name: string, vpcId: string): LbTargetGroup {
    const { port, healthPath } = services[key];
    return new LbTargetGroup(this, `aws_lb_target_group.${identifier(key)}`, {
      name,
      vpcId,
      targetType: 'ip',
      protocol: 'HTTP',
      port,
      // What a rollout waits for each pod that goes; Kubernetes gives it thirty seconds as well.
      deregistrationDelay: '30',
      healthCheck: {
        path: healthPath,
        matcher: '200',
        interval: 15,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
  }

  private record(name: string, host: string, zoneId: string): void {
    new Route53Record(this, `aws_route53_record.${name}`, {
      zoneId,
      name: host,
      type: 'A',
      alias: {
        name: this.edge.loadBalancer.dnsName,
        zoneId: this.edge.loadBalancer.zoneId,
        evaluateTargetHealth: false,
      },
    });
  }
}

const keys = ['metadata', 'uiStatic', 'uiBackend', 'argoServer'] as const satisfies readonly TargetGroupKey[];
const published = keys.map((key) => ({ id: identifier(key), port: services[key].port }));

/** `uiStatic` as Terraform's names are written: `ui_static`. */
function identifier(key: TargetGroupKey): string {
  return key.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`);
}
