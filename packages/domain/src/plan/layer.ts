import { z } from 'zod';

/** One Terraform root with its own state. Applied in this order, destroyed in reverse. */
export const layers = ['foundation', 'cluster', 'services'] as const;
export const layerSchema = z.enum(layers);
export type Layer = z.infer<typeof layerSchema>;

export const destroyOrder: readonly Layer[] = [...layers].reverse();

/** Where a layer's state lies in the state bucket (the S3 backend's own rule for workspaces). */
export function stateKey(workspaceKeyPrefix: string, slug: string, layer: Layer): string {
  return `${workspaceKeyPrefix}/${slug}/${layer}.tfstate`;
}

/** Where what was last applied of a layer is kept beside its state: what Terraform needs when Flowport is down. */
export function configurationKey(workspaceKeyPrefix: string, slug: string, layer: Layer): string {
  return `${workspaceKeyPrefix}/${slug}/${layer}.configuration.json`;
}
