import { policyDocument } from './policy.ts';

/** The account is named, as the service writes the flow logs of every account. */
export function flowLogTrust(account: string): string {
  return policyDocument({
    Sid: 'FlowLogs',
    Effect: 'Allow',
    Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  });
}

/** Without the right to make log groups, so that late records cannot bring back one that a destroy has removed. */
export function flowLogPolicy(logGroupArn: string): string {
  return policyDocument({
    Sid: 'WriteRecords',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    Resource: [logGroupArn, `${logGroupArn}:*`],
  });
}
