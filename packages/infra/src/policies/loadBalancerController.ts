import { policyDocument } from './policy.ts';

/**
 * What the AWS Load Balancer Controller needs to bind pods to target groups that Terraform owns: a small part of its
 * published policy (docs/install/iam_policy.json), which could make and delete load balancers and security groups.
 * Describe calls of EC2 and Elastic Load Balancing know no narrower resource.
 */
export function loadBalancerControllerPolicy(targetGroupArn: string): string {
  return policyDocument(
    {
      Sid: 'Describe',
      Effect: 'Allow',
      Action: [
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeInstances',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
        'elasticloadbalancing:DescribeTags',
        'elasticloadbalancing:DescribeTargetGroupAttributes',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      Resource: '*',
    },
    {
      Sid: 'RegisterPods',
      Effect: 'Allow',
      Action: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      Resource: targetGroupArn,
    },
  );
}
