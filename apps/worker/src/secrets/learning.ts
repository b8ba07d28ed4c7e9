import type { StateStore } from '@flowport/aws';
import type { Layer } from '@flowport/domain';
import type { LayerSession } from '@flowport/terraform';
import type { RunSecrets } from './runSecrets.ts';

/** The states as they are, where every state that is read teaches its secrets. */
export function learningStates(secrets: RunSecrets, states: StateStore): StateStore {
  return {
    ...states,
    readState: async (slug, layer) => {
      const state = await states.readState(slug, layer);
      secrets.learnState(state);
      return state;
    },
  };
}

/** A refusal waits no longer than this for a bucket that does not answer. */
const patienceMilliseconds = 3000;

/**
 * Learns what the layer's state holds by now. Terraform saves its state before it tells what went wrong, so a password
 * that was made in the same apply is known here before a provider's words about it are stored. Never rejected: what
 * cannot be learnt is still looked for by its form.
 */
export async function learnNow(states: StateStore, slug: string, layer: Layer | null): Promise<void> {
  if (layer === null) return;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMilliseconds);
  });
  const learnt = states.readState(slug, layer).then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([learnt, patience]);
  clearTimeout(timer);
}

/** The session as it is, where a failed apply teaches before its failure is told. */
export function learningSession(session: LayerSession, learn: () => Promise<void>): LayerSession {
  return {
    ...session,
    apply: async (options) => {
      try {
        return await session.apply(options);
      } catch (error) {
        await learn();
        throw error;
      }
    },
  };
}
