/** Where a host name leads to, by the records of the simulated account's zones. */
import { blocks, stored, text, texts } from '../cloud/attributes.ts';
import type { TfObject } from '../providers/wire/values.ts';
import type { ObjectStore } from '../store/objects.ts';
import { coversHost, plainHost } from '../world/names.ts';

/** Chains of records longer than this are loops. */
const HOPS_MAX = 8;

/** The name at the end of aliases and CNAMEs; the host itself when no record speaks of it. */
export function resolveHost(store: ObjectStore, host: string): string {
  const records = store.list({ type: 'aws_route53_record' }).map(stored);
  let name = plainHost(host);
  for (let hop = 0; hop < HOPS_MAX; hop += 1) {
    const next = targetOf(records, name);
    if (next === undefined) return name;
    name = next;
  }
  return name;
}

function targetOf(records: readonly TfObject[], host: string): string | undefined {
  const speaking = records.filter((record) => coversHost(text(record.fqdn) || text(record.name), host));
  // A record of the name itself goes before a wildcard.
  const exact = speaking.filter((record) => !(text(record.fqdn) || text(record.name)).startsWith('*'));
  for (const record of exact.length > 0 ? exact : speaking) {
    const alias = blocks(record.alias)[0];
    const target = alias === undefined ? cname(record) : text(alias.name);
    if (target !== undefined && target !== '') return plainHost(target).replace(/^dualstack\./, '');
  }
  return undefined;
}

function cname(record: TfObject): string | undefined {
  return record.type === 'CNAME' ? texts(record.records)[0] : undefined;
}
