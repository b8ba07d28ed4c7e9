import { z } from 'zod';

/** `{"type":"get_attr","value":"result"}` or `{"type":"index","value":{"value":0,"type":"number"}}` */
const pathStepSchema = z.object({
  value: z.union([z.string(), z.object({ value: z.union([z.string(), z.number()]) })]),
});

/** What we read of Terraform's state file, version 4 (the format since 0.12, which OpenTofu shares). */
export const stateFileSchema = z.object({
  version: z.literal(4),
  serial: z.int(),
  lineage: z.string(),
  outputs: z
    .record(z.string(), z.object({ value: z.json(), sensitive: z.boolean().optional() }))
    .nullish()
    .transform((outputs) => outputs ?? {}),
  resources: z
    .array(
      z.object({
        module: z.string().optional(),
        mode: z.enum(['managed', 'data']),
        type: z.string(),
        name: z.string(),
        provider: z.string(),
        instances: z.array(
          z.object({
            index_key: z.union([z.string(), z.number()]).optional(),
            deposed: z.string().optional(),
            status: z.string().optional(),
            attributes: z.record(z.string(), z.json()).nullish(),
            /** Paths into the attributes; a form that we do not know marks nothing. */
            sensitive_attributes: z.array(z.array(pathStepSchema)).nullish().catch(null),
          }),
        ),
      }),
    )
    .nullish()
    .transform((resources) => resources ?? []),
});
export type StateFile = z.infer<typeof stateFileSchema>;

export type StateResource = {
  address: string;
  type: string;
  name: string;
  /** Short name: aws, kubernetes, helm, random. */
  provider: string;
  resourceId: string | null;
  /** Terraform will replace it, since its creation did not end well. */
  tainted: boolean;
};

/** Every managed object that a state holds, one line per instance; data sources are left out. */
export function stateResources(state: StateFile): StateResource[] {
  return state.resources
    .filter((resource) => resource.mode === 'managed')
    .flatMap((resource) =>
      resource.instances
        .filter((instance) => instance.deposed === undefined)
        .map((instance) => {
          const id = instance.attributes?.id;
          return {
            address: `${resource.module ? `${resource.module}.` : ''}${resource.type}.${resource.name}${index(instance.index_key)}`,
            type: resource.type,
            name: resource.name,
            provider: providerName(resource.provider),
            resourceId: typeof id === 'string' ? id : null,
            tainted: instance.status === 'tainted',
          };
        }),
    );
}

function index(key: string | number | undefined): string {
  if (key === undefined) return '';
  return typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(key)}]`;
}

/** `provider["registry.terraform.io/hashicorp/aws"].alias` → `aws`. */
function providerName(provider: string): string {
  return /"(?:[^"/]+\/)*([^"/]+)"/.exec(provider)?.[1] ?? provider;
}
