import { readFile } from 'node:fs/promises';
import type { Identities, StateArchives } from '@flowport/api';
import type { AwsCaller, AwsEndpoints, BaseCredentials } from '@flowport/aws';
import type { TargetRecord } from '@flowport/db';
import type { TargetKind } from '@flowport/domain';
import { z } from 'zod';
import type { Packages } from './packages.ts';

type Cloud = { endpoints: AwsEndpoints | undefined; base: BaseCredentials };

/** AWS itself: addresses from the region, credentials by the SDK's own search. */
const realAws: Cloud = { endpoints: undefined, base: undefined };

const sandboxFileSchema = z.object({ endpoint: z.url(), accessKeyId: z.string(), secretAccessKey: z.string() });

/** Becomes a target's deployer role as a run would, and asks and reads its state bucket as that. */
export function createIdentities(
  packages: Packages,
  sandboxFile: string | undefined,
): { identities: Identities; archives: StateArchives } {
  const { aws } = packages;
  const clouds: Record<TargetKind, () => Promise<Cloud>> = {
    aws: async () => realAws,
    sandbox: () => sandbox(packages, sandboxFile),
  };
  const deployer = async (target: TargetRecord): Promise<AwsCaller> => {
    const { endpoints, base } = await clouds[target.kind]();
    const session = aws.credentialSource({
      now: () => new Date(),
      assume: () =>
        aws.assumeRole({
          roleArn: target.deployerRoleArn,
          externalId: target.externalId,
          region: target.region,
          sessionName: 'flowport-check',
          tags: {},
          base,
          endpoints,
        }),
    });
    return { region: target.region, endpoints, credentials: () => session.get(60) };
  };
  return {
    identities: {
      callerIdentity: async (target) => aws.callerIdentity(await deployer(target)),
      preflightFacts: async (target, question) => aws.preflightFacts(await deployer(target), question),
    },
    archives: {
      open: async (target) => aws.stateArchive({ caller: await deployer(target), backend: target.backend }),
    },
  };
}

/** Read anew each time: a sandbox that was restarted may listen elsewhere. */
async function sandbox({ aws, domain }: Packages, file: string | undefined): Promise<Cloud> {
  if (file === undefined) {
    throw new domain.AppError('unavailable', 'This portal knows no sandbox. Start it with FLOWPORT_SANDBOX_FILE.');
  }
  try {
    const { endpoint, ...base } = sandboxFileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return { endpoints: aws.endpointsAt(endpoint), base };
  } catch (cause) {
    throw new domain.AppError(
      'unavailable',
      `The sandbox is not running (${file} cannot be read). Start it and try again.`,
      {
        cause,
      },
    );
  }
}
