import type { Metadata } from 'next';
import { RunScreen } from '#features/runs/runScreen.tsx';
import { defaultTab, hasPlan, loadRunTab } from '#features/runs/runTabs.ts';
import { capitalize } from '#format/words.ts';
import { pageTitle, renderPage } from '#server/page.tsx';

export async function generateMetadata({ params }: PageProps<'/runs/[runId]'>): Promise<Metadata> {
  const { runId } = await params;
  return pageTitle('Run', async ({ trpc, client }) => {
    const { kind, stack } = await client.fetchQuery(trpc.runs.get.queryOptions({ runId }));
    return `${capitalize(kind)} ${stack.slug}`;
  });
}

export default async function RunPage({ params, searchParams }: PageProps<'/runs/[runId]'>) {
  const { runId } = await params;
  const { tab, step } = await loadRunTab(searchParams);
  return renderPage('loading the run', async ({ trpc, client }) => {
    const run = await client.fetchQuery(trpc.runs.get.queryOptions({ runId }));
    const shown = tab ?? defaultTab(run);
    await Promise.all([
      client.prefetchQuery(trpc.stacks.get.queryOptions({ stackId: run.stack.id })),
      shown === 'plan' && hasPlan(run) ? client.prefetchQuery(trpc.runs.plan.queryOptions({ runId })) : null,
      shown === 'log' ? client.prefetchQuery(trpc.runs.log.queryOptions({ runId, offset: 0 })) : null,
    ]);
    return <RunScreen runId={runId} tab={tab} step={step} />;
  });
}
