import type { Metadata } from 'next';
import { NotificationsScreen } from '#features/notifications/notificationsScreen.tsx';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Notifications' };

export default function NotificationsPage() {
  return renderPage('listing your notifications', async ({ trpc, client }) => {
    await client.fetchQuery(trpc.notifications.list.queryOptions());
    return <NotificationsScreen />;
  });
}
