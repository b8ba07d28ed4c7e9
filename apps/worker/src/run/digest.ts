import { createHash } from 'node:crypto';
import type { DataChoice, Layer, LayerPlan, RunKind, RunRestore } from '@flowport/domain';
import { canonicalJson } from './canonicalJson.ts';

/** What of one layer an approval is bound to. */
export type LayerFacts = {
  layer: Layer;
  /** The synthesized document, byte for byte. */
  configuration: string;
  /** The dependency lock file; null where every provider is attached and none is installed. */
  lockFile: string | null;
  /** As it was shown: an exact plan or an envelope. */
  plan: LayerPlan;
  /** Of the saved plan file that will be applied; null for an envelope and for what is done. */
  planFileSha256: string | null;
  /** The state in the bucket; null where there is none. */
  state: { lineage: string; serial: number } | null;
  /** Applied or skipped earlier in this run, so that its plan is history. */
  isDone: boolean;
};

export type DigestInput = {
  kind: RunKind;
  /** What becomes of the data in a destroy; null for all other runs. */
  data: DataChoice | null;
  /** The document that releases the foundation from its protection, byte for byte; null where none is needed. */
  release: string | null;
  blueprint: { id: string; version: string };
  parameters: unknown;
  /** Of a roll back: which version, from which present state, and what is written; null for all other runs. */
  restore?: RunRestore | null;
  layers: readonly LayerFacts[];
};

/**
 * What an approval names: sha256 in hex over all that decides what will happen. Made when the plan is shown, and made
 * anew from the facts of that moment before anything is applied; if the two differ, the approval is void.
 */
export function runDigest(input: DigestInput): string {
  const { kind, data, blueprint, parameters, restore = null } = input;
  const layers = input.layers.map((facts) => ({
    ...facts,
    configuration: sha256(facts.configuration),
    lockFile: facts.lockFile === null ? null : sha256(facts.lockFile),
  }));
  const release = input.release === null ? null : sha256(input.release);
  return sha256(
    canonicalJson({ version: 2, kind, data, release, blueprint, parameters, layers, ...(restore && { restore }) }),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
