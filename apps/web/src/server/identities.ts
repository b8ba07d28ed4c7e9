import { readFile } from 'node:fs/promises';
import type { Identities } from '@flowport/api';
import { type AwsEndpoints, assumeRole, type BaseCredentials, callerIdentity, endpointsAt } from '@flowport/aws';
import type { TargetRecord } from '@flowport/db';
import { AppError, type TargetKind } from '@flowport/domain';
import { z } from 'zod';

type Cloud = { endpoints: AwsEndpoints | undefined; base: BaseCredentials };

/** AWS itself: addresses from the region, credentials by the SDK's own search. */
const aws: Cloud = { endpoints: undefined, base: undefined };

const sandboxFileSchema = z.object({ endpoint: z.url(), accessKeyId: z.string(), secretAccessKey: z.string() });

/** Becomes a target's deployer role as a run would, and asks who that is. */
export function createIdentities(sandboxFile: string | undefined): Identities {
  const clouds: Record<TargetKind, () => Promise<Cloud>> = {
    aws: async () => aws,
    sandbox: () => sandbox(sandboxFile),
  };
  return {
    async callerIdentity(target: TargetRecord) {
      const { endpoints, base } = await clouds[target.kind]();
      const credentials = await assumeRole({
        roleArn: target.deployerRoleArn,
        externalId: target.externalId,
        region: target.region,
        sessionName: 'flowport-check',
        tags: {},
        base,
        endpoints,
      });
      return callerIdentity({ region: target.region, endpoints, credentials });
    },
  };
}

/** Read anew each time: a sandbox that was restarted may listen elsewhere. */
async function sandbox(file: string | undefined): Promise<Cloud> {
  if (file === undefined) {
    throw new AppError('unavailable', 'This portal knows no sandbox. Start it with FLOWPORT_SANDBOX_FILE.');
  }
  try {
    const { endpoint, ...base } = sandboxFileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return { endpoints: endpointsAt(endpoint), base };
  } catch (cause) {
    throw new AppError('unavailable', `The sandbox is not running (${file} cannot be read). Start it and try again.`, {
      cause,
    });
  }
}
