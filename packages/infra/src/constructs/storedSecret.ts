import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret/index.js';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js';
import type { Construct } from 'constructs';

export type StoredSecretProps = { id: string; name: string; description: string; text: string };

/**
 * A text in Secrets Manager, from where people and programs with the right to it fetch it. What is kept so is made anew
 * with the layer and worth nothing without it, so it goes at once: during a recovery window its name would be taken, and
 * a stack that kept its data could not get its compute back.
 */
export function storedSecret(scope: Construct, props: StoredSecretProps): SecretsmanagerSecret {
  const secret = new SecretsmanagerSecret(scope, `aws_secretsmanager_secret.${props.id}`, {
    name: props.name,
    description: props.description,
    recoveryWindowInDays: 0,
  });
  new SecretsmanagerSecretVersion(scope, `aws_secretsmanager_secret_version.${props.id}`, {
    secretId: secret.id,
    secretString: props.text,
  });
  return secret;
}
