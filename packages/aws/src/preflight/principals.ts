import { GetRoleCommand, GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { AppError } from '@flowport/domain';
import { allowing, ask, unlessMissing } from '../credentials/ask.ts';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';

/**
 * Whether an IAM role or user of the account exists under exactly this ARN, path included.
 * @throws AppError `unavailable` for one of another account, `credentials_refused` when IAM may not be asked.
 */
export async function principalExists(caller: AwsCaller, account: string, arn: string): Promise<boolean> {
  const doing = `looking for ${arn}`;
  const [, , , , owner, resource = ''] = arn.split(':');
  if (owner !== account) {
    throw new AppError('unavailable', `While ${doing}: it belongs to another account, which cannot be asked.`);
  }
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  const client = new IAMClient(clientConfiguration(caller, 'iam'));
  const question = { doing, whenDenied: allowing('iam:GetRole and iam:GetUser') };
  return ask(client, question, async () => {
    const found = await unlessMissing(
      ['NoSuchEntityException', 'NoSuchEntity'],
      resource.startsWith('user/')
        ? client.send(new GetUserCommand({ UserName: name })).then(({ User }) => User?.Arn)
        : client.send(new GetRoleCommand({ RoleName: name })).then(({ Role }) => Role?.Arn),
    );
    return found === arn;
  });
}
