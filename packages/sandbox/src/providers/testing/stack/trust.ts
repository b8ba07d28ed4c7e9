/** The trust policy of a role for an AWS service, and the tags of everything. */
export const trust = (service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
  });

export const tags = { 'metaflow:stack': 'demo' };
