import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { Construct } from 'constructs';

export type InterfaceEndpointsProps = {
  prefix: string;
  region: string;
  vpcId: string;
  vpcCidr: string;
  subnetIds: string[];
  /** As AWS names them: `ecr.api`, `sts`. */
  services: readonly string[];
};

/**
 * AWS services at addresses of the VPC itself. Private DNS answers with these for the usual names, so nothing in the
 * cluster is configured for it.
 */
export class InterfaceEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const { prefix, vpcId } = props;
    const securityGroup = new SecurityGroup(this, 'aws_security_group.endpoints', {
      name: `${prefix}-endpoints`,
      description: `Private endpoints of AWS services for ${prefix}`,
      vpcId,
      tags: { Name: `${prefix}-endpoints` },
    });
    const admitted = new VpcSecurityGroupIngressRule(this, 'aws_vpc_security_group_ingress_rule.endpoints_https', {
      securityGroupId: securityGroup.id,
      description: 'HTTPS from the VPC',
      cidrIpv4: props.vpcCidr,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
    });
    for (const service of props.services) {
      new VpcEndpoint(this, `aws_vpc_endpoint.${service.replaceAll(/[.-]/g, '_')}`, {
        vpcId,
        serviceName: `com.amazonaws.${props.region}.${service}`,
        vpcEndpointType: 'Interface',
        subnetIds: props.subnetIds,
        securityGroupIds: [securityGroup.id],
        privateDnsEnabled: true,
        tags: { Name: `${prefix}-${service.replaceAll('.', '-')}` },
        // The names resolve to the endpoint from its first minute on, so it must answer by then.
        dependsOn: [admitted],
      });
    }
  }
}
