import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from 'constructs';
import type { StackNames } from '../naming.ts';
import { flowLogPolicy, flowLogTrust } from '../policies/flowLogs.ts';

export type FlowLogsProps = { names: StackNames; vpcId: string; account: string };

/** Who talked to whom in the VPC, accepted or not, in CloudWatch for thirty days. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { names } = props;
    const logGroup = new CloudwatchLogGroup(this, 'aws_cloudwatch_log_group.flow', {
      name: names.flowLogGroup,
      retentionInDays: 30,
    });
    const role = new IamRole(this, 'aws_iam_role.flow_logs', {
      name: names.role('flow-logs'),
      description: `Flow logs of ${names.prefix}: writing to their log group`,
      assumeRolePolicy: flowLogTrust(props.account),
    });
    const policy = new IamRolePolicy(this, 'aws_iam_role_policy.flow_logs', {
      name: 'flow-logs',
      role: role.name,
      policy: flowLogPolicy(logGroup.arn),
    });
    new FlowLog(this, 'aws_flow_log.main', {
      vpcId: props.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      // Billed by volume: one record for a connection and ten minutes.
      maxAggregationInterval: 600,
      tags: { Name: names.prefix },
      dependsOn: [policy],
    });
  }
}
