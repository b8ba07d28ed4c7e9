/**
 * The OIDC issuers of the sandbox's EKS clusters: what a cluster's API server signs service account tokens with, and what STS
 * checks them against. An issuer lives as long as its cluster.
 *
 * Whether a service account exists is not judged: charts create service accounts that no Terraform object tells of.
 */
import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import { AwsError } from '../http/awsError.ts';
import { bareIssuer } from '../iam/identities.ts';
import type { ObjectStore } from '../store/objects.ts';
import { stableUid } from '../store/uid.ts';
import type { IssuerKeys } from './keys.ts';

type TokenRequest = {
  /** As in the cluster's `identity[0].oidc[0].issuer`. */
  issuer: string;
  namespace: string;
  serviceAccount: string;
  /** Defaults to what IRSA uses. */
  audience?: string | readonly string[];
  /** 600 to 86,400, as EKS allows; 3,600 by default. */
  seconds?: number;
};

type ServiceAccountToken = { token: string; expiresAt: Date };

export interface Issuer {
  /** @throws AwsError ResourceNotFoundException, InvalidParameterException */
  serviceAccountToken(request: TokenRequest): Promise<ServiceAccountToken>;
  /** Public keys of a living cluster's issuer; undefined when there is no such cluster. */
  publicKeys(issuer: string): Promise<JWK[] | undefined>;
  /** The issuer URL whose id is `issuerId`; undefined when no cluster has it. */
  issuerOf(issuerId: string): string | undefined;
}

const SECONDS_MIN = 600;
const SECONDS_MAX = 86_400;

export function openIssuer(options: { objects: ObjectStore; keys: IssuerKeys; clock: () => Date }): Issuer {
  const { objects, keys, clock } = options;
  const living = () =>
    objects
      .list({ type: 'aws_eks_cluster' })
      .map(issuerOfCluster)
      .filter((url) => url !== undefined);
  const isLiving = (issuer: string) => living().some((url) => bareIssuer(url) === bareIssuer(issuer));

  return {
    async serviceAccountToken(request) {
      const { issuer, namespace, serviceAccount, audience = 'sts.amazonaws.com', seconds = 3600 } = request;
      if (!isLiving(issuer)) {
        throw new AwsError('ResourceNotFoundException', 404, `No cluster found for issuer: ${issuer}.`);
      }
      checkNames(request, seconds);
      const { kid, privateJwk } = await keys.ensure(issuerIdOf(issuer));
      const issuedAt = Math.floor(clock().getTime() / 1000);
      const token = await new SignJWT({
        'kubernetes.io': {
          namespace,
          serviceaccount: { name: serviceAccount, uid: stableUid(`${issuer}/${namespace}/${serviceAccount}`) },
        },
      })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setIssuer(issuer)
        .setSubject(`system:serviceaccount:${namespace}:${serviceAccount}`)
        .setAudience([audience].flat())
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + seconds)
        .setJti(randomUUID())
        .sign(await importJWK(privateJwk, 'RS256'));
      return { token, expiresAt: new Date((issuedAt + seconds) * 1000) };
    },
    async publicKeys(issuer) {
      if (!isLiving(issuer)) return undefined;
      return [(await keys.ensure(issuerIdOf(issuer))).publicJwk];
    },
    issuerOf(issuerId) {
      return living().find((url) => issuerIdOf(url) === issuerId);
    },
  };
}

function checkNames({ namespace, serviceAccount }: TokenRequest, seconds: number): void {
  const complain = (message: string) => new AwsError('InvalidParameterException', 400, message);
  const isLabel = (name: string) => name.length <= 253 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name);
  if (!isLabel(namespace)) throw complain(`Invalid namespace: ${namespace}`);
  if (!isLabel(serviceAccount)) throw complain(`Invalid service account name: ${serviceAccount}`);
  if (!Number.isInteger(seconds) || seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
    throw complain(
      `spec.expirationSeconds: Invalid value: ${seconds}: must be between ${SECONDS_MIN} and ${SECONDS_MAX}`,
    );
  }
}

function issuerOfCluster({ attributes }: { attributes: Record<string, unknown> }): string | undefined {
  const oidc = firstOf(firstOf(attributes.identity)?.oidc);
  return typeof oidc?.issuer === 'string' ? oidc.issuer : undefined;
}

function firstOf(value: unknown): Record<string, unknown> | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : undefined;
}

function issuerIdOf(issuer: string): string {
  return issuer.slice(issuer.lastIndexOf('/') + 1);
}
