import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AppError } from '@flowport/domain';
import { allowing, ask } from '../credentials/ask.ts';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';

/**
 * The text of a secret, for one request and nothing else: it must reach no log, plan or table.
 * @throws AppError `credentials_refused` or `unavailable`.
 */
export function secretText(caller: AwsCaller, arn: string): Promise<string> {
  const client = new SecretsManagerClient(clientConfiguration(caller, 'secretsManager'));
  const doing = `reading the secret ${arn}`;
  const question = { doing, whenDenied: allowing('secretsmanager:GetSecretValue on it') };
  return ask(client, question, async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (SecretString === undefined) throw new AppError('unavailable', `While ${doing}: it has no text.`);
    return SecretString;
  });
}
