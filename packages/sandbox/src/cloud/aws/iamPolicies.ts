/** Policy documents at the moment they are stored: parsed as IAM parses them, with principals that must exist. */
import { AwsError } from '../../http/awsError.ts';
import { parsePolicy, type Statement } from '../../iam/policyDocument.ts';
import { matchesWildcard } from '../../iam/wildcard.ts';
import type { Session } from '../../providers/world.ts';
import { stored, text } from '../attributes.ts';
import { findGlobal } from './rules.ts';

/** @throws AwsError MalformedPolicyDocument */
export function checkIdentityPolicy(document: string): void {
  parsePolicy(document, 'identity');
}

/** @throws AwsError MalformedPolicyDocument, also for a role or user of the account that does not exist */
export function checkTrustPolicy(session: Session, document: string): void {
  const { statements } = parsePolicy(document, 'trust');
  const actions = statements.flatMap((statement) => statement.actions.patterns);
  if (actions.some((action) => action !== '*' && !action.toLowerCase().startsWith('sts:'))) {
    throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
  }
  for (const { principals } of statements) {
    if (principals === undefined || principals.match === 'any') continue;
    const unknown = principals.match.AWS.find((name) => !principalExists(session, name));
    if (unknown !== undefined) throw malformed(`Invalid principal in policy: "AWS":"${unknown}"`);
  }
}

/** Principals of other accounts cannot be looked at, and are taken as they are. */
function principalExists(session: Session, name: string): boolean {
  const [, kind, resource] = new RegExp(`^arn:aws[\\w-]*:iam::${session.account}:(role|user)/(.+)$`).exec(name) ?? [];
  if (kind === undefined || resource === undefined) return true;
  const found = findGlobal(session, `aws_iam_${kind}`, resource.split('/').at(-1) ?? '');
  return found !== undefined && stored(found).arn === name;
}

/** Whether a role of the account exists and lets an AWS service do all the actions. */
export function trustsService(session: Session, roleArn: string, service: string, actions: readonly string[]): boolean {
  const found = findGlobal(session, 'aws_iam_role', roleArn.split('/').at(-1) ?? '');
  if (found === undefined || stored(found).arn !== roleArn) return false;
  const { statements } = parsePolicy(text(stored(found).assume_role_policy), 'trust');
  return actions.every((action) =>
    statements.some((one) => one.effect === 'Allow' && isFor(one, service) && allows(one, action)),
  );
}

function isFor({ principals }: Statement, service: string): boolean {
  if (principals === undefined || principals.negated) return false;
  return principals.match === 'any' || principals.match.Service.includes(service);
}

function allows({ actions }: Statement, action: string): boolean {
  const isNamed = actions.patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase()));
  return isNamed !== actions.negated;
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', 400, message);
}
