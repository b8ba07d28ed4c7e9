/**
 * What Flowport says to AWS itself, apart from Terraform: short-lived credentials, the state bucket, and the questions
 * that checks ask. It knows no sandbox: an address in `AwsEndpoints` is all that differs.
 */
export * from './credentials/assumeRole.ts';
export * from './credentials/callerIdentity.ts';
export * from './credentials/credentialSource.ts';
export type { AwsCaller, AwsCredentials, BaseCredentials } from './credentials/credentials.ts';
export * from './credentials/stsText.ts';
export * from './endpoints.ts';
export * from './environment/terraformEnvironment.ts';
export * from './host/request.ts';
export * from './iam/roleTrust.ts';
export * from './iam/trustJudgement.ts';
export * from './identity/datastoreAccess.ts';
export * from './identity/webIdentity.ts';
export * from './kubernetes/eksToken.ts';
export * from './kubernetes/kubernetesClient.ts';
export * from './preflight/preflightFacts.ts';
export * from './secrets/secretText.ts';
export type { LockFile } from './state/lockFile.ts';
export * from './state/stateFile.ts';
export { stateSecrets } from './state/stateSecrets.ts';
export * from './state/stateStore.ts';
export { taggedResources } from './tagging/taggedResources.ts';
export * from './versions/stateArchive.ts';
