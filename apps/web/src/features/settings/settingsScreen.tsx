'use client';

import { Page } from '#components/shell/page.tsx';
import { ApiPanel } from './apiPanel.tsx';
import { ProfilePanel } from './profilePanel.tsx';
import { TeamNotificationsPanels } from './teamNotificationsPanel.tsx';
import { ThemePanel } from './themePanel.tsx';
import { TokensPanel } from './tokensPanel.tsx';

/** @param origin the public address of the portal, as commands and programs need it. */
export function SettingsScreen({ origin }: { origin: string }) {
  return (
    <Page crumbs={[{ label: 'Settings' }]} title="Settings" width="narrow">
      <div className="space-y-5">
        <ProfilePanel />
        <ThemePanel />
        <TeamNotificationsPanels />
        <TokensPanel origin={origin} />
        <ApiPanel origin={origin} />
      </div>
    </Page>
  );
}
