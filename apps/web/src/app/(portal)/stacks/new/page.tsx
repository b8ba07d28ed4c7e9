import { presetNames, presets } from '@flowport/domain';
import type { Metadata } from 'next';
import { createLoader, parseAsStringLiteral } from 'nuqs/server';
import { wantedPrefix } from '#features/request/cidr.ts';
import { RequestScreen } from '#features/request/requestScreen.tsx';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Request a stack' };

const loadPreset = createLoader({ preset: parseAsStringLiteral(presetNames).withDefault('small') });

export default async function NewStackPage({ searchParams }: PageProps<'/stacks/new'>) {
  const { preset } = await loadPreset(searchParams);
  return renderPage('preparing the request form', async ({ trpc, client }) => {
    const [targets] = await Promise.all([
      client.fetchQuery(trpc.targets.list.queryOptions()),
      client.fetchQuery(trpc.teams.list.queryOptions()),
      client.prefetchQuery(trpc.blueprints.get.queryOptions()),
      client.prefetchQuery(trpc.stacks.estimate.queryOptions({ preset, parameters: {} })),
    ]);
    const targetId = targets.items[0]?.id;
    if (targetId) {
      const { cidr } = presets[preset].parameters.network;
      await client.prefetchQuery(trpc.stacks.suggestCidr.queryOptions({ targetId, prefix: wantedPrefix(cidr, cidr) }));
    }
    return <RequestScreen initialPreset={preset} />;
  });
}
