import { readFile } from 'node:fs/promises';
import { endpointsAt } from '@flowport/aws';
import { AppError } from '@flowport/domain';
import { z } from 'zod';
import type { Cloud } from './cloud.ts';
import { worldRequest } from './worldRequest.ts';

/** What the sandbox process writes about itself when everything listens. */
const sandboxFileSchema = z.object({
  endpoint: z.url(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  reattach: z.record(z.string(), z.json()),
});

/** Nothing there takes time but what a test delays on purpose. */
const settleSeconds = 3;

/**
 * The stand-in's addresses, read anew for each run: a sandbox that was restarted may listen elsewhere.
 * @throws AppError `unavailable` when this worker knows no sandbox or it has not written its file.
 */
export async function sandboxCloud(file: string | undefined): Promise<Cloud> {
  if (file === undefined) {
    throw new AppError(
      'unavailable',
      'This worker serves no sandbox. Start it with FLOWPORT_SANDBOX_FILE, or choose a target in AWS.',
    );
  }
  try {
    const { endpoint, reattach, accessKeyId, secretAccessKey } = sandboxFileSchema.parse(
      JSON.parse(await readFile(file, 'utf8')),
    );
    return {
      endpoints: endpointsAt(endpoint),
      base: { accessKeyId, secretAccessKey },
      terraform: { TF_REATTACH_PROVIDERS: JSON.stringify(reattach) },
      request: worldRequest(endpoint),
      settleSeconds,
    };
  } catch (cause) {
    throw new AppError('unavailable', `The sandbox is not running (${file} cannot be read). Start it and try again.`, {
      cause,
    });
  }
}
