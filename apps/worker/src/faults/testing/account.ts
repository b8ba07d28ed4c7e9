import { z } from 'zod';
import type { SandboxProcess } from '../../testing/sandboxProcess.ts';

/** The sandbox's account in the hands of somebody who knows nothing of Flowport. Nothing of it asks the rules of AWS. */
export type Account = {
  /** Makes an object that belongs to nobody here. */
  make(type: string, id: string, attributes?: Record<string, unknown>): Promise<void>;
  change(type: string, which: Which, attributes: Record<string, unknown>): Promise<void>;
  remove(type: string, which: Which): Promise<void>;
  find(type: string, which: Which): Promise<{ id: string; attributes: Record<string, unknown> }>;
  /** Deletes a key as KMS does: it waits for its end, and cannot be used meanwhile. */
  scheduleKeyDeletion(alias: string): Promise<void>;
  /** By code or type. */
  limit(quotas: Record<string, number>): Promise<void>;
  /** The next operation of the type is refused so. */
  refuse(operation: 'create' | 'delete', type: string, code: string, message: string): Promise<void>;
  /** New objects of the types are not found at the first look of other services. */
  delay(types: Record<string, number>): Promise<void>;
  /** Takes limits, refusals and delays back. */
  calm(): Promise<void>;
};

/** An id, or what its attributes say somewhere. */
type Which = string | RegExp;

const objectsSchema = z.object({
  objects: z.array(
    z.object({
      account: z.string(),
      scope: z.string(),
      type: z.string(),
      id: z.string(),
      attributes: z.record(z.string(), z.unknown()),
    }),
  ),
});

export function accountOf({ control, account, region }: SandboxProcess): Account {
  let limited: string[] = [];
  let delayed: string[] = [];

  const find = async (type: string, which: Which) => {
    const { objects } = objectsSchema.parse(await control(`GET /objects?type=${type}`));
    const found = objects.find(({ id, attributes }) =>
      which instanceof RegExp ? which.test(JSON.stringify(attributes)) : id === which,
    );
    if (!found) throw new Error(`No ${type} fits ${which}.`);
    return found;
  };
  const keyOf = async (type: string, which: Which) => {
    const { attributes: _, ...key } = await find(type, which);
    return key;
  };
  const make: Account['make'] = async (type, id, attributes = {}) => {
    const scope = type.startsWith('aws_iam') || type === 'aws_s3_bucket' ? 'global' : region;
    await control('POST /objects', { account, scope, type, id, attributes });
  };
  const none = (types: readonly string[], nothing: 0 | null) =>
    Object.fromEntries(types.map((type) => [type, nothing]));

  return {
    make,
    find,
    change: async (type, which, attributes) => {
      await control('PATCH /objects', { ...(await keyOf(type, which)), attributes });
    },
    remove: async (type, which) => {
      await control('DELETE /objects', await keyOf(type, which));
    },
    scheduleKeyDeletion: async (alias) => {
      const id = String((await find('aws_kms_alias', alias)).attributes.target_key_id);
      await control('DELETE /objects', await keyOf('aws_kms_key', id));
      await make('aws_kms_pending_deletion', id, { arn: `arn:aws:kms:${region}:${account}:key/${id}` });
    },
    limit: async (quotas) => {
      limited.push(...Object.keys(quotas));
      await control('PUT /quotas', quotas);
    },
    refuse: async (operation, type, code, message) => {
      await control('POST /faults', { operation, type, code, message });
    },
    delay: async (types) => {
      delayed.push(...Object.keys(types));
      await control('PUT /consistency', types);
    },
    calm: async () => {
      await control('PUT /quotas', none(limited, null));
      await control('PUT /consistency', none(delayed, 0));
      await control('DELETE /faults', {});
      limited = [];
      delayed = [];
    },
  };
}
