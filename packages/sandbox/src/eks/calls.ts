/** EKS over rest-json, as far as a portal asks: DescribeCluster, ListClusters, DescribeClusterVersions. */
import { AwsError } from '../http/awsError.ts';
import type { HttpRequest } from '../http/request.ts';
import { queryValue } from '../http/target.ts';
import type { Authorizer } from '../iam/authorize.ts';
import type { Principal } from '../iam/principal.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import { defaultVersion, kubernetesVersions, supportOf } from './kubernetesVersions.ts';

export type Eks = { objects: ObjectStore; authorizer: Authorizer; clock: () => Date };

/** @returns the JSON document @throws AwsError in EKS's words */
export function callEks(eks: Eks, call: { request: HttpRequest; caller: Principal; region: string }): string {
  const { request, caller, region } = call;
  const [, first, name] = request.target.path.split('/');
  if (request.method === 'GET' && first === 'cluster-versions') {
    eks.authorizer.require(caller, { action: 'eks:DescribeClusterVersions', resource: '*', context: new Map() });
    return JSON.stringify({ clusterVersions: describeVersions(eks.clock(), request) });
  }
  if (request.method !== 'GET' || first !== 'clusters') {
    throw new AwsError(
      'UnknownOperationException',
      404,
      `The sandbox does not serve ${request.method} ${request.target.path} of EKS.`,
    );
  }
  const context = new Map([['aws:requestedregion', [region]]]);
  const at = { account: caller.account, scope: region, type: 'aws_eks_cluster' };
  if (name === undefined || name === '') {
    eks.authorizer.require(caller, {
      action: 'eks:ListClusters',
      resource: `arn:aws:eks:${region}:${caller.account}:cluster/*`,
      context,
    });
    const names = eks.objects
      .list(at)
      .map((cluster) => cluster.id)
      .sort();
    return JSON.stringify(pageOf(names, request));
  }
  const resource = `arn:aws:eks:${region}:${caller.account}:cluster/${name}`;
  eks.authorizer.require(caller, { action: 'eks:DescribeCluster', resource, context });
  const cluster = eks.objects.get({ ...at, id: name });
  if (cluster === undefined)
    throw new AwsError('ResourceNotFoundException', 404, `No cluster found for name: ${name}.`);
  return JSON.stringify({ cluster: describe(cluster) });
}

function describeVersions(now: Date, request: HttpRequest) {
  const wanted = request.target.query.filter(({ name }) => name === 'clusterVersions').map(({ value }) => value);
  const isAll = queryValue(request.target.query, 'includeAll') === 'true';
  return kubernetesVersions
    .map((one) => ({ ...one, status: supportOf(one, now) }))
    .filter(({ version, status }) => (wanted.length > 0 ? wanted.includes(version) : isAll || status !== 'UNSUPPORTED'))
    .map(({ version, status, released, standardEnds, extendedEnds }) => ({
      clusterVersion: version,
      clusterType: 'eks',
      defaultVersion: version === defaultVersion,
      status: status.toLowerCase().replace('_support', '-support'),
      versionStatus: status,
      releaseDate: seconds(released),
      endOfStandardSupportDate: seconds(standardEnds),
      endOfExtendedSupportDate: seconds(extendedEnds),
      kubernetesPatchVersion: `${version}.2`,
    }));
}

const seconds = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;

function pageOf(names: readonly string[], request: HttpRequest): { clusters: string[]; nextToken: string | null } {
  const size = Math.min(Number(queryValue(request.target.query, 'maxResults') ?? 100), 100) || 100;
  const from = Number(queryValue(request.target.query, 'nextToken') ?? 0) || 0;
  const isMore = names.length > from + size;
  return { clusters: names.slice(from, from + size), nextToken: isMore ? String(from + size) : null };
}

/** From Terraform's attributes to EKS's names. */
function describe({ id, attributes, createdAt }: CloudObject): Record<string, unknown> {
  const vpc = firstOf(attributes.vpc_config) ?? {};
  const oidc = firstOf(firstOf(attributes.identity)?.oidc);
  const access = firstOf(attributes.access_config);
  return {
    name: id,
    arn: attributes.arn,
    createdAt: Math.floor(Date.parse(createdAt) / 1000),
    version: attributes.version,
    endpoint: attributes.endpoint,
    roleArn: attributes.role_arn,
    status: attributes.status ?? 'ACTIVE',
    platformVersion: attributes.platform_version,
    certificateAuthority: { data: firstOf(attributes.certificate_authority)?.data },
    identity: { oidc: { issuer: oidc?.issuer } },
    accessConfig: { authenticationMode: access?.authentication_mode },
    resourcesVpcConfig: {
      subnetIds: vpc.subnet_ids,
      securityGroupIds: vpc.security_group_ids,
      clusterSecurityGroupId: vpc.cluster_security_group_id,
      vpcId: vpc.vpc_id,
      endpointPublicAccess: vpc.endpoint_public_access,
      endpointPrivateAccess: vpc.endpoint_private_access,
      publicAccessCidrs: vpc.public_access_cidrs,
    },
    tags: attributes.tags_all ?? attributes.tags ?? {},
  };
}

function firstOf(value: unknown): Record<string, unknown> | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : undefined;
}
