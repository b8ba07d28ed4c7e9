/** One proven call of an AWS API, as the services that answer from the world's objects see it. */
import type { Principal } from '../iam/principal.ts';
import type { QuotaChanges } from '../quotas/catalogue.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import type { Parameters } from './query.ts';
import type { HttpRequest } from './request.ts';

/** What every such service knows of the world. */
export type AwsWorld = { objects: ObjectStore; quotas: QuotaChanges; clock: () => Date };

export type AwsCall = {
  world: AwsWorld;
  request: HttpRequest;
  /** Of the query protocols; empty for the others. */
  parameters: Parameters;
  body: Buffer;
  caller: Principal;
  /** Of the credential scope. */
  region: string;
  /** @throws AwsError when the caller's policies do not allow it */
  require(action: string, resource: string): void;
  /** Objects of a type in the caller's account and region. */
  inRegion(type: string): CloudObject[];
};
