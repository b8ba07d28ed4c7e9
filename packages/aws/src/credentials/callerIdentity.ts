import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AppError } from '@flowport/domain';
import { type AwsCaller, clientConfiguration } from './credentials.ts';
import { awsFailure } from './refusal.ts';

export type CallerIdentity = { account: string; arn: string; userId: string };

/**
 * Who AWS takes the caller for: the proof that credentials work, and of which account they are.
 * @throws AppError `credentials_refused` or `unavailable`.
 */
export async function callerIdentity(caller: AwsCaller): Promise<CallerIdentity> {
  const client = new STSClient(clientConfiguration(caller, 'sts'));
  const doing = 'asking AWS whose credentials these are';
  try {
    const { Account, Arn, UserId } = await client.send(new GetCallerIdentityCommand({}));
    if (!Account || !Arn || !UserId) throw new AppError('unavailable', `While ${doing}: STS answered without a name.`);
    return { account: Account, arn: Arn, userId: UserId };
  } catch (error) {
    throw awsFailure(error, doing, 'Check that nothing denies sts:GetCallerIdentity to the role.');
  } finally {
    client.destroy();
  }
}
