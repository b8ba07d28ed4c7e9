import {
  type Answer,
  AppError,
  type PreflightFacts,
  type PreflightQuestion,
  type QuotaFact,
  quotaGrowth,
} from '@flowport/domain';
import { callerIdentity } from '../credentials/callerIdentity.ts';
import type { AwsCaller } from '../credentials/credentials.ts';
import { readCertificate, readSecret, readZone } from './edge.ts';
import { principalExists } from './principals.ts';
import { serviceQuota } from './serviceQuota.ts';
import { takenNames } from './takenNames.ts';
import {
  addressesInUse,
  clustersInUse,
  databasesInUse,
  identityProvidersInUse,
  internetGatewaysInUse,
  loadBalancersInUse,
  networksInUse,
  rolesInUse,
  vcpusInUse,
} from './usage.ts';
import { clusterVersions } from './versions.ts';

/**
 * Asks AWS everything that `judgePreflight` wants to know of a stack, as the caller, all at once. A question that is not
 * answered is no error here: it says so in its place. When not even the credentials work, nothing else is asked.
 */
export async function preflightFacts(caller: AwsCaller, question: PreflightQuestion): Promise<PreflightFacts> {
  const identity = await answered(callerIdentity(caller));
  if (!identity.known) return nothingButIdentity(identity);
  const { endpoint, cluster } = question.parameters;
  const { certificateArn, zoneId, oidc, mode } = endpoint;
  const isOpen = mode !== 'port-forward';
  const [networks, taken, quotas, versions, certificate, zone, secret, principals] = await Promise.all([
    answered(networksInUse(caller)),
    question.present === null ? answered(takenNames(caller, question.names)) : noneTaken,
    quotaFacts(caller, question),
    answered(clusterVersions(caller)),
    isOpen && certificateArn !== null ? answered(readCertificate(caller, certificateArn)) : null,
    isOpen && zoneId !== null ? answered(readZone(caller, zoneId)) : null,
    isOpen && oidc !== null ? answered(readSecret(caller, oidc.clientSecretArn)) : null,
    Promise.all(
      cluster.userPrincipals.map(async (arn) => ({
        arn,
        exists: await answered(principalExists(caller, question.account, arn)),
      })),
    ),
  ]);
  return { identity, networks, taken, quotas, versions, certificate, zone, secret, principals };
}

function nothingButIdentity(identity: Answer<never>): PreflightFacts {
  const unasked = { known: false, why: 'Not asked without credentials.' } as const;
  return {
    identity,
    networks: unasked,
    taken: unasked,
    quotas: [],
    versions: unasked,
    certificate: null,
    zone: null,
    secret: null,
    principals: [],
  };
}

/** A stack that exists has its names. */
const noneTaken: PreflightFacts['taken'] = { known: true, value: [] };

/** How each quota's use is counted, by its code. */
function usageOf(caller: AwsCaller): Record<string, () => Promise<number>> {
  // Three quotas are counted from one list of instances.
  let vcpus: ReturnType<typeof vcpusInUse> | undefined;
  const instances = () => {
    vcpus ??= vcpusInUse(caller);
    return vcpus;
  };
  return {
    'L-F678F1CE': async () => (await networksInUse(caller)).length,
    'L-A4707A72': () => internetGatewaysInUse(caller),
    'L-0263D0A3': () => addressesInUse(caller),
    'L-1216C47A': async () => (await instances()).standard,
    'L-34B43A08': async () => (await instances()).spotStandard,
    'L-DB2E81BA': async () => (await instances()).graphics,
    'L-1194D53C': () => clustersInUse(caller),
    'L-7B6409FD': () => databasesInUse(caller),
    'L-53DA6B97': () => loadBalancersInUse(caller),
    'L-858F3967': () => identityProvidersInUse(caller),
    'L-FE177D64': () => rolesInUse(caller),
  };
}

function quotaFacts(caller: AwsCaller, question: PreflightQuestion): Promise<QuotaFact[]> {
  const usage = usageOf(caller);
  return Promise.all(
    quotaGrowth(question).map(async ({ service, code, title }) => {
      const count = usage[code];
      const [quota, used] = await Promise.all([
        answered(serviceQuota(caller, { service, code })),
        count ? answered(count()) : ({ known: false, why: `Nothing here counts ${title}.` } as const),
      ]);
      return { code, quota, used };
    }),
  );
}

async function answered<T>(question: Promise<T>): Promise<Answer<T>> {
  try {
    return { known: true, value: await question };
  } catch (error) {
    if (error instanceof AppError) return { known: false, why: error.publicMessage };
    throw error;
  }
}
