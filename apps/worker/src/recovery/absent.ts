import type { TerraformFailure } from '@flowport/terraform';

type Said = Pick<TerraformFailure['diagnostics'][number], 'severity' | 'summary' | 'detail' | 'address'>;

/**
 * Which imports failed because there is no such object.
 * @param imports ids by address.
 */
export function absentIn(diagnostics: readonly Said[], imports: ReadonlyMap<string, string>): string[] {
  const said = diagnostics
    .filter(({ severity }) => severity === 'error')
    .filter(({ summary, detail }) => absentSummaries.some((one) => `${summary} ${detail}`.includes(one)));
  const absent = new Set(said.flatMap((one) => meantBy(one, [...imports])));
  return [...imports.keys()].filter((address) => absent.has(address));
}

/** Constants of Terraform's source and of its providers'. */
const absentSummaries = ['Cannot import non-existent remote object', 'not found', 'NotFound', 'does not exist'];

/** Objects of several types may have one id, as a service account and the release that uses it: so the id alone says least. */
function meantBy({ address, detail }: Said, imports: [address: string, id: string][]): string[] {
  const ways: ((import_: [address: string, id: string]) => boolean)[] = [
    ([to]) => address === to || detail.includes(`"${to}"`),
    ([to, id]) => detail.includes(` ${to.slice(0, to.indexOf('.'))} "${id}"`),
    ([, id]) => detail.includes(`"${id}"`),
  ];
  for (const isMeant of ways) {
    const meant = imports.filter(isMeant);
    if (meant.length > 0) return meant.map(([to]) => to);
  }
  return [];
}
