import type { Metadata } from 'next';
import { SettingsScreen } from '#features/settings/settingsScreen.tsx';
import { renderPage } from '#server/page.tsx';
import { environment } from '../../../env.ts';

export const metadata: Metadata = { title: 'Settings' };

export default function SettingsPage() {
  return renderPage('loading your settings', async ({ trpc, client }) => {
    await client.prefetchQuery(trpc.tokens.list.queryOptions());
    return <SettingsScreen origin={new URL(environment().url).origin} />;
  });
}
