import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CertificateFact, SecretFact, ZoneFact } from '@flowport/domain';
import { allowing, ask, unlessMissing } from '../credentials/ask.ts';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';

/** @returns undefined when there is no such certificate in the region. @throws AppError when AWS could not be asked. */
export function readCertificate(caller: AwsCaller, arn: string): Promise<CertificateFact | undefined> {
  const client = new ACMClient(clientConfiguration(caller, 'acm'));
  const question = { doing: `reading the certificate ${arn}`, whenDenied: allowing('acm:DescribeCertificate') };
  return ask(client, question, async () => {
    const missing = ['ResourceNotFoundException', 'InvalidArnException'];
    const found = await unlessMissing(missing, client.send(new DescribeCertificateCommand({ CertificateArn: arn })));
    const certificate = found?.Certificate;
    if (!certificate) return undefined;
    const { Status, DomainName, SubjectAlternativeNames, NotAfter } = certificate;
    return {
      status: Status ?? 'unknown',
      names: [...new Set([DomainName, ...(SubjectAlternativeNames ?? [])].filter((name) => name !== undefined))],
      expiresAt: NotAfter?.toISOString() ?? null,
    };
  });
}

/** @returns undefined when the account has no such zone. @throws AppError when AWS could not be asked. */
export function readZone(caller: AwsCaller, id: string): Promise<ZoneFact | undefined> {
  const client = new Route53Client(clientConfiguration(caller, 'route53'));
  const question = { doing: `reading the hosted zone ${id}`, whenDenied: allowing('route53:GetHostedZone') };
  return ask(client, question, async () => {
    const found = await unlessMissing(['NoSuchHostedZone'], client.send(new GetHostedZoneCommand({ Id: id })));
    const zone = found?.HostedZone;
    return zone && { name: zone.Name ?? '', isPrivate: zone.Config?.PrivateZone ?? false };
  });
}

/** @returns undefined when there is no such secret in the region. @throws AppError when AWS could not be asked. */
export function readSecret(caller: AwsCaller, arn: string): Promise<SecretFact | undefined> {
  const client = new SecretsManagerClient(clientConfiguration(caller, 'secretsManager'));
  const question = { doing: `looking for the secret ${arn}`, whenDenied: allowing('secretsmanager:DescribeSecret') };
  return ask(client, question, async () => {
    const missing = ['ResourceNotFoundException'];
    const found = await unlessMissing(missing, client.send(new DescribeSecretCommand({ SecretId: arn })));
    return found && { name: found.Name ?? arn, isDeleted: found.DeletedDate !== undefined };
  });
}
