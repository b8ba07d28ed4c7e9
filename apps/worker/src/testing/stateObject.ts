import { readFile } from 'node:fs/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { SandboxProcess } from './sandboxProcess.ts';

const keysSchema = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** Changes a state in the bucket as somebody with access to it could. `change` gets the parsed document. */
export async function changeState(
  sandbox: SandboxProcess,
  key: string,
  change: (state: {
    serial: number;
    outputs: Record<string, unknown>;
    resources: { type: string; name: string }[];
  }) => void,
): Promise<void> {
  const credentials = keysSchema.parse(JSON.parse(await readFile(sandbox.file, 'utf8')));
  const client = new S3Client({
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    forcePathStyle: true,
    credentials,
  });
  const place = { Bucket: sandbox.stateBucket, Key: key };
  const found = await client.send(new GetObjectCommand(place));
  const state = JSON.parse((await found.Body?.transformToString()) ?? '');
  change(state);
  await client.send(new PutObjectCommand({ ...place, Body: JSON.stringify(state) }));
  client.destroy();
}
