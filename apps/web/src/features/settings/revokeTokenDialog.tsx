'use client';

import type { TokenView } from '@flowport/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { toastOk } from '#components/ui/toaster.tsx';

type RevokeTokenDialogProps = {
  token: TokenView;
  onClose: () => void;
  onRevoked: () => void;
  focusFallback: RefObject<HTMLElement | null>;
};

/** Says what stops working, and when it was last at work, before it is done: it cannot be undone. */
export function RevokeTokenDialog({ token, onClose, onRevoked, focusFallback }: RevokeTokenDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.tokens.revoke.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.tokens.list.queryKey() });
        toastOk(`Revoked ${token.name}`, 'It is refused from now on.');
        onRevoked();
      },
    }),
  );
  return (
    <Dialog
      open
      focusFallback={focusFallback}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Revoke ${token.name}?`}
      description="Every program that sends it is refused from its next call on. This cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" pending={revoke.isPending} onClick={() => revoke.mutate({ tokenId: token.id })}>
            Revoke
          </Button>
        </>
      }
    >
      {revoke.error ? (
        <FailureNotice failure={failureFrom(revoke.error)} doing="revoking the token" className="mb-4" />
      ) : null}
      <p className="text-sm text-fg-muted">
        The token begins with <code className="text-xs">{token.start}</code>.{' '}
        {token.lastUsedAt ? (
          <>
            It was last used <RelativeTime at={token.lastUsedAt} />, so something still depends on it. Give that a new
            token first.
          </>
        ) : (
          'It has never been used, so nothing should miss it.'
        )}
      </p>
    </Dialog>
  );
}
