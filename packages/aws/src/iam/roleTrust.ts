import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';
import { awsFailure } from '../credentials/refusal.ts';

export type RoleTrust = { arn: string /** The assume-role policy as IAM holds it. */; document: unknown };

/**
 * The trust policies of roles as IAM itself tells them, by ARN; a role that does not exist is left out.
 * @throws AppError `credentials_refused` or `unavailable`.
 */
export async function readRoleTrusts(caller: AwsCaller, roleArns: readonly string[]): Promise<Map<string, RoleTrust>> {
  const client = new IAMClient(clientConfiguration(caller, 'iam'));
  try {
    const found = await Promise.all(roleArns.map((roleArn) => readRoleTrust(client, roleArn)));
    return new Map(found.flatMap((trust, position) => (trust ? [[roleArns[position] ?? trust.arn, trust]] : [])));
  } finally {
    client.destroy();
  }
}

async function readRoleTrust(client: IAMClient, roleArn: string): Promise<RoleTrust | undefined> {
  try {
    const { Role } = await client.send(new GetRoleCommand({ RoleName: roleName(roleArn) }));
    if (!Role?.Arn || Role.AssumeRolePolicyDocument === undefined) return undefined;
    // IAM answers the document percent-encoded (RFC 3986).
    return { arn: Role.Arn, document: JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)) };
  } catch (error) {
    if (error instanceof Error && (error.name === 'NoSuchEntityException' || error.name === 'NoSuchEntity')) {
      return undefined;
    }
    throw awsFailure(error, `reading the role ${roleArn}`, 'Check that the deployer role may call iam:GetRole.');
  }
}

/** The last part of the ARN: a path before the name is not part of the name. */
function roleName(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}
