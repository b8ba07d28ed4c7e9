import type { Layer, LayerPlan, RunPlan } from '@flowport/domain';
import type { Connection, Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import type { Lease } from '../lease/lease.ts';
import { notWritten } from '../notWritten.ts';

export type SavedLayerPlan = {
  plan: LayerPlan;
  /** Where the encrypted plan file lies, for whoever wrote it; null for an envelope. */
  planFile: string | null;
  /** Of the state that an exact plan was made from; null while there is none. */
  stateLineage: string | null;
  stateSerial: number | null;
};

/**
 * Saves plans of layers. `run` replaces everything that was saved for the run (a new planning), `layer` adds to it: an
 * exact plan then stands beside the envelope of its layer. Sets the run's digest and the counts that lists show.
 * @throws AppError `lease_lost`.
 */
export async function savePlan(
  _tx: Tx,
  _input: {
    runId: string;
    replaces: 'run' | 'layer';
    layers: readonly SavedLayerPlan[];
    digest: string;
    now: Date;
    ids: IdSource;
    lease: Lease;
  },
): Promise<void> {
  return notWritten('savePlan');
}

/** The plan as it is shown: of each layer the exact one where there is one, else the envelope, in the order of the run's kind. */
export async function getRunPlan(_db: Connection, _runId: string): Promise<RunPlan | undefined> {
  return notWritten('getRunPlan');
}

export async function getLayerPlan(
  _db: Connection,
  _key: { runId: string; layer: Layer; basis: LayerPlan['basis'] },
): Promise<SavedLayerPlan | undefined> {
  return notWritten('getLayerPlan');
}
