import { z } from 'zod';

/**
 * Terraform's state file, version 4, with everything in it: what is not named here is kept as it is, since a state that
 * is written back must lose nothing. Whoever only looks at states takes the narrower form of packages/aws.
 */
const instanceSchema = z.looseObject({
  index_key: z.union([z.string(), z.number()]).optional(),
  deposed: z.string().optional(),
  status: z.string().optional(),
  attributes: z.record(z.string(), z.json()).nullish(),
  /** Paths that Terraform itself knows as sensitive. */
  sensitive_attributes: z.json().optional(),
});

const resourceSchema = z.looseObject({
  module: z.string().optional(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  name: z.string(),
  provider: z.string(),
  instances: z.array(instanceSchema),
});

const outputSchema = z.looseObject({ value: z.json(), sensitive: z.boolean().optional() });

export const stateDocumentSchema = z.looseObject({
  version: z.literal(4),
  terraform_version: z.string().optional(),
  serial: z.int(),
  lineage: z.string(),
  outputs: z
    .record(z.string(), outputSchema)
    .nullish()
    .transform((outputs) => outputs ?? {}),
  resources: z
    .array(resourceSchema)
    .nullish()
    .transform((resources) => resources ?? []),
});
export type StateDocument = z.infer<typeof stateDocumentSchema>;
export type StateInstance = z.infer<typeof instanceSchema>;
type StateBlock = z.infer<typeof resourceSchema>;

/** One managed object of a state. `key` tells a deposed object apart from the one that is at its address. */
export type StateEntry = {
  key: string;
  address: string;
  type: string;
  block: StateBlock;
  instance: StateInstance;
};

/** Every managed object that a state knows, deposed ones included, since they exist too. */
export function stateEntries(state: StateDocument): StateEntry[] {
  return state.resources
    .filter((block) => block.mode === 'managed')
    .flatMap((block) =>
      block.instances.map((instance) => {
        const address = `${blockAddress(block)}${indexOf(instance.index_key)}`;
        const key = instance.deposed === undefined ? address : `${address} (deposed ${instance.deposed})`;
        return { key, address, type: block.type, block, instance };
      }),
    );
}

/** The address of a block of a state, without the index of an instance. */
export function blockAddress({ module, mode, type, name }: StateBlock): string {
  return [module, mode === 'data' ? 'data' : undefined, type, name].filter((part) => part !== undefined).join('.');
}

/** The id by which the provider finds the object; null where it has none that is text. */
export function instanceId({ attributes }: StateInstance): string | null {
  return typeof attributes?.id === 'string' ? attributes.id : null;
}

function indexOf(key: string | number | undefined): string {
  if (key === undefined) return '';
  return typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(key)}]`;
}
