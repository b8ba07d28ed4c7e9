import type { Layer } from '@flowport/domain';

/** One `apply_*` line of Terraform's JSON stream. */
export type JournalEntryRecord = {
  layer: Layer;
  kind: 'apply_start' | 'apply_complete' | 'apply_errored';
  address: string;
  resourceType: string;
  action: 'create' | 'update' | 'delete' | 'replace' | 'read' | 'noop';
  idKey: string | null;
  idValue: string | null;
  at: Date;
};
