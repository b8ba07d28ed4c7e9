import { Lb } from '@cdktf/provider-aws/lib/lb/index.js';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

export type LoadBalancerProps = {
  name: string;
  vpcId: string;
  subnetIds: string[];
  allowedCidrs: readonly string[];
  /** Of an issued certificate. */
  certificateArn: string;
  /** The group of nodes and pods, and the ports on which the load balancer may reach them. */
  cluster: { securityGroupId: string; ports: readonly { id: string; port: number }[] };
};

/** A policy that AWS keeps: TLS 1.3, and 1.2 with forward secrecy alone. */
const tlsPolicy = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

/**
 * The one way in from outside: HTTPS for the blocks that may, plain HTTP for a redirect, and nothing behind it that no rule
 * of the listener names. It is Terraform's own, unlike one that a controller makes, so a destroy leaves none behind.
 */
export class LoadBalancer extends Construct {
  readonly loadBalancer: Lb;
  readonly listener: LbListener;
  private readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { name, vpcId, allowedCidrs } = props;
    this.securityGroup = this.group('load_balancer', {
      name: `${name}-load-balancer`,
      description: `Load balancer of ${name}`,
      vpcId,
    });
    // A group of its own: forty blocks for two ports are more rules than AWS allows in one.
    const redirectGroup = this.group('load_balancer_redirect', {
      name: `${name}-load-balancer-redirect`,
      description: `Load balancer of ${name}: redirect to HTTPS`,
      vpcId,
    });
    const rules = [
      ...this.admit('https', this.securityGroup, 443, allowedCidrs),
      ...this.admit('http', redirectGroup, 80, allowedCidrs),
      ...this.reach(props.cluster),
    ];
    this.loadBalancer = new Lb(this, 'aws_lb.main', {
      name,
      loadBalancerType: 'application',
      internal: false,
      ipAddressType: 'ipv4',
      subnets: props.subnetIds,
      securityGroups: [this.securityGroup.id, redirectGroup.id],
      dropInvalidHeaderFields: true,
      // It holds no data, and would stop the destroy of a stack halfway.
      enableDeletionProtection: false,
      // The UI listens on a websocket which is silent while no run changes.
      idleTimeout: 600,
      // Reachable from its first minute on, and until its last.
      dependsOn: rules,
    });
    new LbListener(this, 'aws_lb_listener.http', {
      loadBalancerArn: this.loadBalancer.arn,
      port: 80,
      protocol: 'HTTP',
      defaultAction: [{ type: 'redirect', redirect: { port: '443', protocol: 'HTTPS', statusCode: 'HTTP_301' } }],
    });
    this.listener = new LbListener(this, 'aws_lb_listener.https', {
      loadBalancerArn: this.loadBalancer.arn,
      port: 443,
      protocol: 'HTTPS',
      sslPolicy: tlsPolicy,
      certificateArn: props.certificateArn,
      defaultAction: [
        {
          type: 'fixed-response',
          fixedResponse: { contentType: 'text/plain', messageBody: 'There is nothing here.', statusCode: '404' },
        },
      ],
    });
  }

  private group(id: string, { name, description, vpcId }: { name: string; description: string; vpcId: string }) {
    return new SecurityGroup(this, `aws_security_group.${id}`, { name, description, vpcId, tags: { Name: name } });
  }

  /** A rule for each block, named by it, so that taking one out does not touch the others. */
  private admit(id: string, group: SecurityGroup, port: number, cidrs: readonly string[]): ITerraformDependable[] {
    return cidrs.map(
      (cidrIpv4) =>
        new VpcSecurityGroupIngressRule(
          this,
          `aws_vpc_security_group_ingress_rule.${id}_${cidrIpv4.replaceAll(/\W/g, '_')}`,
          {
            securityGroupId: group.id,
            description: `${id.toUpperCase()} from ${cidrIpv4}`,
            cidrIpv4,
            ipProtocol: 'tcp',
            fromPort: port,
            toPort: port,
          },
        ),
    );
  }

  /** Out to the services, and to the identity provider, which it asks for tokens, keys and names. */
  private reach({ securityGroupId, ports }: LoadBalancerProps['cluster']): ITerraformDependable[] {
    const toProvider = new VpcSecurityGroupEgressRule(this, 'aws_vpc_security_group_egress_rule.identity_provider', {
      securityGroupId: this.securityGroup.id,
      description: 'HTTPS to the identity provider',
      cidrIpv4: '0.0.0.0/0',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
    });
    const toServices = ports.flatMap(({ id, port }) => {
      const tcp = { ipProtocol: 'tcp', fromPort: port, toPort: port };
      return [
        new VpcSecurityGroupEgressRule(this, `aws_vpc_security_group_egress_rule.${id}`, {
          securityGroupId: this.securityGroup.id,
          description: `Load balancer to ${id}`,
          referencedSecurityGroupId: securityGroupId,
          ...tcp,
        }),
        new VpcSecurityGroupIngressRule(this, `aws_vpc_security_group_ingress_rule.${id}`, {
          securityGroupId,
          description: `Load balancer to ${id}`,
          referencedSecurityGroupId: this.securityGroup.id,
          ...tcp,
        }),
      ];
    });
    return [toProvider, ...toServices];
  }
}
