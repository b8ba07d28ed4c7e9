import type { StateFile } from '@flowport/aws';
import { AppError, type Layer, layers } from '@flowport/domain';

/**
 * A destroy that would stop half-way is refused before anything is planned: what is protected from deletion in the state
 * would only be found by AWS after the compute is gone.
 * @throws AppError `conflict` naming what is protected and the change to ask for.
 */
export function refuseProtected(states: Record<Layer, StateFile | undefined>): void {
  const found = layers.flatMap((layer) => protectedResources(states[layer]));
  if (found.length === 0) return;
  throw new AppError(
    'conflict',
    `While planning the destroy: ${found.join(', ')} ${found.length === 1 ? 'is' : 'are'} protected from deletion. Request a change that switches "Protect from deletion" (database.deletionProtection) off, have it applied, and ask for the destroy again. Nothing was changed.`,
  );
}

function protectedResources(state: StateFile | undefined): string[] {
  if (!state) return [];
  return state.resources
    .filter((resource) => resource.mode === 'managed')
    .filter((resource) => resource.instances.some((instance) => instance.attributes?.deletion_protection === true))
    .map((resource) => `${resource.type}.${resource.name}`);
}
