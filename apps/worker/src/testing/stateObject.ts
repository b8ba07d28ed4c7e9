import { readFile } from 'node:fs/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { SandboxProcess } from './sandboxProcess.ts';

const keysSchema = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

type State = {
  serial: number;
  outputs: Record<string, unknown>;
  resources: { type: string; name: string }[];
};

/** Changes a state in the bucket as somebody with access to it could. `change` gets the parsed document. */
export async function changeState(sandbox: SandboxProcess, key: string, change: (state: State) => void): Promise<void> {
  await withBucket(sandbox, async (client) => {
    const found = await client.send(new GetObjectCommand({ Bucket: sandbox.stateBucket, Key: key }));
    const state = JSON.parse((await found.Body?.transformToString()) ?? '');
    change(state);
    await client.send(new PutObjectCommand({ Bucket: sandbox.stateBucket, Key: key, Body: JSON.stringify(state) }));
  });
}

/** Puts a document into the state bucket. */
export async function putObject(sandbox: SandboxProcess, key: string, document: object): Promise<void> {
  await withBucket(sandbox, (client) =>
    client.send(new PutObjectCommand({ Bucket: sandbox.stateBucket, Key: key, Body: JSON.stringify(document) })),
  );
}

async function withBucket(sandbox: SandboxProcess, act: (client: S3Client) => Promise<unknown>): Promise<void> {
  const client = new S3Client({
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    forcePathStyle: true,
    credentials: keysSchema.parse(JSON.parse(await readFile(sandbox.file, 'utf8'))),
  });
  try {
    await act(client);
  } finally {
    client.destroy();
  }
}
