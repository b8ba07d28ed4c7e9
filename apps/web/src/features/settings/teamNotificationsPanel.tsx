'use client';

import type { NotificationChannels, TeamView } from '@flowport/domain';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { useViewer } from '#components/shell/shellContext.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/controls.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { DeliveryList } from './deliveryList.tsx';
import { WebhookForm } from './webhookForm.tsx';
import { WebhookSecretNotice } from './webhookSecretNotice.tsx';

/** How each team of the viewer is reached outside of the portal. */
export function TeamNotificationsPanels() {
  const { teams } = useViewer();
  return (
    <div id="team-notifications" className="space-y-5">
      {teams.map((team) => (
        <TeamNotifications key={team.id} team={team} />
      ))}
    </div>
  );
}

function TeamNotifications({ team }: { team: TeamView }) {
  const trpc = useTRPC();
  const channels = useQuery(trpc.notifications.channels.queryOptions({ teamId: team.id }));
  const title = `notifications-${team.slug}`;
  return (
    <Panel aria-labelledby={title}>
      <PanelHeader
        id={title}
        title={`Notifications of ${team.name}`}
        note="What the team is told in the portal also goes out by these ways."
      />
      {channels.error && !channels.data ? (
        <FailureNotice
          failure={failureFrom(channels.error)}
          doing="loading how the team is reached"
          className="mx-4 mb-4"
          onRetry={() => void channels.refetch()}
        />
      ) : null}
      {channels.isPending ? <SkeletonRows rows={2} label="Loading how the team is reached" /> : null}
      {channels.data ? <KnownChannels channels={channels.data} /> : null}
    </Panel>
  );
}

function KnownChannels({ channels }: { channels: NotificationChannels }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const teamId = channels.team.id;
  const [secret, setSecret] = useState<string | null>(null);
  const queryKey = trpc.notifications.channels.queryKey({ teamId });
  const show = (next: NotificationChannels) => queryClient.setQueryData(queryKey, next);
  const reread = () => void queryClient.invalidateQueries({ queryKey });
  const onSecret = (set: { secret: string | null }) => {
    setSecret(set.secret);
    reread();
  };
  const setWebhook = useMutation(trpc.notifications.setWebhook.mutationOptions({ onSuccess: onSecret }));
  const rotate = useMutation(trpc.notifications.rotateSecret.mutationOptions({ onSuccess: onSecret }));
  const setMails = useMutation(trpc.notifications.setMails.mutationOptions({ onSuccess: show }));
  const test = useMutation(trpc.notifications.test.mutationOptions({ onSuccess: show }));
  const { webhookUrl, mailsMembers, mayChange } = channels;
  const failures = [
    [setWebhook.error, 'setting the webhook'],
    [rotate.error, 'making a new secret'],
    [setMails.error, 'switching the mails'],
    [test.error, 'sending a test'],
  ] as const;
  return (
    <div className="space-y-4 border-t border-line p-4">
      {failures.map(([error, doing]) =>
        error ? <FailureNotice key={doing} failure={failureFrom(error)} doing={doing} /> : null,
      )}
      <div aria-live="polite">
        {secret ? <WebhookSecretNotice secret={secret} onDismiss={() => setSecret(null)} /> : null}
      </div>
      <WebhookForm
        key={webhookUrl ?? ''}
        teamSlug={channels.team.slug}
        url={webhookUrl}
        mayChange={mayChange}
        isPending={setWebhook.isPending || rotate.isPending}
        onSave={(url) => setWebhook.mutate({ teamId, url })}
        onRotate={() => rotate.mutate({ teamId })}
      />
      <Checkbox
        label="Mail to each member"
        note="To the address that the account signs in with."
        checked={mailsMembers}
        disabled={!mayChange || setMails.isPending}
        onChange={(event) => setMails.mutate({ teamId, mailsMembers: event.target.checked })}
      />
      {mayChange && (webhookUrl !== null || mailsMembers) ? (
        <Button size="sm" className="js-only" pending={test.isPending} onClick={() => test.mutate({ teamId })}>
          Send a test
        </Button>
      ) : null}
      <DeliveryList deliveries={channels.deliveries} />
    </div>
  );
}
