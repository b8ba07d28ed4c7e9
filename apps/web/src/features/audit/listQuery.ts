import { createLoader, createSerializer, parseAsString } from 'nuqs/server';

/**
 * What the audit log keeps in its address. `before` is the id of the entry below which the page begins: older entries
 * have addresses of their own, which work without scripts and can be sent to a colleague.
 */
export const auditParsers = { search: parseAsString.withDefault(''), before: parseAsString.withDefault('') };

export const loadAuditList = createLoader(auditParsers);

type AuditListState = { search: string; before: string };

const entriesPerPage = 50;

/** The input of `audit.list`: what is empty is left out, so that equal lists have equal query keys. */
export function auditListInput({ search, before }: AuditListState) {
  const words = search.trim().slice(0, 200);
  return {
    ...(words === '' ? {} : { search: words }),
    ...(before === '' ? {} : { cursor: before }),
    limit: entriesPerPage,
  };
}

/** The address of the log from an entry on; without one, of its newest entries. */
export function auditHref({ search, before }: AuditListState): string {
  return serialize('/audit', { search, before });
}

const serialize = createSerializer(auditParsers);
