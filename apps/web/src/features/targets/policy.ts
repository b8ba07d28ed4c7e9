/** One statement of an IAM policy document, with AWS's own names. */
export type Statement = {
  Sid: string;
  Effect: 'Allow';
  Principal?: { AWS: string | string[] };
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

export type PolicyDocument = { Version: '2012-10-17'; Statement: Statement[] };

/** As a person reads it and as `file://` takes it. */
export function policyText(document: PolicyDocument): string {
  return JSON.stringify(document, null, 2);
}
