'use client';

import type { FormField } from './formModel.ts';
import { GroupField } from './groupField.tsx';
import { LeafField } from './leafField.tsx';

/** The control for one parameter: a group of values, or a single one. */
export function SchemaField({ field }: { field: FormField }) {
  return field.kind === 'group' ? <GroupField field={field} /> : <LeafField field={field} />;
}
