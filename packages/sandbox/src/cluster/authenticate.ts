/**
 * Who speaks to a cluster: an IAM principal by EKS's token (a presigned GetCallerIdentity that names the cluster), or a
 * service account by a token of the cluster's issuer.
 *
 * The rules are those of aws-iam-authenticator, which EKS runs: https://github.com/kubernetes-sigs/aws-iam-authenticator
 */
import { createLocalJWKSet, jwtVerify } from 'jose';
import { block, stored, text, texts } from '../cloud/attributes.ts';
import { authenticate } from '../http/authenticate.ts';
import { AwsError } from '../http/awsError.ts';
import { EMPTY_SHA256, readClaim } from '../http/signature.ts';
import { parseTarget, queryValue } from '../http/target.ts';
import type { KeyRing, Principal } from '../iam/principal.ts';
import type { Issuer } from '../oidc/issuer.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import { unauthorized } from './status.ts';

export type ClusterUser = {
  name: string;
  groups: string[];
  /** IAM ARN of the access entry; undefined for service accounts. */
  principalArn?: string;
};

export type Authentication = {
  store: ObjectStore;
  keys: KeyRing;
  issuer: Pick<Issuer, 'publicKeys'>;
  clock: () => Date;
  /** ARN of the role that makes clusters here, which EKS lets in when a cluster asks for it. */
  creatorRoleArn: string;
};

const PREFIX = 'k8s-aws-v1.';
/** Longer lives are refused by EKS, whatever the signature allows. */
const EXPIRES_SECONDS_MAX = 900;

/** @throws StatusError Unauthorized */
export async function authenticateUser(
  context: Authentication,
  cluster: CloudObject,
  authorization: string | undefined,
): Promise<ClusterUser> {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthorized();
  if (!token.startsWith(PREFIX)) return serviceAccountUser(context, cluster, token);
  const principal = callerOf(context, cluster, token.slice(PREFIX.length));
  const user = entryUser(context, cluster, principal);
  if (user === undefined) throw unauthorized();
  return { ...user, groups: [...user.groups, 'system:authenticated'] };
}

function callerOf(context: Authentication, cluster: CloudObject, encoded: string): Principal {
  const url = URL.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  if (url === null || !isStsHost(url.hostname) || url.pathname !== '/') throw unauthorized();
  const target = parseTarget(`${url.pathname}${url.search}`);
  const headers = new Map([
    ['host', url.host],
    // The header as the cluster sends it: a token that was signed for another cluster does not verify.
    ['x-k8s-aws-id', cluster.id],
  ]);
  const request = { method: 'GET', target, headers };
  const claim = readClaim(request);
  if (claim.kind !== 'claim' || claim.claim.form !== 'query' || claim.claim.scope.service !== 'sts') {
    throw unauthorized();
  }
  const { signedHeaders, expiresSeconds = 0, payloadHash = EMPTY_SHA256 } = claim.claim;
  const isForUs = queryValue(target.query, 'Action') === 'GetCallerIdentity' && signedHeaders.includes('x-k8s-aws-id');
  if (!isForUs || expiresSeconds > EXPIRES_SECONDS_MAX) throw unauthorized();
  try {
    const { keys, clock } = context;
    return authenticate(claim, request, { keys, now: clock(), protocol: 'query', payloadHash }).credential.principal;
  } catch (error) {
    // A cluster does not tell why, and neither does EKS; whatever is no refusal is a fault of ours.
    if (error instanceof AwsError) throw unauthorized();
    throw error;
  }
}

/** AWS's own hosts, or the sandbox's, which stands in for them. */
function isStsHost(host: string): boolean {
  return /^sts(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/.test(host) || /^(127\.0\.0\.1|localhost)$/.test(host);
}

function entryUser(context: Authentication, cluster: CloudObject, principal: Principal): ClusterUser | undefined {
  const arn = principal.kind === 'user' ? principal.arn : principal.roleArn;
  const { account, scope } = cluster;
  const entry = context.store.get({ account, scope, type: 'aws_eks_access_entry', id: `${cluster.id}:${arn}` });
  if (entry !== undefined) {
    const { user_name: template, kubernetes_groups: groups } = stored(entry);
    const session = principal.kind === 'user' ? '' : principal.sessionName;
    const name = text(template).replace('{{SessionName}}', session.replaceAll('@', '-'));
    return { name: name || principal.arn, groups: texts(groups), principalArn: arn };
  }
  const access = block(stored(cluster).access_config);
  const isCreator = arn === context.creatorRoleArn && access.bootstrap_cluster_creator_admin_permissions === true;
  return isCreator ? { name: principal.arn, groups: ['system:masters'], principalArn: arn } : undefined;
}

async function serviceAccountUser(
  { issuer, clock }: Authentication,
  cluster: CloudObject,
  token: string,
): Promise<ClusterUser> {
  const url = text(block(block(stored(cluster).identity).oidc).issuer);
  const keys = await issuer.publicKeys(url);
  if (keys === undefined) throw unauthorized();
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys }), {
      issuer: url,
      audience: ['https://kubernetes.default.svc', url],
      algorithms: ['RS256'],
      currentDate: clock(),
    });
    const name = payload.sub ?? '';
    const namespace = name.split(':')[2] ?? '';
    return {
      name,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    };
  } catch {
    // jose tells what is wrong; an API server says Unauthorized alone.
    throw unauthorized();
  }
}
