'use client';

import type { TokenView } from '@flowport/api';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { CreateTokenDialog, type NewToken } from './createTokenDialog.tsx';
import { NewTokenNotice } from './newTokenNotice.tsx';
import { RevokeTokenDialog } from './revokeTokenDialog.tsx';
import { TokenList } from './tokenList.tsx';

export function TokensPanel({ origin }: { origin: string }) {
  const trpc = useTRPC();
  const tokens = useQuery(trpc.tokens.list.queryOptions());
  const [creates, setCreates] = useState(false);
  const [created, setCreated] = useState<NewToken | null>(null);
  const [revoking, setRevoking] = useState<TokenView | null>(null);
  const createButton = useRef<HTMLButtonElement>(null);
  const items = tokens.data?.items;

  function closeDialogs() {
    setCreates(false);
    setRevoking(null);
  }

  return (
    <Panel aria-labelledby="api-tokens">
      <PanelHeader
        id="api-tokens"
        title="API tokens"
        note="For programs that act for you."
        actions={
          <Button ref={createButton} size="sm" className="js-only" onClick={() => setCreates(true)}>
            <Plus aria-hidden />
            Create a token
          </Button>
        }
      />
      <div aria-live="polite">
        {created ? (
          <NewTokenNotice
            created={created}
            origin={origin}
            onDismiss={() => {
              setCreated(null);
              createButton.current?.focus();
            }}
          />
        ) : null}
      </div>
      {tokens.error && !items ? (
        <FailureNotice
          failure={failureFrom(tokens.error)}
          doing="listing your tokens"
          className="mx-4 mb-4"
          onRetry={() => void tokens.refetch()}
        />
      ) : null}
      {tokens.isPending ? <SkeletonRows rows={2} label="Loading your tokens" /> : null}
      {items && items.length > 0 ? <TokenList items={items} onRevoke={setRevoking} /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={KeyRound} title="No tokens yet" className="border-t border-line py-10">
          Create one to request and follow stacks from a terminal, a notebook or a pipeline.
        </EmptyState>
      ) : null}
      <CreateTokenDialog
        open={creates}
        onOpenChange={(open) => (open ? setCreates(true) : closeDialogs())}
        onCreated={(token) => {
          setCreated(token);
          closeDialogs();
        }}
      />
      {revoking ? (
        <RevokeTokenDialog
          key={revoking.id}
          token={revoking}
          onClose={closeDialogs}
          onRevoked={closeDialogs}
          // The button of a token that was revoked is gone with its row.
          focusFallback={createButton}
        />
      ) : null}
    </Panel>
  );
}
