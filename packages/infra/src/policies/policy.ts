/** One statement of an IAM policy document, with AWS's own names. */
export type Statement = {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal?: string | Record<string, string>;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

/** The document as the JSON text that Terraform's policy arguments take. References in it resolve like in any string. */
export function policyDocument(...statements: Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** Trust policy of a role which an AWS service assumes. */
export function serviceTrust(service: string, actions: string[] = ['sts:AssumeRole']): string {
  return policyDocument({ Sid: 'Service', Effect: 'Allow', Principal: { Service: service }, Action: actions });
}
