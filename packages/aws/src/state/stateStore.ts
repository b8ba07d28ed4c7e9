import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AppError, type Layer, type StateBackend, stateKey } from '@flowport/domain';
import type { AwsCredentials } from '../credentials/credentials.ts';
import { httpStatus } from '../credentials/refusal.ts';
import type { AwsEndpoints } from '../endpoints.ts';
import { openBucket } from './bucket.ts';
import { openPlan, sealPlan } from './planFile.ts';
import { type StateFile, stateFileSchema, stateResources } from './stateFile.ts';

/** What lies in the state bucket for one stack, by kind of object. */
export type StackObjects = {
  states: string[];
  locks: string[];
  plans: string[];
  /** What was last applied of each layer, kept for when Flowport is down. */
  configurations: string[];
  other: string[];
};

/**
 * One target's state bucket, seen by what is not Terraform. Terraform alone writes states; this reads them, removes
 * those that are empty, and keeps the saved plans of runs beside them.
 */
export type StateStore = {
  /** Every key of the stack, sorted. */
  list(slug: string): Promise<StackObjects>;
  /** The state of a layer, undefined where there is none. It may hold secrets: never store or log what is in it. */
  readState(slug: string, layer: Layer): Promise<StateFile | undefined>;
  /** Removes a state that holds no resource. @throws AppError `conflict` when it does hold one. */
  removeEmptyState(slug: string, layer: Layer): Promise<void>;
  putPlan(plan: PlanPlace, file: Uint8Array): Promise<{ key: string; bytes: number }>;
  getPlan(plan: PlanPlace): Promise<Uint8Array | undefined>;
  /** Removes all saved plans of a run; none there is fine. */
  removePlans(slug: string, runId: string): Promise<void>;
  close(): void;
};

export type PlanPlace = { slug: string; runId: string; layer: Layer };

export type StateStoreInput = {
  backend: StateBackend;
  credentials: () => Promise<AwsCredentials>;
  endpoints: AwsEndpoints | undefined;
  /** The bytes of FLOWPORT_SECRET; the key of the plan files is derived from them. */
  secret: Uint8Array;
};

const whenDenied =
  'Check that the deployer role may list the state bucket and get, put and delete objects under its prefix (and use its KMS key).';

/** @throws from every method AppError `credentials_refused` or `unavailable`, saying which object could not be reached. */
export function stateStore(input: StateStoreInput): StateStore {
  const { backend, secret } = input;
  const { bucket, workspaceKeyPrefix: prefix } = backend;
  const { client, attempt, put, remove } = openBucket({
    caller: { region: backend.region, endpoints: input.endpoints, credentials: input.credentials },
    backend,
    whenDenied,
  });
  const read = (key: string, doing: string) =>
    attempt(doing, async () => {
      try {
        const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await answer.Body?.transformToByteArray();
      } catch (error) {
        if (
          error instanceof Error &&
          (error.name === 'NoSuchKey' || httpStatus(error) === 404) &&
          error.name !== 'NoSuchBucket'
        )
          return undefined;
        throw error;
      }
    });
  const keysUnder = (start: string) =>
    attempt(`listing s3://${bucket}/${start}`, async () => {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: start,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        );
        for (const object of page.Contents ?? []) if (object.Key !== undefined) keys.push(object.Key);
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
      return keys.sort();
    });

  const plansOf = (slug: string, runId: string) => `${prefix}/${slug}/.plans/${runId}/`;
  const planKey = (plan: PlanPlace) => `${plansOf(plan.slug, plan.runId)}${plan.layer}.tfplan`;

  const readState = async (slug: string, layer: Layer) => {
    const key = stateKey(prefix, slug, layer);
    const bytes = await read(key, `reading the state s3://${bucket}/${key}`);
    return bytes === undefined || bytes.length === 0 ? undefined : parseState(bytes, `s3://${bucket}/${key}`);
  };

  return {
    readState,
    async list(slug) {
      const keys = await keysUnder(`${prefix}/${slug}/`);
      const isPlan = (key: string) => key.startsWith(`${prefix}/${slug}/.plans/`);
      const states = keys.filter((key) => key.endsWith('.tfstate') && !isPlan(key));
      const locks = keys.filter((key) => key.endsWith('.tflock') && !isPlan(key));
      const plans = keys.filter(isPlan);
      const configurations = keys.filter((key) => key.endsWith('.configuration.json') && !isPlan(key));
      const known = new Set([...states, ...locks, ...plans, ...configurations]);
      return { states, locks, plans, configurations, other: keys.filter((key) => !known.has(key)) };
    },
    async removeEmptyState(slug, layer) {
      const state = await readState(slug, layer);
      if (!state) return;
      const held = stateResources(state).length;
      if (held > 0) {
        throw new AppError(
          'conflict',
          `While removing the state of ${slug}/${layer}: it still holds ${held} resources. Destroy the stack again.`,
        );
      }
      await remove(stateKey(prefix, slug, layer));
    },
    async putPlan(plan, file) {
      const key = planKey(plan);
      const body = sealPlan(secret, key, file);
      await put(key, { body, contentType: 'application/octet-stream' }, 'saving the plan');
      return { key, bytes: body.length };
    },
    async getPlan(plan) {
      const key = planKey(plan);
      const bytes = await read(key, `reading the plan s3://${bucket}/${key}`);
      return bytes === undefined ? undefined : openPlan(secret, key, bytes);
    },
    async removePlans(slug, runId) {
      const keys = await keysUnder(plansOf(slug, runId));
      await Promise.all(keys.map(remove));
    },
    close: () => client.destroy(),
  };
}

function parseState(bytes: Uint8Array, place: string): StateFile {
  try {
    return stateFileSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new AppError(
      'internal',
      `The state ${place} is not one that Flowport can read (it knows version 4). Look at the object and its older versions in the bucket.`,
      { cause },
    );
  }
}
