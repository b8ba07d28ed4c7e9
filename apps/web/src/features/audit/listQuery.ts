import { createLoader, parseAsString } from 'nuqs/server';

/** What the audit log keeps in its address. */
export const auditParsers = { search: parseAsString.withDefault('') };

export const loadAuditList = createLoader(auditParsers);

/** Entries that come at once; older ones on demand. */
const entriesPerPage = 50;

export function auditListInput({ search }: { search: string }) {
  const words = search.trim().slice(0, 200);
  return { ...(words === '' ? {} : { search: words }), limit: entriesPerPage };
}
