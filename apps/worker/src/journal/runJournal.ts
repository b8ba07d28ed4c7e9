import type { JournalEntryRecord } from '@flowport/db';
import type { Layer } from '@flowport/domain';
import type { TerraformEvent } from '@flowport/terraform';
import { batchWriter } from '../stream/batchWriter.ts';

/**
 * What Terraform has begun and finished, written down as it says so. Terraform writes its state only every 20 seconds
 * and may die in between: then this is the only record of what exists.
 */
export type RunJournal = {
  record(layer: Layer, event: TerraformEvent): void;
  drain(): Promise<void>;
};

/** At the end of a burst ten entries become one write; what a death can lose is what it says of the last moment. */
const delayMilliseconds = 20;

export function runJournal(ports: {
  append(entries: readonly JournalEntryRecord[]): Promise<void>;
  now(): Date;
  signal: AbortSignal;
  onRetry(error: unknown): void;
}): RunJournal {
  const writer = batchWriter<JournalEntryRecord>({
    delayMilliseconds,
    signal: ports.signal,
    onRetry: ports.onRetry,
    write: ports.append,
  });
  return {
    record(layer, event) {
      const entry = journalEntry(layer, event, ports.now());
      if (entry) writer.push(entry);
    },
    drain: () => writer.drain(),
  };
}

const actions = ['create', 'update', 'delete', 'replace', 'read', 'noop'] as const;

export function journalEntry(layer: Layer, event: TerraformEvent, now: Date): JournalEntryRecord | undefined {
  if (event.type !== 'apply_start' && event.type !== 'apply_complete' && event.type !== 'apply_errored') {
    return undefined;
  }
  const action = actions.find((known) => known === event.action);
  // A data source that is read during the apply leaves nothing behind.
  if (action === undefined || action === 'read') return undefined;
  return {
    layer,
    kind: event.type,
    address: event.resource.address,
    resourceType: event.resource.type,
    action,
    idKey: event.idKey,
    idValue: event.idValue,
    at: now,
  };
}
